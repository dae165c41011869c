"""Finds which events of a feed differ at two nodes that hold the same numbers: cut it up, compare, go on. Pure."""

from collections import deque
from collections.abc import Callable, Iterable

from edge_agent.mesh.index import Feed, Names, digest, merge
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.session_messages import SLICES, Probe

MAX_PROBES = 256  # asked in a round, and answered in one: 16 forks of four authors in feeds of 2^24 numbers

CHEAP = 2048  # events, some 10 ms of reading: a probe of more counts as several


def slices(probe: Probe) -> list[tuple[int, int]]:
    """The parts into which both sides cut a part of a feed; the last ones may be empty."""
    width = -(-(probe.high - probe.low) // SLICES)
    edges = [min(probe.low + number * width, probe.high) for number in range(SLICES + 1)]
    return list(zip(edges, edges[1:], strict=False))


class Slicing:
    """Adds up the events of a probe, slice by slice."""

    def __init__(self, probe: Probe) -> None:
        self._low = probe.low
        self._width = -(-(probe.high - probe.low) // SLICES)
        self._totals = [0] * SLICES

    def add(self, seq: int, weight: int) -> None:
        self._totals[(seq - self._low) // self._width] += weight

    def digests(self) -> list[bytes]:
        return [digest(total) for total in self._totals]


class Search:
    def __init__(self) -> None:
        self.probes_left = MAX_PROBES
        self._waiting: deque[Probe] = deque()
        self._asked: Probe | None = None
        self._mine: list[bytes] = []

    @property
    def is_asking(self) -> bool:
        return self._asked is not None

    def suspect(self, feed: Feed, numbers: Ranges) -> None:
        low = next(iter(numbers))[0]
        self._put(Probe(feed, low, numbers.end))

    def next(self, is_proven: Callable[[bytes], bool]) -> Probe | None:
        """What to compute here and then to ask the peer; one at a time, and nothing more of a proven author."""
        while self._waiting and not self._asked:
            probe = self._waiting.popleft()
            if not is_proven(probe.feed[0]):
                self._asked = probe
                return probe
        return None

    def computed(self, mine: Iterable[bytes]) -> None:
        """The digests of the probe that `next` gave."""
        self._mine = list(mine)

    def answered(self, theirs: Iterable[bytes]) -> Names:
        """Take in the digests of the peer; the names under which it has other events."""
        probe, self._asked = self._asked, None
        names: Names = {}
        if probe is None:
            return names
        differing = [part for part, one, two in zip(slices(probe), self._mine, theirs, strict=False) if one != two]
        for low, high in differing:
            if high - low == 1:
                merge(names, {probe.feed: Ranges([(low, high)])})
            elif high > low:
                self._put(Probe(probe.feed, low, high))
        return names

    def _put(self, probe: Probe) -> None:
        if self.probes_left:
            self.probes_left -= 1
            self._waiting.append(probe)
