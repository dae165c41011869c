"""Whole numbers in as few bits as they need: of fixed width, or exponential Golomb. No I/O, no clock.

A Golomb number of order k is q = value + 2^k in binary, after as many zeros as q has bits beyond k + 1.
"""

from meshwire.errors import WireError

MAX_GOLOMB_BITS = 40  # of q: every number in our frames is below 2^32
ORDERS = range(16)


class BitWriter:
    def __init__(self) -> None:
        self._value = 0
        self.count = 0

    def put(self, value: int, width: int) -> None:
        self._value = self._value << width | value
        self.count += width

    def put_golomb(self, value: int, order: int) -> None:
        if value < 0:
            raise WireError("bits: numbers are not in order")
        self.put(value + (1 << order), golomb_size(value, order))

    def data(self) -> bytes:
        """What was written, filled up with zeros to whole bytes."""
        size = (self.count + 7) // 8
        return (self._value << (8 * size - self.count)).to_bytes(size, "big")


class BitReader:
    """Raises WireError for what lies beyond the end."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self.left = 8 * len(data)

    def take(self, width: int) -> int:
        if width > self.left:
            raise WireError("bits: the frame is cut short")
        self.left -= width
        return self._value >> self.left & (1 << width) - 1

    def take_golomb(self, order: int) -> int:
        width = order + 1
        while not self.take(1):
            width += 1
            if width > MAX_GOLOMB_BITS:
                raise WireError("bits: a number is out of range")
        return (1 << (width - 1) | self.take(width - 1)) - (1 << order)

    def end(self) -> int:
        """How many whole bytes are left after the zeros that fill up this one."""
        if self.take(self.left % 8):
            raise WireError("bits: not filled up with zeros")
        return self.left // 8


def golomb_size(value: int, order: int) -> int:
    """How many bits `put_golomb` writes."""
    bits = order + 1
    while value + (1 << order) >> bits:
        bits += 1
    return 2 * bits - order - 1


def best_order(values: list[int]) -> int:
    """The order that writes these numbers in the fewest bits."""
    return min(ORDERS, key=lambda order: sum([golomb_size(value, order) for value in values]))
