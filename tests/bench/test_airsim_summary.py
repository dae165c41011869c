"""What is said of many hours: shares of stations, airtime, the busiest."""

import pytest

from bench.airsim.network import Outcome
from bench.airsim.summary import airtime_over_time, reach_over_time, summary

MINUTE = 60_000.0


def hour(awake_ms, late_ms=(), airtime_ms=(0,), sent=()):
    reached = [ms for ms in (*awake_ms, *late_ms) if ms is not None]
    return Outcome(
        awake_ms=tuple(awake_ms), late_ms=tuple(late_ms), reached_ms=tuple(sorted(reached)), airtime_ms=airtime_ms,
        idle_ms=0, kinds=(("event", 2),), kinds_ms=(("event", 4000),), sent=tuple(sent), fates=(),
    )  # fmt: skip


def test_a_station_that_was_never_reached_counts_as_late_as_one_can_be():
    said = summary([hour([0.0, MINUTE, 9 * MINUTE, None], [11 * MINUTE, 1000.0])])

    assert (said.awake_60s, said.awake_10min, said.late_10min) == (50, 75, 50)
    assert said.all_1h == pytest.approx(100 * 5 / 6)


def test_airtime_is_the_mean_of_the_topologies_and_the_busiest_station_that_of_the_worst():
    said = summary([hour([0.0], [0.0], airtime_ms=(1000, 2000)), hour([0.0], [0.0], airtime_ms=(4000, 5000))])

    assert (said.airtime_s, said.busiest_s) == (6.0, 5.0)
    assert (said.frames, said.kinds_s) == ({"event": 2.0}, {"event": 4.0})


def test_reach_never_falls_over_time_and_ends_with_all_that_were_reached():
    points = reach_over_time([0.0, 2 * MINUTE, None, None], [0.0, MINUTE, 2 * MINUTE])

    assert points == ((0.0, 25.0), (MINUTE, 25.0), (2 * MINUTE, 50.0))


def test_airtime_adds_up_over_the_hour():
    points = airtime_over_time([hour([0.0], sent=[(0.0, 2000), (MINUTE, 3000)])], [0.0, MINUTE])

    assert points == ((0.0, 2.0), (MINUTE, 5.0))
