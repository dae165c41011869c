"""When a radio must wait: its duty cycle is used up, its queue is full, or it would drop a text in silence."""

import pytest

from lora_gateway.errors import Refused
from lora_gateway.port.meshtastic.messages import ClientNotification, FromRadio
from tests.gateway.meshtastic.bench import Bench, frame, status

DUTY_CYCLE = "Duty cycle limit exceeded. You can send again in 58 mins"


def note(id, text=DUTY_CYCLE):
    return FromRadio(client_notification=ClientNotification(reply_id=id, message=text))


def test_a_used_up_duty_cycle_is_refused_with_the_minutes_that_the_radio_names():
    bench = Bench.ready()
    id = bench.send()

    bench.tell(status(id, res=9), note(id))

    assert isinstance(bench.results[id], Refused)
    assert bench.results[id].retry_s == 58 * 60
    assert "again in 58 min" in str(bench.results[id])


def test_a_used_up_duty_cycle_without_minutes_is_tried_again_after_one():
    bench = Bench.ready()
    id = bench.send()
    bench.tell(status(id, res=9))

    bench.wait(0.5)

    assert bench.results[id].retry_s == 60


def test_what_waits_is_refused_with_it():
    bench = Bench.ready()
    first, second = bench.send(), bench.send()

    bench.tell(status(first, res=9), note(first))

    assert bench.results[second].retry_s == 58 * 60
    assert len(bench.sent) == 1


def test_the_radio_is_not_asked_again_before_that_time():
    bench = Bench.ready()
    id = bench.send()
    bench.tell(status(id, res=9), note(id, "in 3 mins"))
    bench.wait(60)
    bench.tell(status(0))

    with pytest.raises(Refused) as refused:
        bench.send()

    assert refused.value.retry_s == pytest.approx(120)


def test_after_that_time_it_is():
    bench = Bench.ready()
    id = bench.send()
    bench.tell(status(id, res=9), note(id, "in 1 mins"))

    bench.wait(60)
    bench.send()

    assert len(bench.sent) == 2


def test_a_note_about_something_else_refuses_nothing():
    bench = Bench.ready()
    id = bench.send()

    bench.tell(note(id + 1), note(id, "TraceRoute can only be sent once every 30 seconds"))

    assert id not in bench.results


def test_the_last_places_are_left_to_what_the_radio_relays():
    bench = Bench.ready()

    bench.tell(status(0, free=4))
    bench.send()

    assert bench.sent == []


def test_a_full_radio_is_asked_until_it_has_room():
    bench = Bench.ready()
    bench.tell(status(0, free=4))
    bench.send()
    bench.wait(2.0)
    assert bench.heartbeats == 2

    bench.tell(status(0, free=5))

    assert len(bench.sent) == 1


def test_what_has_waited_two_minutes_for_room_is_refused():
    bench = Bench.ready()
    bench.tell(status(0, free=0))
    id = bench.send()

    for _ in range(60):
        bench.wait(2.0)
        bench.tell(status(0, free=0))

    assert isinstance(bench.results[id], Refused)
    assert bench.hung_up is None


def test_no_more_than_eight_packets_wait():
    bench = Bench.ready()
    for _ in range(9):
        bench.send()

    with pytest.raises(Refused, match="too much waits"):
        bench.send()


def test_texts_are_two_seconds_apart():
    bench = Bench.ready()
    first = bench.send_text("one")
    second = bench.send_text("two")
    bench.tell(status(first))
    assert len(bench.sent) == 1

    bench.wait(2.2)

    assert [packet.id for packet in bench.sent] == [first, second]


def test_alerts_are_ten_seconds_apart():
    bench = Bench.ready()
    first = bench.send_text("one", alert=True)
    second = bench.send_text("two", alert=True)
    bench.tell(status(first))
    bench.wait(10.4)
    assert len(bench.sent) == 1

    bench.wait(0.2)

    assert [packet.id for packet in bench.sent] == [first, second]


def test_a_frame_goes_between_two_texts():
    bench = Bench.ready()
    first = bench.send_text("one")
    bench.send_text("two")
    bench.send()

    bench.tell(status(first))

    assert [packet.decoded.portnum for packet in bench.sent] == [1, 275]


def test_urgent_packets_go_first():
    bench = Bench.ready()
    first = bench.send()
    bench.send(frame(b"later"))
    bench.send(frame(b"alert"), urgent=True)

    bench.tell(status(first))

    assert bench.sent[-1].decoded.payload == b"alert"


def test_a_pause_between_texts_outlives_a_broken_connection():
    bench = Bench.ready()
    id = bench.send_text("one")
    bench.tell(status(id))
    bench.lose()
    bench.connect()

    bench.send_text("two")
    assert bench.sent == []
    bench.wait(2.2)

    assert len(bench.sent) == 1
