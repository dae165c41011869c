"""Log lines on stderr: journald and a terminal both read them there."""

import logging
import os
import sys
from collections import deque
from collections.abc import Mapping

from edge_agent.text import printable

RING_LINES = 200
# syslog(3); journald takes it off the front of a line, sd-daemon(3), and shows warnings in colour and by `-p warning`
PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class _Line(logging.Formatter):
    """One line per record, without control characters; the level only when it is worth a look.

    `journal`: each line begins with its priority, those of a traceback too, since journald reads line by line.
    """

    def __init__(self, part: str, *, journal: bool = False) -> None:
        super().__init__()
        self._part = part
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
        lines = [f"{self._part:8}| {level}{printable(record.getMessage())}"]
        if record.exc_info:  # the message of an exception may hold what a peer sent
            lines += [printable(line) for line in self.formatException(record.exc_info).splitlines()]
        prefix = f"<{PRIORITIES.get(record.levelno, 6)}>" if self._journal else ""
        return "\n".join(f"{prefix}{line}" for line in lines)


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
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(_Line(part, journal=is_journal(sys.stderr.fileno(), os.environ)))
    RING.setFormatter(_Line(part))
    logging.basicConfig(level=logging.INFO, handlers=[stream, RING], force=True)
    for talkative in ("aiohttp.access", "asyncio"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def is_journal(descriptor: int, environment: Mapping[str, str]) -> bool:
    """Whether this file is journald's. A child whose stderr goes elsewhere inherits the name too, systemd.exec(5)."""
    try:
        there = os.fstat(descriptor)
    except OSError:
        return False
    return environment.get("JOURNAL_STREAM") == f"{there.st_dev}:{there.st_ino}"
