"""How documents come from one gateway to all others: pushed once, asked for, served by whoever holds them."""

import pytest

from lora_gateway.air.priority import Priority
from lora_gateway.documents.objects import Saying
from meshwire import fragment
from meshwire.fragment import EVERYTHING, FNEED, FRAG, Need
from meshwire.spread import burst
from tests.gateway.object_lab import Lab, asks, named, objects, said, text

DATA = text(3000)
DIGEST, PACKED = named(DATA)
K = fragment.shape(len(PACKED))[0]
LONG_S = 4 * 3600


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


def test_a_document_is_pushed_once_however_often_it_is_handed_over():
    station = objects()
    station.hold(DIGEST, PACKED, expires=0, push=True)
    first = said(station, 0.0)

    station.hold(DIGEST, PACKED, expires=0, push=True)

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


def test_a_request_that_another_station_made_is_not_made_again():
    station = objects()
    station.want([DIGEST], 0.0)
    waiting = station.next(120.0)

    heard = asks(station, 121.0, Need(DIGEST[:8], None, EVERYTHING))

    assert heard.needless == waiting.key
    assert not isinstance(station.next(122.0), Saying)


def test_what_was_collected_before_is_given_again():
    station = objects()
    station.hold(DIGEST, PACKED, expires=0, push=False)

    here = station.want([bytes(12), DIGEST], 0.0)

    assert [(one.digest, one.packed) for one in here] == [(DIGEST, PACKED)]


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
