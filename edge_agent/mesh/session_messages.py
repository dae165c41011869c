"""What two nodes say to each other while they make their logs equal. docs/protocol/mesh-sync.md. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.events.model import Held
from edge_agent.mesh.index import Feed, Names
from edge_agent.mesh.ranges import Ranges
from meshwire.event import MAX_PART, Event

BUDGET = 128 << 10  # bytes of events that one answer brings: with WINDOW answers on the way, 1.5 MB in the worst case
MAX_EVENTS_SIZE = BUDGET + MAX_PART + 1024  # the last event of an answer may exceed the budget
MAX_SIZE = 128 << 10  # of every other message
MAX_NAMES = 512  # numbers asked for at once: some 100 kB of messages, 50 ms of one core to verify
MAX_RUNS = 4096  # of one feed in one claim; a feed with more is told in several
SLICES = 64  # into which a probe cuts a part of a feed


@dataclass(frozen=True, slots=True)
class State:
    """The fingerprint of the whole log; `reply`: said because the other one did."""

    community: bytes
    fingerprint: bytes
    reply: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What the sender holds of a feed: how many numbers, their digest, and which; a long list goes on in the next."""

    feed: Feed
    count: int
    digest: bytes
    numbers: Ranges


@dataclass(frozen=True, slots=True)
class Summary:
    claims: Sequence[Claim]
    last: bool


@dataclass(frozen=True, slots=True)
class Want:
    """Please send these, up to BUDGET bytes; with `forks` whatever carries one of these names."""

    number: int
    forks: bool
    names: Names


@dataclass(frozen=True, slots=True)
class Events:
    """The answer to the Want of that number; `more`: the rest did not fit and may be asked for again."""

    number: int
    more: bool
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Answer:
    """Events before they are sent: as the log gives them, without a look into them."""

    number: int
    more: bool
    events: Sequence[Held]


@dataclass(frozen=True, slots=True)
class News:
    """What the sender holds since now."""

    names: Names


@dataclass(frozen=True, slots=True)
class Probe:
    """Which digests have the SLICES parts of this part of a feed?"""

    feed: Feed
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Digests:
    """The answer to a Probe; none: not now."""

    digests: Sequence[bytes]


Sent = State | Summary | Want | Answer | News | Probe | Digests
Message = State | Summary | Want | Events | News | Probe | Digests
