"""When a certificate is made anew and refused: clocks that jump, stand still, or were never set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.mesh.certify import ALWAYS, Period
from edge_agent.mesh.tls_dates import BACKDATED_S, LIFETIME_S, RENEW_S, Reading, is_due, period, refusal

NOW = 1_790_000_000.0
HOUR = 3600.0


def at(utc: float, *, known: bool = True, steady: float = 0.0) -> Reading:
    return Reading(utc, known, steady)


def test_a_certificate_made_with_a_clock_lasts_a_day():
    assert period(at(NOW)) == Period(int(NOW) - BACKDATED_S, int(NOW) + LIFETIME_S)


def test_a_certificate_made_without_a_clock_has_no_dates():
    assert period(at(3.0, known=False)) == ALWAYS


@pytest.mark.parametrize(
    ("utc", "refused"),
    [
        (NOW, False),
        (NOW - 11 * HOUR, False),
        (NOW + 23 * HOUR, False),
        (NOW + 25 * HOUR, True),
        (NOW - 13 * HOUR, True),
    ],
)
def test_who_knows_the_time_refuses_what_is_over_or_has_not_begun(utc, refused):
    assert bool(refusal(period(at(NOW)), at(utc))) is refused


@pytest.mark.parametrize("utc", [0.0, NOW - 40 * 365 * 24 * HOUR, NOW + 40 * 365 * 24 * HOUR])
def test_who_does_not_know_the_time_refuses_nothing_for_its_dates(utc):
    assert refusal(period(at(NOW)), at(utc, known=False)) == ""


@given(st.floats(0, 4e9), st.floats(0, 4e9), st.booleans(), st.booleans())
def test_two_nodes_find_each_other_unless_both_believe_clocks_that_differ(here, there, here_known, there_known):
    accepted = not refusal(period(at(there, known=there_known)), at(here, known=here_known))

    near = -BACKDATED_S <= here - there < LIFETIME_S - 1
    assert accepted or (here_known and there_known and not near)


def test_half_its_life_later_a_certificate_is_made_anew():
    assert not is_due(at(NOW), at(NOW + RENEW_S - 1, steady=RENEW_S - 1))
    assert is_due(at(NOW), at(NOW + RENEW_S, steady=RENEW_S))


def test_a_machine_that_slept_makes_a_new_one_when_it_wakes():
    assert is_due(at(NOW), at(NOW + RENEW_S, steady=60.0))


def test_a_clock_that_was_ahead_and_is_set_back_asks_for_a_new_one():
    assert is_due(at(NOW), at(NOW - 2 * HOUR, steady=60.0))


def test_a_clock_that_is_found_to_be_right_asks_for_one_with_dates():
    assert is_due(at(3.0, known=False), at(NOW, steady=60.0))


def test_a_clock_that_cannot_be_believed_any_more_changes_nothing_before_half_the_life():
    assert not is_due(at(NOW), at(0.0, known=False, steady=60.0))
    assert is_due(at(NOW), at(0.0, known=False, steady=RENEW_S))


@given(st.floats(0, 4e9), st.booleans(), st.lists(st.tuples(st.floats(0, 4e9), st.booleans()), max_size=20))
def test_looking_each_minute_never_leaves_one_in_use_that_its_own_maker_would_refuse(utc, known, jumps):
    made = at(utc, known=known)
    for minute, (jumped, believed) in enumerate(jumps, 1):
        clock = at(jumped, known=believed, steady=60.0 * minute)
        if is_due(made, clock):
            made = clock
        assert refusal(period(made), clock) == ""
