"""The pictures of docs/airsim.md."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.airsim import svg
from bench.airsim.network import Outcome
from bench.airsim.summary import airtime_over_time, reach_over_time, summary

QUARTER = [at * 5_000.0 for at in range(181)]
HOUR = [at * 60_000.0 for at in range(61)]
DRAWN = ("flood once", "flood 3 times", "flood 6 times", "ours", "ours on Meshtastic 2.7")
KINDS = ("event", "summary", "need")

SECONDS = svg.axis("airtime of all stations, s", *range(0, 701, 100))

Found = Mapping[str, Sequence[Outcome]]


def draw(folder: Path, found: Found, loss: float) -> None:
    """The pictures at one loss: air_WHAT_lossPERCENT.svg."""
    drawn = {name: found[name] for name in DRAWN}
    for word, picture in (("reach", reach), ("late", late), ("time", spent), ("kinds", kinds)):
        path = folder / f"air_{word}_loss{loss * 100:.0f}.svg"
        path.write_text(picture(drawn, f"100 stations, {loss:.0%} loss"), encoding="utf-8")


def reach(found: Found, where: str) -> str:
    """Who was awake at the alert."""
    series = [
        svg.Series(name, _minutes(reach_over_time([ms for one in outcomes for ms in one.awake_ms], QUARTER)))
        for name, outcomes in found.items()
    ]
    minutes = svg.axis("minutes after the alert", *range(0, 16, 3))
    percent = svg.axis("stations awake at the alert, %", 60, 70, 80, 90, 100)
    return svg.lines(f"Alert received: {where}", minutes, percent, series)


def late(found: Found, where: str) -> str:
    """Who was switched on later."""
    series = [
        svg.Series(name, _minutes(reach_over_time([ms for one in outcomes for ms in one.late_ms], QUARTER)))
        for name, outcomes in found.items()
    ]
    minutes = svg.axis("minutes after switching on", *range(0, 16, 3))
    percent = svg.axis("stations switched on later, %", 0, 20, 40, 60, 80, 100)
    return svg.lines(f"Alert received by late stations: {where}", minutes, percent, series)


def spent(found: Found, where: str) -> str:
    """Airtime of everybody since the alert."""
    series = [svg.Series(name, _minutes(airtime_over_time(outcomes, HOUR))) for name, outcomes in found.items()]
    minutes = svg.axis("minutes after the alert", *range(0, 61, 10))
    return svg.lines(f"Airtime since the alert: {where}", minutes, SECONDS, series)


def kinds(found: Found, where: str) -> str:
    """What the airtime of the hour went to."""
    said = {name: summary(outcomes).kinds_s for name, outcomes in found.items()}
    parts = [(kind, [of.get(kind, 0.0) for of in said.values()]) for kind in KINDS]
    names = [name.replace(" on ", "\non ").replace("flood ", "flood\n") for name in said]
    return svg.bars(f"Airtime of the hour by kind of frame: {where}", SECONDS, names, parts)


def _minutes(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((at / 60_000, value) for at, value in points)
