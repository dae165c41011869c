"""Health: what counts, how quarantine begins, and that exactly one probe ends it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.bus.health import FIRST_S, LEAST, LONGEST_S, WINDOW_S, Health


def failed(times, now=0.0):
    health = Health()
    for _ in range(times):
        health.bad(now)
    return health


def test_ten_failures_lead_to_quarantine():
    assert failed(10).closed_s(1.0) == FIRST_S - 1


def test_a_few_failures_do_not():
    assert failed(LEAST - 1).closed_s(0.0) == 0


def test_a_provider_that_mostly_answers_is_not_isolated():
    health = Health()
    for _ in range(100):
        health.good(1.0, 0.0)
        health.good(1.0, 0.0)
        health.bad(0.0)
    assert not health.isolated


def test_old_failures_are_forgotten():
    health = failed(LEAST - 1, now=0.0)
    health.bad(WINDOW_S + 1)
    assert not health.isolated
    assert health.success(WINDOW_S + 1) == 0.0
    assert health.success(3 * WINDOW_S) == 1.0


def test_after_a_quarantine_one_caller_probes_and_the_others_wait():
    health = failed(10)
    assert health.closed_s(FIRST_S) == 0

    assert health.begin() is True
    assert health.closed_s(FIRST_S) > 0
    assert health.closed_s(FIRST_S + 1000) > 0


def test_a_good_probe_ends_the_quarantine():
    health = failed(10)
    health.begin()
    health.good(5.0, FIRST_S, probe=True)

    assert health.closed_s(FIRST_S) == 0
    assert health.begin() is False
    assert health.success(FIRST_S) == 1.0


def test_bad_probes_double_the_quarantine_up_to_a_limit():
    health, now, waits = failed(10), 0.0, []
    for _ in range(6):
        now += health.closed_s(now)
        health.begin()
        health.bad(now, probe=True)
        waits.append(health.closed_s(now))
    assert waits == [60, 120, 240, LONGEST_S, LONGEST_S, LONGEST_S]


def test_a_probe_whose_caller_went_away_lets_the_next_one_try():
    health = failed(10)
    health.begin()
    health.abandon()
    assert health.closed_s(FIRST_S) == 0


def test_a_call_from_before_the_quarantine_does_not_end_it():
    health = failed(10)
    health.good(1.0, 1.0)
    assert health.isolated


def test_latency_follows_the_newest_calls_slowly():
    health = Health()
    health.good(100.0, 0.0)
    assert health.latency_ms == 100.0
    health.good(200.0, 0.0)
    assert health.latency_ms == pytest.approx(120.0)
    health.bad(0.0)
    assert health.latency_ms == pytest.approx(120.0)


def end(health, step, now):
    if step == "good":
        health.good(1.0, now, probe=True)
    elif step == "bad":
        health.bad(now, probe=True)
    else:
        health.abandon()


@given(st.lists(st.tuples(st.sampled_from(("ask", "good", "bad", "gone")), st.floats(0, 100)), max_size=60))
def test_there_is_never_more_than_one_probe(steps):
    health, now, probes = failed(10), 0.0, 0
    for step, passed in steps:
        now += passed
        if step == "ask" and not health.closed_s(now):
            probes += health.begin()
        elif probes and step != "ask":
            end(health, step, now)
            probes = 0
        assert probes <= 1
        assert 0.0 <= health.success(now) <= 1.0
