"""What is given to a radio to send: only what it can send, where it belongs."""

import pytest

from lora_gateway.errors import Refused
from lora_gateway.port.meshtastic.messages_enums import BROADCAST, PortNum, Priority
from tests.gateway.meshtastic.bench import ADA, LORA, ME, OURS, PRIMARY, Bench, frame, status


def test_a_frame_goes_to_everybody_on_our_channel_and_port():
    bench = Bench.ready()

    bench.send(frame(b"frame", hops=3))

    (packet,) = bench.sent
    assert (packet.to, packet.channel, packet.decoded.portnum) == (BROADCAST, OURS.index, 275)
    assert packet.decoded.payload == b"frame"
    assert packet.hop_limit == 3


def test_each_transmission_has_a_new_id():
    bench = Bench.ready()

    ids = set()
    for _ in range(20):
        ids.add(bench.send(frame(number=7)))
        bench.tell(status(max(ids)))

    assert len(ids) == 20


def test_an_id_is_never_zero():
    numbers = iter((5, 0, 6))
    bench = Bench(random=lambda: next(numbers))
    bench.configure()

    assert bench.send() == 6


def test_an_urgent_frame_is_repeated_by_the_radio_until_it_overhears_a_neighbour():
    bench = Bench.ready()

    bench.send(urgent=True)

    assert bench.sent[0].want_ack
    assert bench.sent[0].priority == Priority.ALERT


def test_a_frame_for_the_neighbours_alone_asks_for_no_repeats():
    bench = Bench.ready()

    bench.send(frame(hops=0), urgent=True)

    assert (bench.sent[0].hop_limit, bench.sent[0].want_ack) == (0, False)


def test_the_largest_frame_goes():
    bench = Bench.ready()

    bench.send(frame(bytes(231)))

    assert len(bench.sent) == 1


@pytest.mark.parametrize("size", [0, 232, 400])
def test_a_frame_that_the_radio_would_drop_in_silence_is_refused(size):
    bench = Bench.ready()

    with pytest.raises(Refused, match=f"{size} bytes"):
        bench.send(frame(bytes(size)))


def test_without_our_channel_no_frame_goes_on_another():
    bench = Bench.ready(channels=(PRIMARY,))

    with pytest.raises(Refused, match="no channel HearthNet; run: hearthnet radio setup"):
        bench.send()

    assert bench.sent == []


def test_text_goes_without_our_channel():
    bench = Bench.ready(channels=(PRIMARY,))

    bench.send_text("Flood")

    assert bench.sent[0].decoded.payload == b"Flood"


def test_firmware_that_repeats_without_end_is_given_one_hop():
    bench = Bench.ready(firmware="2.8.0.2651f28")

    bench.send(frame(hops=3))

    assert bench.sent[0].hop_limit == 1


def test_a_text_goes_to_everybody_on_the_primary_channel():
    bench = Bench.ready()

    bench.send_text("Hochwasser \u00fcberall")

    (packet,) = bench.sent
    assert (packet.to, packet.channel, packet.decoded.portnum) == (BROADCAST, 0, PortNum.TEXT)
    assert packet.decoded.payload.decode() == "Hochwasser \u00fcberall"
    assert packet.hop_limit == LORA.hop_limit


def test_an_alert_rings_and_is_repeated():
    bench = Bench.ready()

    bench.send_text("Flood", alert=True)

    assert bench.sent[0].decoded.portnum == PortNum.ALERT
    assert bench.sent[0].want_ack


def test_a_direct_text_goes_to_one_radio_and_wants_its_ack():
    bench = Bench.ready()

    bench.send_text("hello", to=ADA)

    assert (bench.sent[0].to, bench.sent[0].want_ack) == (ADA, True)


def test_a_text_names_us_so_that_its_refusal_comes_back():
    bench = Bench.ready()

    bench.send_text("hello")

    assert bench.sent[0].sender == ME


def test_two_hundred_bytes_of_text_go():
    bench = Bench.ready()

    bench.send_text("\u00fc" * 100)

    assert len(bench.sent[0].decoded.payload) == 200


@pytest.mark.parametrize("text", ["", "x" * 201, "\u00fc" * 101])
def test_a_text_is_never_cut(text):
    bench = Bench.ready()

    with pytest.raises(Refused, match="bytes"):
        bench.send_text(text)

    assert bench.sent == []


@pytest.mark.parametrize("to", [0, ME, BROADCAST])
def test_a_direct_text_goes_to_somebody_else(to):
    bench = Bench.ready()

    with pytest.raises(Refused):
        bench.send_text("hello", to=to)
