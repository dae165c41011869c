"""How documents come from one gateway to all others: pushed once, asked for, served by whoever holds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.air.held import MAX_ANSWERED
from lora_gateway.air.objects import MAX_HELD, MAX_WANTED, Objects, Saying
from lora_gateway.air.priority import Priority
from meshwire import document, fragment
from meshwire.errors import WireError
from meshwire.fragment import EVERYTHING, FNEED, FRAG, Need
from meshwire.frame import VERSION
from meshwire.radio_key import seal
from meshwire.spread import answer, burst
from tests.gateway.object_lab import FRAME_MS, KEY, Lab, named, text

DATA = text(3000)
DIGEST, PACKED = named(DATA)
K = fragment.shape(len(PACKED))[0]
LONG_S = 4 * 3600


def objects(uniform=lambda low, high: low):
    return Objects(KEY, sender=1, frame_ms=FRAME_MS, uniform=uniform)


def said(station, now):
    """Everything that it says at once."""
    found = []
    while isinstance(saying := station.next(now), Saying):
        found.append(saying)
        station.sent(saying.key)
    return found


def asks(station, now, need):
    return station.hear(seal(KEY, fragment.encode_need(need)), now)


def test_a_pushed_document_reaches_everybody_who_wants_it():
    lab = Lab(loss=0.2)
    assert lab.station("office").hold(DIGEST, PACKED, expires=0, push=True) == ""
    for name in "abcdefgh":
        lab.station(name).want([DIGEST], lab.now)

    lab.advance(600)

    assert lab.got == dict.fromkeys("abcdefgh", PACKED)


@pytest.mark.parametrize("loss", [0.0, 0.3, 0.6])
def test_who_comes_late_asks_and_is_served(loss):
    lab = Lab(loss=loss)
    lab.station("office").hold(DIGEST, PACKED, expires=0, push=False)
    lab.station("late").want([DIGEST], lab.now)

    lab.advance(LONG_S)

    assert lab.got == {"late": PACKED}


def test_who_received_a_document_serves_it_when_its_owner_is_gone():
    lab = Lab()
    lab.station("office").hold(DIGEST, PACKED, expires=0, push=True)
    lab.station("helper").want([DIGEST], lab.now)
    lab.advance(120)
    del lab.stations["office"]
    lab.station("late").want([DIGEST], lab.now)

    lab.advance(300)

    assert lab.got["late"] == PACKED


def test_of_many_who_could_answer_few_do():
    lab = Lab(loss=0.1)
    lab.station("office").hold(DIGEST, PACKED, expires=0, push=True)
    for name in "abcdefghij":
        lab.station(name).want([DIGEST], lab.now)
    lab.advance(600)
    del lab.stations["office"]
    lab.log.clear()
    lab.station("late").want([DIGEST], lab.now)

    lab.advance(600)

    assert lab.got["late"] == PACKED
    assert len(lab.sent(FRAG)) <= 2 * burst(K)


def test_without_loss_a_document_costs_one_burst_and_no_request():
    lab = Lab()
    lab.station("office").hold(DIGEST, PACKED, expires=0, push=True)
    for name in "abcd":
        lab.station(name).want([DIGEST], lab.now)

    lab.advance(LONG_S)

    assert (len(lab.sent(FRAG)), len(lab.sent(FNEED))) == (burst(K), 0)


def test_one_of_many_asks_for_all_of_them():
    lab = Lab()
    lab.station("office").hold(DIGEST, PACKED, expires=0, push=False)
    for name in "abcdefgh":
        lab.station(name).want([DIGEST], lab.now)

    lab.advance(600)

    assert len(lab.got) == 8
    assert len(lab.sent(FNEED)) == 1


def test_what_nobody_holds_is_asked_for_ever_less_often_and_then_no_more():
    lab = Lab()
    lab.station("alone").want([DIGEST], lab.now)

    lab.advance(24 * 3600)

    assert 5 <= len(lab.sent(FNEED)) <= 8


def test_a_row_that_is_heard_later_begins_it_anew():
    lab = Lab()
    lab.station("alone").want([DIGEST], lab.now)
    lab.advance(24 * 3600)
    lab.station("office").hold(DIGEST, PACKED, expires=0, push=True)

    lab.advance(600)

    assert lab.got["alone"] == PACKED


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
        wrong = fragment.Fragment(DIGEST[:8], fragment.packing_of(PACKED), length, index, 0, bytes(size))
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


def test_a_document_is_pushed_once_however_often_it_is_handed_over():
    station = objects()
    station.hold(DIGEST, PACKED, expires=0, push=True)
    first = said(station, 0.0)

    station.hold(DIGEST, PACKED, expires=0, push=False)

    assert len(first) == burst(K)
    assert {saying.priority for saying in first} == {Priority.BULK}
    assert said(station, 1000.0) == []


def test_an_answer_goes_before_a_push_and_waits_for_a_moment():
    other = named(text(3000, seed=2))
    station = objects()
    station.hold(*other, expires=0, push=True)
    station.hold(DIGEST, PACKED, expires=0, push=False)
    asks(station, 0.0, Need(DIGEST[:8], None, 2))

    at_once = station.next(0.0)
    station.sent(at_once.key)
    later = station.next(1.0)

    assert (at_once.key[1], at_once.priority) == (other[0][:8], Priority.BULK)
    assert (later.key[1], later.priority) == (DIGEST[:8], Priority.REPAIR)


def test_a_helper_that_hears_another_ones_answer_keeps_quiet():
    helper = objects()
    helper.want([DIGEST], 0.0)
    owner = objects()
    owner.hold(DIGEST, PACKED, expires=0, push=True)
    for saying in said(owner, 0.0)[:K]:
        helper.hear(saying.frame, 0.0)
    asks(owner, 10.0, Need(DIGEST[:8], None, 2))
    asks(helper, 10.0, Need(DIGEST[:8], None, 2))

    helper.hear(said(owner, 13.0)[0].frame, 13.0)

    assert said(helper, 100.0) == []


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


def test_a_request_that_another_station_made_is_not_made_again():
    station = objects()
    station.want([DIGEST], 0.0)
    waiting = station.next(120.0)

    heard = asks(station, 121.0, Need(DIGEST[:8], None, EVERYTHING))

    assert heard.needless == waiting.key
    assert not isinstance(station.next(122.0), Saying)


def test_what_was_begun_goes_on_when_more_is_wanted():
    rows = objects()
    rows.hold(DIGEST, PACKED, expires=0, push=True)
    frames = [saying.frame for saying in said(rows, 0.0)]
    station = objects()
    station.want([DIGEST], 0.0)
    for frame in frames[: K - 1]:
        station.hear(frame, 1.0)

    station.want([bytes(12), DIGEST], 2.0)

    assert station.hear(frames[K], 3.0).packed == PACKED


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


def test_documents_of_alerts_that_are_over_are_not_sent():
    station = objects()
    station.hold(DIGEST, PACKED, expires=500, push=True)

    station.expire(500.0)

    assert said(station, 0.0) == []


def test_a_row_that_found_no_airtime_does_not_stop_the_others():
    station = objects()
    station.hold(DIGEST, PACKED, expires=0, push=True)
    first = station.next(0.0)

    second = station.next(first.stale + 1)

    assert second.key != first.key


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
