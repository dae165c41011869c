"""Sets of numbers as half-open ranges: which events of a feed somebody holds. Pure."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Self

LIMIT = 1 << 32  # numbers of events are below it (docs/protocol/event.md)


class Ranges:
    """The edges of the ranges, ascending: a number is held when an odd count of edges is at or below it.

    16 bytes for each range, so that an author who signs only every second number does not fill the memory.
    """

    __slots__ = ("_edges",)

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._edges = array("Q")
        for low, high in pairs:
            self.add(low, high)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Self:
        """The set of these numbers."""
        return cls((number, number + 1) for number in sorted(numbers))

    @classmethod
    def from_runs(cls, runs: Iterable[tuple[int, int]]) -> Self:
        """Of gaps and lengths, as they travel; ValueError when one is empty, touches the next or ends beyond LIMIT."""
        found, at = cls(), 0
        for gap, length in runs:
            if length < 1 or gap < 1 or at + gap + length > LIMIT:
                raise ValueError("runs of numbers that are empty, out of order or beyond 2^32")
            found._edges.extend((at + gap, at + gap + length))
            at += gap + length
        return found

    def runs(self) -> Iterator[tuple[int, int]]:
        """Of each range, how far it begins behind the end of the one before, and its length."""
        end = 0
        for low, high in self:
            yield low - end, high - low
            end = high

    def add(self, low: int, high: int) -> None:
        """Hold the numbers from `low` to `high` - 1 too."""
        self._replace(low, high, inside=0)

    def remove(self, low: int, high: int) -> None:
        self._replace(low, high, inside=1)

    def _replace(self, low: int, high: int, *, inside: int) -> None:
        """Cut out every edge from `low` to `high`; an end where the new state differs from its side is an edge."""
        if low >= high:
            return
        start, stop = bisect_left(self._edges, low), bisect_right(self._edges, high)
        ends = ((low, start), (high, stop))
        self._edges[start:stop] = array("Q", [edge for edge, before in ends if before % 2 == inside])

    def update(self, other: "Ranges") -> None:
        """Hold what the other set holds too."""
        for low, high in other:
            self.add(low, high)

    def minus(self, *others: "Ranges") -> "Ranges":
        """What none of the others holds."""
        left = self
        for other in others:
            left = left._without(other._edges)
        return left

    def _without(self, edges: "array[int]") -> "Ranges":
        left = Ranges()
        for low, high in self:
            at = bisect_right(edges, low)
            if at % 2:  # `low` lies within one of theirs
                low, at = edges[at], at + 1
            while low < high:
                end = edges[at] if at < len(edges) else high
                left._edges.extend((low, min(end, high)))
                low = edges[at + 1] if end < high else high
                at += 2
        return left

    def within(self, low: int, high: int) -> "Ranges":
        """What lies from `low` to `high` - 1."""
        found = Ranges()
        for start, end in self:
            if start < high and end > low:
                found._edges.extend((max(start, low), min(end, high)))
        return found

    def first(self, count: int) -> "Ranges":
        """The lowest `count` numbers."""
        found = Ranges()
        for low, high in self:
            if count <= 0:
                break
            found._edges.extend((low, min(high, low + count)))
            count -= high - low
        return found

    def pieces(self, size: int) -> Iterator["Ranges"]:
        """The same numbers in sets of at most `size` ranges."""
        for at in range(0, len(self._edges), 2 * size):
            piece = Ranges()
            piece._edges = self._edges[at : at + 2 * size]
            yield piece

    def packed(self) -> bytes:
        """Of each range the first number and the one behind its last, 8 bytes each, little-endian."""
        edges = self._edges[:]
        if sys.byteorder == "big":
            edges.byteswap()
        return edges.tobytes()

    @property
    def count(self) -> int:
        return sum(self._edges[1::2]) - sum(self._edges[::2])

    @property
    def end(self) -> int:
        """One more than the highest number; 0 when empty."""
        return self._edges[-1] if self._edges else 0

    def copy(self) -> "Ranges":
        found = Ranges()
        found._edges = self._edges[:]
        return found

    def __contains__(self, number: int) -> bool:
        return bisect_right(self._edges, number) % 2 == 1

    def __iter__(self) -> Iterator[tuple[int, int]]:
        edges = iter(self._edges)
        return zip(edges, edges, strict=True)

    def __len__(self) -> int:
        """How many ranges, not how many numbers."""
        return len(self._edges) // 2

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ranges) and self._edges == other._edges

    def __repr__(self) -> str:
        return f"Ranges({list(self)})"
