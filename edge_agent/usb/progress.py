"""A line on the terminal that says how far something is. Nothing where nobody looks."""

import sys
from typing import TextIO

WIDTH = 30


class Progress:
    """Used with `with`; `total` in any unit."""

    def __init__(self, what: str, total: int, out: TextIO = sys.stderr) -> None:
        self._what = what
        self._total = max(total, 1)
        self._done = 0
        self._text = ""
        self._out = out
        self._is_shown = out.isatty()

    def __enter__(self) -> "Progress":
        self.more(0)
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown:
            print(file=self._out, flush=True)

    def more(self, amount: int) -> None:
        self.upto(self._done + amount)

    def upto(self, done: int) -> None:
        self._done = min(done, self._total)
        text = bar(self._what, self._done, self._total)
        if self._is_shown and text != self._text:
            self._text = text
            print(f"\r{text}", end="", file=self._out, flush=True)


def bar(what: str, done: int, total: int) -> str:
    filled = WIDTH * done // total
    return f"{what} [{'#' * filled}{'.' * (WIDTH - filled)}] {100 * done // total:3} %"
