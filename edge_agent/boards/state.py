"""What a board says of itself, parsed and made safe to show. docs/protocol/board-console.md. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from edge_agent.errors import LinkLost
from edge_agent.text import printable

MAX_LINE = 4096  # bytes, of the protocol
LINES, COLUMNS = 8, 21
MAX_REASONS = 16  # the protocol knows eight
MAX_WORD = 32
MAX_REASON = 120
MAX_COUNT = 1 << 53  # what JSON carries exactly
SIRENS = ("off", "severe", "extreme", "local")


@dataclass(frozen=True, slots=True)
class BoardState:
    """Counters are since the board started; `alert`: None while none is shown; `safe`: why it runs in safe mode."""

    screen: tuple[str, ...]
    siren: str
    alert: str | None
    acknowledged: bool
    frames: int
    shown: int
    relayed: int
    refused: Mapping[str, int]
    heap_free: int
    uptime_s: int
    safe: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def parse(line: bytes) -> BoardState:
    """One line of a board's console; LinkLost when a board would not say that."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise LinkLost("it sent a line that is not JSON; is that its console?") from None
    if not isinstance(said, dict):
        raise LinkLost("it sent JSON that is not an object; is that its console?")
    alert = said.get("alert")
    return BoardState(
        screen=_screen(said.get("screen")),
        siren=siren if (siren := said.get("siren")) in SIRENS else "off",
        alert=printable(alert, MAX_WORD) if isinstance(alert, str) else None,
        acknowledged=said.get("acknowledged") is True,
        frames=_count(said.get("frames")),
        shown=_count(said.get("shown")),
        relayed=_count(said.get("relayed")),
        refused=_counts(said.get("refused")),
        heap_free=_count(said.get("heap_free")),
        uptime_s=_count(said.get("uptime_s")),
        safe=printable(safe, MAX_REASON) if isinstance(safe := said.get("safe"), str) else "",
    )


def _screen(lines: object) -> tuple[str, ...]:
    if not isinstance(lines, list):
        return ()
    return tuple(printable(line, COLUMNS) for line in lines[:LINES] if isinstance(line, str))


def _count(value: object) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT
    return value if is_count else 0  # type: ignore[return-value]


def _counts(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        return {}
    return {printable(reason, MAX_WORD): _count(count) for reason, count in list(value.items())[:MAX_REASONS]}
