"""Which numbers of every feed are held: a window of the newest 1024 numbers, one bit each. Pure.

What was verified counts, nobody's claim does. Numbers before the window are over: they are neither asked for nor taken
again, so that a frame played back after a month finds its place closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

HORIZON = 1024  # numbers of a feed that are repaired
FULL = (1 << HORIZON) - 1

Feed = tuple[bytes, int]  # the author's key, topic
Run = tuple[int, int]  # first number, how many
EventName = tuple[bytes, int, int]  # the author's key, topic, number


@dataclass(frozen=True, slots=True)
class Window:
    """Bit `i` of `held` is the number `high - i`. What lies before the first number counts as held."""

    high: int = 0
    held: int = FULL

    def has(self, seq: int) -> bool:
        """Whether the number is held, or too old to matter."""
        behind = self.high - seq
        return behind >= HORIZON or (behind >= 0 and bool(self.held >> behind & 1))

    def plus(self, seq: int) -> "Window":
        ahead = seq - self.high
        if ahead > 0:
            return Window(seq, self._moved(seq) | 1)
        return self if self.has(seq) else Window(self.high, self.held | 1 << -ahead)

    def settled(self, floor: int) -> "Window":
        """With everything up to this number counted as held: it was, and had to make room on the disk."""
        high = max(self.high, floor)
        return Window(high, (self._moved(high) | FULL << high - floor) & FULL)

    def gaps(self) -> list[Run]:
        """The numbers that are missing, lowest first."""
        return _runs(~self.held & FULL, self.high)

    def minus(self, other: "Window") -> list[Run]:
        """The numbers that are held here and missing there, as far as they matter to both; lowest first."""
        high = max(self.high, other.high)
        return _runs(self._moved(high) & ~other._moved(high), high)

    def joined(self, other: "Window") -> "Window":
        """What is held here or there."""
        high = max(self.high, other.high)
        return Window(high, self._moved(high) | other._moved(high))

    def _moved(self, high: int) -> int:
        ahead = high - self.high
        return self.held << ahead & FULL if ahead < HORIZON else 0

    @classmethod
    def of(cls, high: int, gaps: list[Run]) -> "Window":
        """The inverse of `high` and `gaps()`; gaps outside the window are ignored."""
        held = FULL
        for first, count in gaps:
            low, top = max(first, 1, high - HORIZON + 1), min(first + count - 1, high)
            if low <= top:
                held &= ~((1 << top - low + 1) - 1 << high - top)
        return cls(high, held)


NOTHING = Window()


class Holdings:
    """`changes` counts them, so that what was computed from it can be kept until then."""

    def __init__(self) -> None:
        self.changes = 0
        self._windows: dict[Feed, Window] = {}

    def __getitem__(self, feed: Feed) -> Window:
        return self._windows.get(feed, NOTHING)

    def __iter__(self) -> Iterator[Feed]:
        return iter(self._windows)

    def add(self, feed: Feed, seq: int) -> None:
        self._windows[feed] = self[feed].plus(seq)
        self.changes += 1

    def settle(self, feed: Feed, floor: int) -> None:
        self._windows[feed] = self[feed].settled(floor)
        self.changes += 1

    def has(self, feed: Feed, seq: int) -> bool:
        return self[feed].has(seq)


def _runs(bits: int, high: int) -> list[Run]:
    """The numbers that the bits stand for, lowest first."""
    found = []
    while bits:
        top = bits.bit_length()  # the lowest number is the highest bit
        length = top - (~bits & (1 << top) - 1).bit_length()
        found.append((high - top + 1, length))
        bits &= (1 << top - length) - 1
    return found
