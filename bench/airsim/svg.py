"""Line and bar charts as SVG that can be read on light and on dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 56, 48
# Told apart by people who do not see all colours (Okabe and Ito), with contrast on white and on black.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#b0669e", "#b58900", "#7a7a7a")
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-size: 15px; font-weight: 600; }
.axis { stroke: #8b949e; stroke-width: 1; fill: none; }
.grid { stroke: #8b949e; stroke-opacity: 0.3; }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } }
"""


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """`ticks` are values and what stands at them; the first and the last are the ends of the axis."""

    name: str
    ticks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        low, high = self.ticks[0][0], self.ticks[-1][0]
        return min(max((value - low) / (high - low), 0.0), 1.0)


def axis(name: str, *ticks: float, unit: str = "") -> Axis:
    return Axis(name, tuple((tick, f"{tick:g}{unit}") for tick in ticks))


def lines(title: str, across: Axis, up: Axis, series: Sequence[Series]) -> str:
    """One line per series."""
    parts = [*_frame(title, up), *(_across(across, tick) for tick in across.ticks)]
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) // 2}" y="{HEIGHT - 8}" text-anchor="middle">{across.name}</text>')
    for at, one in enumerate(series):
        points = " ".join(f"{_x(across.share(x)):.1f},{_y(up.share(y)):.1f}" for x, y in one.points)
        parts.append(f'<polyline class="line" stroke="{COLOURS[at % len(COLOURS)]}" points="{points}"/>')
    return _page(title, [*parts, *_legend([one.name for one in series])])


def bars(title: str, up: Axis, names: Sequence[str], parts_of: Sequence[tuple[str, Sequence[float]]]) -> str:
    """One bar per name, stacked of the parts; each part has a name and a value for every bar."""
    parts = list(_frame(title, up))
    room = (WIDTH - LEFT - RIGHT) / len(names)
    for at, name in enumerate(names):
        below, x = 0.0, LEFT + room * (at + 0.2)
        for colour, (_, values) in zip(COLOURS, parts_of, strict=False):
            top, low = _y(up.share(below + values[at])), _y(up.share(below))
            parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="{room * 0.6:.1f}" height="{low - top:.1f}" '
                         f'fill="{colour}"/>')  # fmt: skip
            below += values[at]
        middle = x + room * 0.3
        parts.append(
            f'<text x="{middle:.1f}" y="{_y(up.share(below)) - 6:.1f}" text-anchor="middle">{below:.0f}</text>'
        )
        for row, word in enumerate(name.split("\n")):
            parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - BOTTOM + 18 + 16 * row}" text-anchor="middle">'
                         f"{escape(word)}</text>")  # fmt: skip
    return _page(title, [*parts, *_legend([name for name, _ in parts_of])])


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def _frame(title: str, up: Axis) -> list[str]:
    parts = [f'<text class="title" x="{LEFT}" y="20">{escape(title)}</text>']
    for value, shown in up.ticks:
        y = _y(up.share(value))
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(shown)}</text>')
    middle = (TOP + HEIGHT - BOTTOM) // 2
    parts.append(f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">'
                 f"{escape(up.name)}</text>")  # fmt: skip
    parts.append(f'<path class="axis" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>')
    return parts


def _across(across: Axis, tick: tuple[float, str]) -> str:
    x = _x(across.share(tick[0]))
    return f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{escape(tick[1])}</text>'


def _legend(names: Sequence[str]) -> list[str]:
    parts, x = [], float(LEFT)
    for at, name in enumerate(names):
        colour = COLOURS[at % len(COLOURS)]
        parts.append(f'<rect x="{x:.1f}" y="32" width="14" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 19:.1f}" y="42">{escape(name)}</text>')
        x += 36 + 7.0 * len(name)
    return parts


def _page(title: str, parts: Sequence[str]) -> str:
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="{escape(title)}">')  # fmt: skip
    return "\n".join([head, f"<style>{STYLE}</style>", *parts, "</svg>", ""])
