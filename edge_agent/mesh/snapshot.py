"""An anchor's word that the beginning of some feeds is over, so that nobody has to fetch it any more. Pure.

It is an event like any other: signed, stored, synced. What it leaves out stays in the logs that have it.
"""

from collections.abc import Callable, Mapping

from edge_agent.mesh.ranges import LIMIT, Ranges
from meshwire.errors import WireError
from meshwire.event import KEY_SIZE, PEOPLE, SENSE, Event

TOPIC, SNAPSHOT = 23, 1
MAY_END = (PEOPLE, SENSE)  # who is certified and which alerts are in force never ends by age
LEAST = 2000  # numbers that a new snapshot must spare a newcomer, or it is not worth its own bytes
Ends = Mapping[tuple[bytes, int], int]  # of a feed, the first number that is still wanted
_ENDS = 0


def encode_ends(ends: Ends) -> dict[int, object]:
    """The body of the event."""
    authors: dict[bytes, list[list[int]]] = {}
    for (author, topic), end in sorted(ends.items()):
        authors.setdefault(author, []).append([topic, end])
    return {_ENDS: [[author, topics] for author, topics in authors.items()]}


def decode_ends(event: Event) -> Ends:
    """What a snapshot says; WireError for an event that is none."""
    found: dict[tuple[bytes, int], int] = {}
    match event.body:
        case {0: list(authors), **rest} if not rest and (event.topic, event.kind) == (TOPIC, SNAPSHOT):
            for one in authors:
                found.update(_of_author(one))
        case _:
            raise WireError("snapshot: the event is of another kind")
    return found


def _of_author(one: object) -> Ends:
    match one:
        case [bytes(author), list(topics)] if len(author) == KEY_SIZE:
            return {(author, topic): end for topic, end in map(_end, topics)}
        case _:
            raise WireError("snapshot: not an author and its topics")


def _end(one: object) -> tuple[int, int]:
    match one:
        case [int(topic), int(end)] if topic in MAY_END and 1 < end < LIMIT:
            return topic, end
        case _:
            raise WireError("snapshot: a topic that does not end, or a number out of range")


class Horizon:
    """What need not be fetched: the newest word of each author, of those who are anchors now."""

    def __init__(self, is_anchor: Callable[[bytes], bool]) -> None:
        self._is_anchor = is_anchor
        self._said: dict[bytes, tuple[int, Ends]] = {}  # by author, with the number of the event

    def learn(self, event: Event) -> bool:
        """Take in an authentic event; True when it is a snapshot that counts."""
        try:
            ends = decode_ends(event)
        except WireError:
            return False
        if event.seq <= self._said.get(event.author, (0, {}))[0]:
            return False
        self._said[event.author] = event.seq, ends
        return self._is_anchor(event.author)

    def over(self, feed: tuple[bytes, int]) -> Ranges:
        """The numbers of a feed that are over."""
        return Ranges([(1, max((ends.get(feed, 1) for ends in self._valid()), default=1))])

    def feeds(self) -> set[tuple[bytes, int]]:
        """Those with numbers that are over."""
        return {feed for ends in self._valid() for feed in ends}

    def _valid(self) -> list[Ends]:
        return [ends for author, (_, ends) in self._said.items() if self._is_anchor(author)]


def ends_of(first_wanted: Ends, before: Callable[[tuple[bytes, int]], Ranges]) -> Ends | None:
    """What a new snapshot says; None when it would spare too little beyond what is over already."""
    ends = {feed: end for feed, end in first_wanted.items() if end > 1}
    spared = sum(Ranges([(1, end)]).minus(before(feed)).count for feed, end in ends.items())
    return ends if spared >= LEAST else None
