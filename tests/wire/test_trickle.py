"""RFC 6206 on virtual time."""

import random

from hypothesis import given
from hypothesis import strategies as st

from meshwire.trickle import IMAX_MS, IMIN_MS, Trickle


def said_in(trickle: Trickle, start_ms: int, end_ms: int) -> list[int]:
    """When it was due, for somebody who looks whenever it asks for it."""
    now, said = start_ms, []
    while now < end_ms:
        if trickle.is_due(now):
            said.append(now)
        now += max(trickle.wait_ms(now), 1)
    return said


def started(seed: int = 1) -> Trickle:
    trickle = Trickle(random.Random(seed).randrange)
    trickle.start(0)
    return trickle


@given(st.integers(0))
def test_it_is_due_once_in_the_second_half_of_every_interval(seed):
    said = said_in(started(seed), 0, 15 * IMIN_MS)
    bounds = [(0, 1), (1, 3), (3, 7), (7, 15)]
    assert len(said) == len(bounds)
    for at, (begin, end) in zip(said, bounds, strict=True):
        assert (begin + end) / 2 * IMIN_MS <= at <= end * IMIN_MS


@given(st.integers(0))
def test_when_nothing_happens_it_is_due_about_every_sixteen_minutes(seed):
    trickle = started(seed)
    said_in(trickle, 0, 2 * IMAX_MS)
    assert 9 <= len(said_in(trickle, 2 * IMAX_MS, 12 * IMAX_MS)) <= 11


def test_two_who_say_the_same_make_it_needless_in_that_interval():
    trickle = started()
    trickle.hear_consistent()
    trickle.hear_consistent()
    assert said_in(trickle, 0, IMIN_MS) == []
    assert len(said_in(trickle, IMIN_MS, 3 * IMIN_MS)) == 1


def test_one_alone_does_not():
    trickle = started()
    trickle.hear_consistent()
    assert len(said_in(trickle, 0, IMIN_MS)) == 1


def test_news_make_it_due_soon():
    trickle = started()
    said_in(trickle, 0, 10 * IMAX_MS)
    trickle.reset(10 * IMAX_MS)
    assert trickle.wait_ms(10 * IMAX_MS) <= IMIN_MS


def test_news_on_news_do_not_put_it_off():
    trickle = started()
    trickle.reset(0)
    before = trickle.wait_ms(0)
    trickle.reset(5000)
    assert trickle.wait_ms(5000) == before - 5000


def test_who_slept_for_a_day_is_due_once_and_not_for_every_interval():
    trickle = started()
    assert [trickle.is_due(86_400_000 + ms) for ms in range(3)] == [True, False, False]
