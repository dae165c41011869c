"""Which alerts are sent to neighbours, and which are asked for; and how little others can make of it."""

import random
from itertools import pairwise

import pytest

from meshwire import gossip, summary
from meshwire.event import CIVDEF
from meshwire.gossip import FORGET_MS, KNOWN, NO_CERTIFICATE, REVOKED, UNKNOWN, Gossip
from meshwire.need import Need

FLOOD, FIRE = (b"offi", 7), (b"offi", 8)
OFFICE = b"offi"
LATER = 10_000


@pytest.fixture
def one() -> Gossip:
    return Gossip(random.Random(1).randrange)


def hears(one: Gossip, held, *, ours=(), declined=(), judged=UNKNOWN, now=0, is_cut=False) -> tuple[bool, bool]:
    said = summary.Summary(list(held), list(declined), is_cut, None, None, None, False)
    return one.hear_summary(said, list(ours), lambda author_id, seq: judged, now)


def test_who_says_the_same_is_consistent(one):
    assert hears(one, [FLOOD], ours=[FLOOD]) == (True, False)
    assert one.wait_ms(0) is None


def test_who_holds_more_answers_and_is_not_stale(one):
    assert hears(one, [], ours=[FLOOD]) == (False, False)
    assert 200 <= one.wait_ms(0) <= 10_000
    assert (one.next_answer(0), one.next_answer(LATER), one.next_answer(LATER)) == (None, FLOOD, None)


def test_who_holds_less_asks_after_two_seconds_or_more_and_is_stale(one):
    assert hears(one, [FLOOD]) == (False, True)
    assert one.wait_ms(0) >= 2000
    assert one.next_need(LATER) == Need([(OFFICE, CIVDEF, 7, 1)], [], None, None)


def test_several_things_are_asked_for_at_once(one):
    hears(one, [FLOOD, FIRE])
    (run,) = one.next_need(LATER).named
    assert run[2:] == (FLOOD[1], 2)
    assert one.next_need(2 * LATER) is None


def test_what_is_declined_is_not_sent(one):
    assert hears(one, [], declined=[FLOOD], ours=[FLOOD]) == (True, False)
    assert one.next_answer(LATER) is None


def test_nothing_is_concluded_from_a_list_that_was_cut(one):
    hears(one, [FIRE], ours=[FLOOD, FIRE], is_cut=True)
    assert one.next_answer(LATER) is None


def test_a_summary_that_says_nothing_of_alerts_changes_nothing(one):
    silent = summary.Summary(None, [], False, None, None, b"vector", False)
    assert one.hear_summary(silent, [FLOOD], lambda *_: UNKNOWN, 0) == (True, False)
    assert one.wait_ms(0) is None


def test_what_was_known_and_is_over_is_declined_for_an_hour(one):
    assert hears(one, [FLOOD], judged=KNOWN) == (True, False)
    assert one.next_need(LATER) is None
    assert one.declined([], 1000) == [FLOOD]
    assert one.declined([FLOOD], 1000) == []
    assert one.declined([], FORGET_MS) == []


def test_a_missing_certificate_is_asked_for_with_the_alert(one):
    hears(one, [FLOOD], judged=NO_CERTIFICATE)
    assert one.next_need(LATER) == Need([(OFFICE, CIVDEF, 7, 1)], [OFFICE], None, None)


def test_who_holds_an_alert_of_a_revoked_author_is_sent_the_revocation(one):
    hears(one, [FLOOD], judged=REVOKED)
    assert one.next_answer(LATER) == (OFFICE, gossip.CERTIFICATE)


def test_a_question_is_answered_by_whoever_has_it(one):
    asked = Need([(OFFICE, CIVDEF, 5, 4), (OFFICE, 3, 7, 1)], [b"else"], None, None)
    one.hear_need(asked, [FLOOD, (OFFICE, 20)], lambda author_id: False, 0)
    assert [one.next_answer(LATER), one.next_answer(LATER)] == [FLOOD, None]


def test_a_question_of_others_need_not_be_asked_again(one):
    hears(one, [FLOOD])
    one.hear_need(Need([(OFFICE, CIVDEF, 7, 1)], [], None, None), [], lambda author_id: False, 100)
    assert one.next_need(LATER) is None
    hears(one, [FLOOD], now=70_000)
    assert one.next_need(80_000) is not None


def test_a_copy_heard_makes_the_answer_needless(one):
    hears(one, [], ours=[FLOOD])
    one.hear_answer(FLOOD, 100)
    assert one.next_answer(LATER) is None


def answers_in(one: Gossip, end_ms: int, name=FLOOD) -> list[int]:
    said = []
    for now in range(0, end_ms, 1000):
        hears(one, [], ours=[name], now=now)
        if one.next_answer(now):
            said.append(now)
    return said


def test_the_same_answer_is_given_with_growing_pauses(one):
    said = answers_in(one, 2 * FORGET_MS)
    pauses = [later - earlier for earlier, later in pairwise(said)]
    assert pauses[0] >= 20_000
    assert pauses[1] >= 40_000
    assert min(pauses[5:]) >= 640_000
    assert len(said) <= 17


def test_an_hour_of_silence_makes_it_forgotten(one):
    answers_in(one, 600_000)
    hears(one, [], ours=[FLOOD], now=3 * FORGET_MS)
    assert one.next_answer(3 * FORGET_MS + LATER) == FLOOD
    hears(one, [], ours=[FLOOD], now=3 * FORGET_MS + 80_000)
    assert one.next_answer(3 * FORGET_MS + 90_000) == FLOOD


def test_the_same_question_is_asked_ten_times_an_hour(one):
    asked = 0
    for now in range(0, FORGET_MS, 1000):
        hears(one, [FLOOD], now=now)
        asked += one.next_need(now) is not None
    assert asked == 10


def test_a_stale_station_that_gets_nothing_is_seldom_stale(one):
    stale = [hears(one, [FLOOD], now=now)[1] for now in range(0, FORGET_MS, 30_000) if one.next_need(now) or True]
    assert sum(stale[-60:]) <= 4


def test_invented_names_fill_a_table_and_no_more(one):
    asked = []
    for n in range(2000):
        hears(one, [(n.to_bytes(4, "big"), 1)], now=1000 * n)
        found = one.next_need(1000 * n)
        asked += found.named if found else []
    assert len(asked) <= gossip.MAX_NAMES * 4  # in half an hour


def test_a_summary_of_thirty_two_names_is_taken_up_in_pieces(one):
    hears(one, [(bytes((n, 0, 0, 0)), 1) for n in range(32)])
    assert len(one.next_need(LATER).named) == gossip.MAX_WAITING


def test_a_full_table_of_questions_does_not_stop_answers(one):
    hears(one, [(bytes((n, 0, 0, 0)), 1) for n in range(32)], ours=[FLOOD])
    assert one.next_answer(LATER) == FLOOD
