"""Every intact frame comes out, whatever surrounds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.errors import Refused
from lora_gateway.port.meshtastic import protobuf
from lora_gateway.port.meshtastic.framing import START, WAKE_UP, Decoder, encode
from lora_gateway.port.meshtastic.messages import ClientNotification, Data, FromRadio, MeshPacket, is_from_radio
from lora_gateway.port.meshtastic.messages import QueueStatus as Status
from tests.gateway.meshtastic.recordings import NAMES, plain_frames, sent

ONE, TWO, THREE = (protobuf.encode(FromRadio(queue_status=Status(free=16, mesh_packet_id=1000 + n))) for n in range(3))
LOG = b"INFO  | 12:00:01 61 [Router] Received routing from=0x11\r\n"
NOISE = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([b"\x94", START, WAKE_UP, LOG, START + b"\x02\x01", START + b"\x00\x20", encode(ONE)[:9]]),
)


def received(data, size=1 << 16):
    """What a decoder makes of data that comes in pieces and then stops."""
    decoder = Decoder(is_from_radio)
    payloads = [payload for at in range(0, len(data), size) for payload in decoder.feed(data[at : at + size])]
    return payloads + decoder.expire()


@pytest.mark.parametrize("size", [1, 7, 1460, 1 << 16])
@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_stream_comes_out_whole_in_pieces_of_any_size(name, size):
    stream = sent(name, "d2c")
    assert received(stream, size) == list(plain_frames(stream))


@pytest.mark.parametrize(
    "noise",
    [
        b"\x94",
        b"\x94\x94\x94",
        START,
        START + b"\x94",
        START + b"\xff\xff",
        START + b"\x00\x40",
        START + b"\x02\x00" + bytes(40),
        LOG,
        WAKE_UP,
        bytes(range(256)),
        encode(ONE)[:5],
        encode(ONE)[:-1],
        encode(protobuf.encode(FromRadio(client_notification=ClientNotification(message="Duty cycle limit"))))[:-8],
        encode(protobuf.encode(FromRadio(packet=MeshPacket(1, 2, decoded=Data(256, bytes(200)), id=3))))[:50],
    ],
)
@pytest.mark.parametrize("size", [1, 1 << 16])
def test_noise_before_each_frame_costs_none(noise, size):
    frames = [ONE, TWO, THREE] * 20
    payloads = received(b"".join(noise + encode(frame) for frame in frames), size)
    assert [payload for payload in payloads if payload in frames] == frames


@given(st.lists(st.tuples(NOISE, st.sampled_from([ONE, TWO, THREE])), max_size=8), st.integers(1, 40))
def test_pieces_of_any_size_give_the_same(parts, size):
    stream = b"".join(noise + encode(frame) for noise, frame in parts)
    assert received(stream, size) == received(stream)


def test_a_frame_that_was_cut_delays_those_behind_it_only_until_the_line_is_quiet():
    decoder = Decoder(is_from_radio)
    cut = encode(protobuf.encode(FromRadio(packet=MeshPacket(decoded=Data(256, bytes(200))))))[:50]

    assert decoder.feed(cut + encode(ONE) + encode(TWO)) == []
    assert decoder.pending
    assert decoder.expire() == [ONE, TWO]

    assert not decoder.pending
    assert decoder.skipped == 50


def test_a_frame_inside_a_packet_is_no_frame():
    forged = MeshPacket(sender=1, decoded=Data(256, encode(TWO) + encode(THREE)), id=2)
    packet = protobuf.encode(FromRadio(packet=forged))
    assert received(encode(ONE) + encode(packet) + encode(ONE), size=1) == [ONE, packet, ONE]
    assert received(encode(packet)) == [packet]


def test_a_packet_with_a_header_in_it_waits_for_what_follows():
    decoder = Decoder(is_from_radio)
    packet = protobuf.encode(
        FromRadio(packet=MeshPacket(decoded=Data(256, START + b"\x00\x05framing bytes inside"), id=2))
    )

    assert decoder.feed(encode(packet)) == []

    assert decoder.feed(encode(ONE)) == [packet, ONE]


def test_what_belongs_to_no_frame_is_counted():
    decoder = Decoder(is_from_radio)
    decoder.feed(LOG + encode(ONE) + LOG + encode(TWO) + b"\x94")
    assert decoder.skipped == 2 * len(LOG)
    decoder.expire()
    assert decoder.skipped == 2 * len(LOG) + 1


@pytest.mark.parametrize(
    "unit", [b"\x94", START, START + b"\x01\xff", START + b"\x02\x00\x7a\x00", LOG, encode(ONE)[:-1]]
)
def test_endless_noise_takes_neither_memory_nor_ever_more_work(unit):
    judged = []
    decoder = Decoder(lambda payload: bool(judged.append(len(payload))) or is_from_radio(payload))

    for _ in range(100):
        decoder.feed(unit * 100)

    assert len(decoder._buffer) < 2 * 516
    assert len(judged) <= 2 * 100 * 100


@pytest.mark.parametrize("size", [1, 1 << 16])
def test_endless_frames_within_frames_take_no_ever_more_work(size):
    judged = []
    decoder = Decoder(lambda payload: bool(judged.append(1)) or is_from_radio(payload))
    nested = b"".join(START + (6 * n + 2).to_bytes(2, "big") + b"\x7a" + bytes([6 * n]) for n in reversed(range(21)))

    for at in range(0, len(nested) * 100, size):
        decoder.feed((nested * 100)[at : at + size])

    assert len(judged) <= 4 * len(nested) * 100


def test_the_longest_frame_passes_and_a_longer_one_is_refused():
    longest = protobuf.encode(FromRadio(packet=MeshPacket(encrypted=bytes(506))))
    assert len(longest) == 512
    assert received(encode(longest)) == [longest]
    with pytest.raises(Refused, match="at most 512"):
        encode(longest + b"\0")
