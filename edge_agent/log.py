"""Log lines on stderr: journald and a terminal both read them there."""

import logging
import sys
from collections import deque

from edge_agent.text import printable

RING_LINES = 200


class _Line(logging.Formatter):
    """One line per record, without control characters; the level only when it is worth a look."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
        line = f"{self._part:8}| {level}{printable(record.getMessage())}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class Ring(logging.Handler):
    """The newest lines, numbered from 1, for the console of a machine without a journal."""

    def __init__(self, size: int = RING_LINES) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=size)
        self._last = 0

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(printable(self.format(record)))
        self._last += 1

    def since(self, number: int) -> tuple[int, list[str]]:
        """The number of the newest line, and those behind `number` that are still here."""
        lines = list(self._lines)
        missed = self._last - number if number <= self._last else self._last  # a greater one: of the agent before
        return self._last, lines[max(0, len(lines) - missed) :] if missed else []


RING = Ring()


def to_stderr(part: str) -> None:
    """INFO and above of this process, each line marked with the part of the node that says it."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr), RING]
    for handler in handlers:
        handler.setFormatter(_Line(part))
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    for talkative in ("aiohttp.access", "asyncio"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
