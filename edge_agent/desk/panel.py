"""A board's screen as a box of lines for the terminal. Pure."""

from collections.abc import Mapping
from unicodedata import combining, east_asian_width

from edge_agent.text import printable

COLUMNS, ROWS = 21, 8
MAX_PAGES = 8  # more is a screen that counts something
SOUNDS = {"severe": "siren: SEVERE", "extreme": "siren: EXTREME"}


def cells(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def panel(state: Mapping[str, object]) -> list[str]:
    """The console state of a board (docs/protocol/board-console.md) as a box."""
    screen = state.get("screen")
    rows = [printable(str(row), COLUMNS) for row in screen[:ROWS]] if isinstance(screen, list) else []
    title = f" board {printable(str(state.get('board', '')), 12)} "
    foot = f" {SOUNDS.get(str(state.get('siren')), 'siren: off')} "
    lines = ["┌" + title.ljust(COLUMNS + 2, "─") + "┐"]
    lines += [f"│ {row}{' ' * (COLUMNS - cells(row))} │" for row in rows]
    return [*lines, "└" + foot.ljust(COLUMNS + 2, "─") + "┘"]


class Pages:
    """Which pages of the present alert have been shown: a screen that turns its pages is no news."""

    def __init__(self) -> None:
        self._alert: object = None
        self._shown: set[str] = set()

    def news(self, state: Mapping[str, object]) -> str | None:
        """The box of a page that was not shown since the alert, the siren or the acknowledgement changed."""
        alert = (state.get("alert"), state.get("siren"), state.get("acknowledged"))
        if alert != self._alert:
            self._alert, self._shown = alert, set()
        box = "\n".join(panel(state))
        if box in self._shown or len(self._shown) >= MAX_PAGES:
            return None
        self._shown.add(box)
        return box
