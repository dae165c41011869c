"""Log lines on stderr: journald and a terminal both read them there."""

import logging
import sys

from edge_agent.text import printable


class _Line(logging.Formatter):
    """One line per record, without control characters; the level only when it is worth a look."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
        line = f"{self._part:8}| {level}{printable(record.getMessage())}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def to_stderr(part: str) -> None:
    """INFO and above of this process, each line marked with the part of the node that says it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line(part))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for talkative in ("aiohttp.access", "asyncio"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
