"""What goes into the log and what comes out of it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol

from meshwire.event import Event

Verify = Callable[[bytes, bytes, bytes], bool]  # public key, message, signature

MAX_LAMPORT_JUMP = 1 << 20  # docs/protocol/event.md: one author must not push the clock of all to its end
MAX_EVENTS = 1000  # in one append: some 250 kB of messages, a tenth of a second of other people's waiting
MAX_FORKS = 16  # kept for one author: proof enough, and no way to fill the disk


class Outcome(Enum):
    NEW = "new"
    KNOWN = "known"
    FORK = "fork"  # the author signed two events of this name; the first one stays in the log
    AHEAD = "ahead"  # far ahead of the clock, and left out


class Signer(Protocol):
    @property
    def public(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before the log gives it its numbers. `time` in UTC seconds; None: now, by the node's clock."""

    topic: int
    kind: int
    body: Mapping[int, object]
    time: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A new event and its row. Without event: the listener was too slow, read on from its last row with `since`."""

    row: int
    event: Event | None


class Held(NamedTuple):
    """An event or a fork as the log has it, unparsed; `row` counts each of the two on its own."""

    row: int
    author: bytes
    topic: int
    seq: int
    part: bytes
    signature: bytes
