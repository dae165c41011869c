"""What a gateway does with rows and requests that are forged, wrong, endless or too many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.documents.held import MAX_ANSWERED
from lora_gateway.documents.objects import MAX_HELD, MAX_WANTED, Saying
from meshwire import document, fragment
from meshwire.errors import WireError
from meshwire.fragment import EVERYTHING, FNEED, FRAG, Need
from meshwire.frame import VERSION
from meshwire.radio_key import seal
from meshwire.spread import answer, burst
from tests.gateway.object_lab import FRAME_MS, KEY, Lab, asks, named, objects, said, text

DATA = text(3000)
DIGEST, PACKED = named(DATA)
K = fragment.shape(len(PACKED))[0]
LONG_S = 4 * 3600


def test_a_document_that_is_packed_in_two_ways_arrives_all_the_same():
    other_packing = PACKED[:1] + raw_blocks(DATA)
    lab = Lab()
    lab.station("first").hold(DIGEST, PACKED, expires=0, push=True)
    lab.station("late").want([DIGEST], lab.now)
    lab.advance(2 * FRAME_MS / 1000)
    del lab.stations["first"]
    lab.station("second").hold(DIGEST, other_packing, expires=0, push=False)

    lab.advance(LONG_S)

    assert lab.got["late"] == other_packing


def raw_blocks(data):
    """Deflate that does not compress: RFC 1951, section 3.2.4."""
    size = len(data).to_bytes(2, "little")
    return b"\x01" + size + bytes(byte ^ 0xFF for byte in size) + data


def test_wrong_rows_of_a_member_delay_a_document_and_do_not_replace_it():
    lab = Lab()
    lab.station("late").want([DIGEST], lab.now)
    length, size = len(PACKED), fragment.shape(len(PACKED))[1]
    for index in range(K):
        wrong = fragment.Fragment(DIGEST[:8], fragment.packing_of([PACKED]), length, index, 0, bytes(size))
        lab.stations["late"].hear(seal(KEY, fragment.encode(wrong)), lab.now)
    lab.station("office").hold(DIGEST, PACKED, expires=0, push=False)

    lab.advance(LONG_S)

    assert lab.got == {"late": PACKED}


@pytest.mark.parametrize("frame", [b"", b"\xe1\x04", b"\xe1\x05" + bytes(15), seal(bytes(32), b"\xe1\x05" + bytes(11))])
def test_frames_of_strangers_are_refused(frame):
    with pytest.raises(WireError):
        objects().hear(frame, 0.0)


@pytest.mark.parametrize(
    "body", [b"\xe1\x05", b"\xe1\x05" + bytes(500), b"\xe1\x04" + bytes(14), b"\xe1\x07" + bytes(11)]
)
def test_sealed_frames_that_are_neither_row_nor_need_are_refused(body):
    with pytest.raises(WireError):
        objects().hear(seal(KEY, body), 0.0)


def test_a_document_that_is_too_long_for_the_radio_is_refused_with_the_reason():
    digest, packed = named(text(20000))
    assert "the radio carries at most 8192" in objects().hold(digest, packed, expires=0, push=True)


def test_a_document_with_another_digest_is_not_served():
    assert "not the one" in objects().hold(bytes(12), PACKED, expires=0, push=True)


def test_endless_requests_get_so_many_rows_an_hour():
    station = objects()
    station.hold(DIGEST, PACKED, expires=0, push=False)
    rows = 0

    for second in range(3500):
        asks(station, float(second), Need(DIGEST[:8], None, EVERYTHING))
        rows += len(said(station, second + 0.9))

    assert rows <= MAX_ANSWERED + burst(K)


def test_after_an_hour_requests_are_answered_again():
    station = objects()
    station.hold(DIGEST, PACKED, expires=0, push=False)
    for second in range(1000):
        asks(station, float(second), Need(DIGEST[:8], None, EVERYTHING))
        said(station, second + 0.9)

    asks(station, 5000.0, Need(DIGEST[:8], None, 2))

    assert len(said(station, 5003.0)) == answer(2)


def test_rows_that_nobody_wants_are_not_kept():
    owner = objects()
    owner.hold(DIGEST, PACKED, expires=0, push=True)
    station = objects()
    for saying in said(owner, 0.0):
        station.hear(saying.frame, 0.0)

    asks(station, 1.0, Need(DIGEST[:8], None, EVERYTHING))

    assert said(station, 100.0) == []


def test_no_more_is_collected_at_once_than_memory_is_meant_for():
    station = objects()
    station.want([bytes((at,)) * 12 for at in range(100)], 0.0)

    assert len(said(station, 200.0)) == MAX_WANTED


def test_the_oldest_document_makes_room():
    station = objects()
    for seed in range(MAX_HELD + 1):
        station.hold(*named(text(20, seed)), expires=0, push=False)

    for seed in (0, MAX_HELD):
        asks(station, 1.0, Need(document.digest_of(text(20, seed))[:8], None, EVERYTHING))

    assert {saying.key[1] for saying in said(station, 100.0)} == {document.digest_of(text(20, MAX_HELD))[:8]}


@given(st.sampled_from((FRAG, FNEED)), st.binary(max_size=230))
def test_whatever_a_member_sends_is_taken_or_refused(kind, data):
    station = objects()
    station.want([bytes(12)], 0.0)
    station.hold(DIGEST, PACKED, expires=0, push=False)
    try:
        station.hear(seal(KEY, bytes((VERSION, kind)) + data), 0.0)
    except WireError:
        return
    assert isinstance(station.next(1.0), float | Saying)
