"""One packet at a time is given to a radio, and what it says of it, or does not say, is understood."""

import pytest

from lora_gateway.errors import PortLost, Refused
from lora_gateway.port.port import State
from tests.gateway.meshtastic.bench import ADA, Bench, ack, status


def test_the_radio_has_taken_a_packet_when_its_status_says_so():
    bench = Bench.ready()
    id = bench.send()
    assert id not in bench.results

    bench.tell(status(id))

    assert bench.results == {id: None}


def test_the_next_packet_goes_when_the_status_of_the_one_before_has_come():
    bench = Bench.ready()
    first = bench.send()
    second = bench.send()
    assert [packet.id for packet in bench.sent] == [first]

    bench.tell(status(first))

    assert [packet.id for packet in bench.sent] == [first, second]


def test_the_status_of_a_relayed_packet_is_not_ours():
    bench = Bench.ready()
    id = bench.send()

    bench.tell(status(id + 1), status(0))

    assert id not in bench.results


def test_a_packet_without_status_is_asked_about():
    bench = Bench.ready()
    bench.send()

    bench.wait(2.0)

    assert bench.heartbeats == 1


def test_a_status_that_comes_after_the_question_counts():
    bench = Bench.ready()
    id = bench.send()
    bench.wait(2.0)

    bench.tell(status(0), status(id))

    assert bench.results == {id: None}


def test_a_packet_whose_status_was_lost_may_have_been_sent():
    bench = Bench.ready()
    id = bench.send()
    bench.wait(2.0)
    bench.tell(status(0))

    bench.wait(2.0)

    assert isinstance(bench.results[id], PortLost)
    assert bench.hung_up is None


def test_one_lost_status_does_not_end_a_connection_that_is_quiet_afterwards():
    bench = Bench.ready()
    bench.send()
    bench.wait(2.0)
    bench.tell(status(0))

    bench.wait(40.0)

    assert bench.hung_up is None


def test_two_lost_statuses_in_a_row_end_the_connection():
    bench = Bench.ready()
    for _ in range(2):
        bench.send()
        bench.wait(2.0)
        bench.tell(status(0))
        bench.wait(2.0)

    assert bench.hung_up == "the radio does not say what it does with our packets"


def test_a_radio_that_answers_neither_packet_nor_question_is_given_up():
    bench = Bench.ready()
    bench.wait(1.0)
    id = bench.send()

    bench.wait(4.0)

    assert isinstance(bench.results[id], PortLost)
    assert bench.hung_up


def test_a_connection_that_is_given_up_takes_no_more_packets_and_says_so():
    bench = Bench.ready()
    bench.send()
    bench.wait(4.0)

    assert bench.states == [State(False, bench.hung_up)]
    with pytest.raises(PortLost):
        bench.send()


def test_an_ack_of_our_own_radio_stands_for_a_lost_status():
    bench = Bench.ready()
    id = bench.send(urgent=True)

    bench.tell(ack(id))

    assert bench.results == {id: None}


def test_an_ack_of_a_stranger_stands_for_nothing():
    bench = Bench.ready()
    id = bench.send(urgent=True)

    bench.tell(ack(id, sender=ADA), ack(id, sender=ADA, error=7))

    assert id not in bench.results


@pytest.mark.parametrize(
    ("res", "reason"),
    [
        (6, "does not know the channel"),
        (7, "too large"),
        (32, "queue is full"),
        (33, "no working LoRa chip"),
        (34, "may not transmit"),
        (39, "no key of that phone"),
        (99, "error 99"),
    ],
)
def test_a_refusal_says_why(res, reason):
    bench = Bench.ready()
    id = bench.send()

    bench.tell(status(id, res=res))

    assert isinstance(bench.results[id], Refused)
    assert reason in str(bench.results[id])


def test_a_lost_connection_tells_which_packet_may_have_been_sent():
    bench = Bench.ready()
    flying, waiting = bench.send(), bench.send()

    bench.lose("unplugged")

    assert str(bench.results[flying]) == "unplugged; the packet may have been sent"
    assert str(bench.results[waiting]) == "unplugged"


def test_a_packet_of_a_lost_connection_is_not_sent_by_the_next():
    bench = Bench.ready()
    bench.send()
    bench.send()
    bench.lose()

    bench.connect()

    assert bench.sent == []
