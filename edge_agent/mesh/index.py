"""What the log holds, feed by feed: which numbers, and a digest of the events behind them. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from blake3 import blake3

from edge_agent.events.model import MAX_FORKS
from edge_agent.mesh.admission import Admission
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.snapshot import Horizon
from meshwire.event import NODE, Event

Feed = tuple[bytes, int]  # author and topic
Names = dict[Feed, Ranges]

DIGEST_SIZE = 16
# Weights are added up, so an author could look for events whose sums are equal, to show one to some and another to the
# others. With 1024 bits that takes 2^60 steps among 65,000 events (Wagner, A generalized birthday problem, 2002).
WEIGHT_SIZE = 128
_MODULUS = 1 << (8 * WEIGHT_SIZE)
PROVEN = bytes(DIGEST_SIZE)  # instead of the digest of an author with MAX_FORKS forks: no more are kept or looked for


class Entry(NamedTuple):
    """An event or a fork, as the index needs it; `event` only when it may change what is taken from peers."""

    row: int
    author: bytes
    topic: int
    seq: int
    weight: int
    event: Event | None


def weight(author: bytes, part: bytes) -> int:
    """What an event adds to the total of its feed. Not its signature: an author can sign the same twice."""
    return int.from_bytes(blake3(author + part).digest(length=WEIGHT_SIZE), "big")


def digest(total: int) -> bytes:
    """Of a set of events whose weights have this total."""
    return blake3((total % _MODULUS).to_bytes(WEIGHT_SIZE, "big")).digest(length=DIGEST_SIZE)


@dataclass(slots=True)
class _Held:
    numbers: Ranges = field(default_factory=Ranges)
    total: int = 0
    stamp: bytes | None = None  # of the two and the digest, until one changes


class Index:
    """Some 300 bytes for each feed, whatever its length."""

    def __init__(self, admission: Admission) -> None:
        self.row = self.fork_row = 0  # how far the log has been read
        self._admission = admission
        self._horizon = Horizon(admission.is_anchor)
        self._feeds: defaultdict[Feed, _Held] = defaultdict(_Held)
        self._forks: Counter[bytes] = Counter()
        self._fingerprint: bytes | None = None  # until something changes

    def take_events(self, entries: Sequence[Entry]) -> bool:
        """Take in what comes next in the log; True when somebody new is admitted by it."""
        admitted = False
        for entry in entries:
            held = self._add(entry)
            held.numbers.add(entry.seq, entry.seq + 1)
            admitted |= self._admits(entry)
            self.row = entry.row
        return admitted

    def take_forks(self, entries: Sequence[Entry]) -> bool:
        admitted = False
        for entry in entries:
            self._add(entry)
            admitted |= self._admits(entry)
            self._forks[entry.author] += 1
            self.fork_row = entry.row
            if self.is_proven(entry.author):
                for feed in [feed for feed in self._feeds if feed[0] == entry.author]:
                    self._feeds[feed].stamp = None
        return admitted

    def _admits(self, entry: Entry) -> bool:
        """A fork of the root admits too: two nodes may hold one of its two statements each."""
        if entry.event is None:
            return False
        self._horizon.learn(entry.event)
        return self._admission.learn(entry.event)

    def _add(self, entry: Entry) -> _Held:
        held = self._feeds[entry.author, entry.topic]
        held.total = (held.total + entry.weight) % _MODULUS
        held.stamp = self._fingerprint = None
        return held

    def refusal(self, feed: Feed) -> str | None:
        """Why nothing of this feed is asked for or told; None when it is."""
        author, topic = feed
        return "this topic never leaves its node" if topic == NODE else self._admission.refusal(author)

    def is_anchor(self, key: bytes) -> bool:
        return self._admission.is_anchor(key)

    def is_proven(self, author: bytes) -> bool:
        """Whether as many forks are kept as are of one author."""
        return self._forks[author] >= MAX_FORKS

    def numbers(self, feed: Feed) -> Ranges:
        """What is held of a feed; not to be changed."""
        held = self._feeds.get(feed)
        return held.numbers if held else Ranges()

    def over(self, feed: Feed) -> Ranges:
        """What an anchor says nobody has to fetch any more."""
        return self._horizon.over(feed)

    def skipped(self) -> Names:
        """What this log does not hold and will not ask for, as far as it knows that it exists."""
        found = {feed: self.over(feed).minus(self.numbers(feed)) for feed in self._horizon.feeds()}
        return {feed: numbers for feed, numbers in found.items() if numbers}

    def digest(self, feed: Feed) -> bytes:
        held = self._feeds.get(feed)
        return PROVEN if self.is_proven(feed[0]) else digest(held.total if held else 0)

    def feeds(self) -> list[Feed]:
        """Those that concern others, ascending: of admitted authors."""
        return sorted(feed for feed in self._feeds if self.refusal(feed) is None)

    def fingerprint(self) -> bytes:
        """Equal for two logs that hold the same of the same authors."""
        if self._fingerprint is None:
            self._fingerprint = blake3(b"".join(self._stamp(feed) for feed in self.feeds())).digest()
        return self._fingerprint

    def _stamp(self, feed: Feed) -> bytes:
        held = self._feeds[feed]
        if held.stamp is None:
            author, topic = feed
            held.stamp = blake3(author + bytes([topic]) + self.digest(feed) + held.numbers.packed()).digest()
        return held.stamp


class Named(Protocol):
    """An event, in whatever form."""

    @property
    def author(self) -> bytes: ...

    @property
    def topic(self) -> int: ...

    @property
    def seq(self) -> int: ...


def names_of(events: Iterable[Named]) -> Names:
    found: Names = {}
    for event in events:
        found.setdefault((event.author, event.topic), Ranges()).add(event.seq, event.seq + 1)
    return found


def merge(names: Names, more: Names) -> None:
    for feed, numbers in more.items():
        names.setdefault(feed, Ranges()).update(numbers)


def subtract(names: Names, less: Names) -> None:
    """Take names out; a feed of which nothing is left goes."""
    for feed, numbers in less.items():
        if feed in names:
            names[feed] = names[feed].minus(numbers)
            if not names[feed]:
                del names[feed]


def take_some(names: Names, ranges: int) -> Names:
    """Take out so many ranges, or all."""
    some: Names = {}
    for feed in list(names):
        if ranges <= 0:
            break
        some[feed] = next(names[feed].pieces(ranges))
        ranges -= len(some[feed])
    subtract(names, some)
    return some
