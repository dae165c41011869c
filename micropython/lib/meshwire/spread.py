"""The sender's side of an object: which rows to send, and how many. docs/protocol/objects.md. No I/O, no clock."""

from meshwire import erasure, fragment
from meshwire.fragment import EVERYTHING, Fragment, Need


def burst(k: int) -> int:
    """Rows to send before anybody asks: for a loss of 20 %, and a margin that is larger for few rows."""
    return k + -(-k // 4) + _root(k) // 2


def answer(rows: int) -> int:
    """Rows to send to somebody who lacks so many, at a loss of 20 %."""
    return rows + -(-rows // 4)


class Spread:
    def __init__(self, name: bytes, packed: bytes, sender: int, *, begun: bool) -> None:
        """`sender` is this station's number: helpers begin in different places and so repeat each other's rows rarely.

        `begun`: the object came from the air, so its sources were sent.
        """
        self.name = name
        self.packing = fragment.packing_of([packed])
        self.left = 0  # rows that it still has to send
        self._length = len(packed)
        self._k, self._size = fragment.shape(len(packed))
        self._sources = erasure.split(packed, self._k, self._size)
        self._used = bytearray(erasure.ROWS)
        self._next = self._k + (sender * 97) % (erasure.ROWS - self._k)
        if begun:
            self._mark_sources()

    def push(self) -> None:
        """Send it although nobody has asked."""
        self.left = max(self.left, burst(self._k))

    def asked(self, need: Need) -> bool:
        """Somebody lacks rows; False when it is other bytes that are wanted."""
        if need.packing not in (None, self.packing):
            return False
        rows = burst(self._k) if need.rows == EVERYTHING else answer(min(need.rows, self._k))
        self.left = max(self.left, rows)
        return True

    def overheard(self, one: Fragment) -> None:
        """Another station sent a row: it serves those who asked as well as ours would."""
        if (one.packing, one.length) == (self.packing, self._length):
            self._used[one.index] = 1
            self.left = max(self.left - 1, 0)

    def next(self) -> Fragment:
        """The next row to send: one that nobody has sent, as long as there are any."""
        index = self._unused()
        self._used[index] = 1
        self.left -= 1
        data = erasure.row(self._sources, self._size, index)
        return Fragment(self.name, self.packing, self._length, index, self.left, data)

    def _unused(self) -> int:
        if min(self._used):
            self._used = bytearray(erasure.ROWS)
            self._mark_sources()  # repairs again
        for index in range(self._k):
            if not self._used[index]:
                return index
        while self._used[self._next]:
            self._next = self._next + 1 if self._next + 1 < erasure.ROWS else self._k
        return self._next

    def _mark_sources(self) -> None:
        for index in range(self._k):
            self._used[index] = 1


def _root(number: int) -> int:
    """The square root, rounded up."""
    found = 0
    while found * found < number:
        found += 1
    return found
