"""What the hours on many topologies come to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

from bench.airsim.network import Outcome

TEN_MIN_MS = 600_000.0
WINDOW_MS = 3_600_000.0


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares in percent of all stations of all topologies; airtime in seconds of the hour, mean over the topologies."""

    awake_60s: float
    awake_10min: float
    late_10min: float
    all_1h: float
    median_s: float  # of those awake that were reached
    p95_s: float
    airtime_s: float
    busiest_s: float  # the station that transmitted most, in the worst topology
    idle_s: float  # all stations, in the hour before the alert
    frames: dict[str, float]
    kinds_s: dict[str, float]


def summary(outcomes: Sequence[Outcome]) -> Summary:
    awake = [ms for one in outcomes for ms in one.awake_ms]
    late = [ms for one in outcomes for ms in one.late_ms]
    reached = sorted(ms for ms in awake if ms is not None)
    frames, kinds_ms = Counter[str](), Counter[str]()
    for one in outcomes:
        frames.update(dict(one.kinds))
        kinds_ms.update(dict(one.kinds_ms))
    return Summary(
        awake_60s=percent_within(awake, 60_000),
        awake_10min=percent_within(awake, TEN_MIN_MS),
        late_10min=percent_within(late, TEN_MIN_MS),
        all_1h=100 * sum(len(one.reached_ms) for one in outcomes) / (len(awake) + len(late)),
        median_s=median(reached) / 1000,
        p95_s=reached[int(0.95 * len(reached))] / 1000,
        airtime_s=mean(sum(one.airtime_ms) for one in outcomes) / 1000,
        busiest_s=max(max(one.airtime_ms) for one in outcomes) / 1000,
        idle_s=mean(one.idle_ms for one in outcomes) / 1000,
        frames={kind: count / len(outcomes) for kind, count in frames.items()},
        kinds_s={kind: ms / len(outcomes) / 1000 for kind, ms in kinds_ms.items()},
    )


def percent_within(times_ms: Sequence[float | None], limit_ms: float) -> float:
    return 100 * mean(ms is not None and ms <= limit_ms for ms in times_ms)


def reach_over_time(times_ms: Sequence[float | None], at_ms: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Percent of the stations that have the alert, at each time."""
    return tuple((at, percent_within(times_ms, at)) for at in at_ms)


def airtime_over_time(outcomes: Sequence[Outcome], at_ms: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Seconds of all stations together since the alert, mean over the topologies, at each time."""
    return tuple(
        (at, mean(sum(ms for start, ms in one.sent if start <= at) for one in outcomes) / 1000) for at in at_ms
    )
