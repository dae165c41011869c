"""The pictures of docs/airsim.md."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.airsim import svg
from bench.airsim.network import Outcome
from bench.airsim.summary import airtime_over_time, reach_over_time, summary

FIRST_MIN = [at * 2_000.0 for at in range(61)]  # the first two minutes, then the first quarter of an hour
QUARTER = [at * 10_000.0 for at in range(91)]
HOUR = [at * 60_000.0 for at in range(61)]
DRAWN = ("flood once", "flood 3 times", "flood 6 times", "ours", "ours on Meshtastic 2.7")
KINDS = ("event", "summary", "need")


def draw(folder: Path, found: Mapping[str, Sequence[Outcome]], loss: float) -> None:
    """Reach over time, airtime over time, and airtime by kind of frame, at one loss."""
    word, shown = f"loss{loss * 100:.0f}", f"{loss:.0%} loss"
    drawn = {name: found[name] for name in DRAWN if name in found}
    minutes = svg.axis("minutes after the alert", 0, 2, 4, 6, 8, 10, 12, 14, 15)
    reach = [svg.Series(name, _minutes(reach_over_time(one, QUARTER))) for name, one in drawn.items()]
    percent = svg.axis("stations awake at the alert, %", 60, 70, 80, 90, 100)
    title = f"Alert received: 100 stations, {shown}"
    _write(folder / f"air_reach_{word}.svg", svg.lines(title, minutes, percent, reach))
    minutes = svg.axis("minutes after the alert", 0, 10, 20, 30, 40, 50, 60)
    spent = [svg.Series(name, _minutes(airtime_over_time(one, HOUR))) for name, one in drawn.items()]
    seconds = svg.axis("airtime of all stations, s", 0, 100, 200, 300, 400, 500, 600, 700)
    title = f"Airtime since the alert: 100 stations, {shown}"
    _write(folder / f"air_time_{word}.svg", svg.lines(title, minutes, seconds, spent))
    said = {name: summary(one).kinds_s for name, one in drawn.items()}
    parts = [(kind, [kinds.get(kind, 0.0) for kinds in said.values()]) for kind in KINDS]
    names = [name.replace(" on ", "\non ").replace("flood ", "flood\n") for name in said]
    title = f"Airtime of the hour by kind of frame: 100 stations, {shown}"
    _write(folder / f"air_kinds_{word}.svg", svg.bars(title, seconds, names, parts))


def _minutes(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((at / 60_000, value) for at, value in points)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
