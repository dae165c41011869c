"""An erasure code: any k different rows of an object restore it. docs/protocol/objects.md. No I/O, no clock.

Systematic Cauchy code over GF(256). A row is one long integer, and all its bytes are multiplied at once: on boards that
is more than ten times as fast as byte by byte.
"""

POLYNOMIAL = 0x11D
ROWS = 256  # of every object: its k sources, then repairs


def _tables() -> tuple[bytes, bytes]:
    powers = bytearray(510)  # twice the cycle: a sum of two logarithms needs no remainder
    logarithms = bytearray(256)
    value = 1
    for at in range(255):
        powers[at] = powers[at + 255] = value
        logarithms[value] = at
        value = value << 1 if value < 128 else value << 1 ^ POLYNOMIAL
    return bytes(powers), bytes(logarithms)


POWERS, LOGARITHMS = _tables()


def split(data: bytes, k: int, size: int) -> list[int]:
    """The k sources of some data: rows of `size` bytes, the last one filled with zeros."""
    filled = data + bytes(k * size - len(data))
    return [int.from_bytes(filled[at : at + size], "big") for at in range(0, k * size, size)]


def row(sources: list[int], size: int, index: int) -> bytes:
    """Row `index` of an object: a source, or from k on a repair."""
    k = len(sources)
    if index < k:
        return sources[index].to_bytes(size, "big")
    factors = [_coefficient(index - k, at) for at in range(k)]
    return _sum(factors, sources, _ones(size)).to_bytes(size, "big")


class Decoder:
    """Takes rows until there are k of them. It holds no more than these, so a board can refuse by not adding."""

    def __init__(self, k: int, size: int) -> None:
        self.size = size
        self._rows = [0] * k
        self._indexes = [-1] * k  # which row stands in which place: a source in its own, a repair in any
        self.held = 0

    def add(self, index: int, data: bytes) -> bool:
        """Take a row of `size` bytes; whether these are enough. A row that is here already changes nothing."""
        if index not in self._indexes and -1 in self._indexes:
            if index < len(self._rows):
                self._place(index, index, int.from_bytes(data, "big"))
            else:
                self._place(self._indexes.index(-1), index, int.from_bytes(data, "big"))
            self.held += 1
        return self.missing() == 0

    def missing(self) -> int:
        """How many rows more it takes."""
        return len(self._rows) - self.held

    def result(self) -> list[bytes]:
        """All sources, once there are enough rows; the decoder is used up by it."""
        missing = [at for at in range(len(self._rows)) if self._indexes[at] != at]
        if missing:
            self._solve(missing)
        for at in range(len(self._rows)):
            self._rows[at] = self._rows[at].to_bytes(self.size, "big")  # type: ignore[call-overload]
        return self._rows  # type: ignore[return-value]

    def _place(self, at: int, index: int, value: int) -> None:
        """Put a row where it belongs; a repair that stands there moves to a free place."""
        if self._indexes[at] != -1:
            free = self._indexes.index(-1)
            self._indexes[free], self._rows[free] = self._indexes[at], self._rows[at]
        self._indexes[at], self._rows[at] = index, value

    def _solve(self, missing: list[int]) -> None:
        k = len(self._rows)
        ones = _ones(self.size)
        repairs = [self._indexes[at] - k for at in missing]
        known = [at for at in range(k) if at not in missing]
        known_rows = [self._rows[at] for at in known]
        for at, repair in zip(missing, repairs):  # noqa: B905  (MicroPython's zip has no `strict`)
            self._rows[at] ^= _sum([_coefficient(repair, source) for source in known], known_rows, ones)
        sums = [self._rows[at] for at in missing]
        for at, factors in zip(missing, _inverse(repairs, missing)):  # noqa: B905
            self._rows[at] = _sum(factors, sums, ones)


def _coefficient(repair: int, source: int) -> int:
    return _divide(1, 255 - repair ^ source)


def _divide(one: int, other: int) -> int:
    return POWERS[LOGARITHMS[one] + 255 - LOGARITHMS[other]]


def _ones(size: int) -> int:
    return int.from_bytes(b"\x01" * size, "big")


def _sum(factors: list[int], rows: list[int], ones: int) -> int:
    """The sum of rows, each times its factor; by Horner's rule over the bits of the factors."""
    low = ones * 0x7F
    total = 0
    for bit in range(7, -1, -1):
        total = (total & low) << 1 ^ (total >> 7 & ones) * (POLYNOMIAL & 0xFF)
        for at in range(len(rows)):
            if factors[at] >> bit & 1:
                total ^= rows[at]
    return total


def _inverse(repairs: list[int], sources: list[int]) -> list[list[int]]:
    """The inverse of a square part of the matrix, in the closed form of Cauchy matrices; one list per source."""
    xs = [255 - repair for repair in repairs]
    of_x = [_ratio(x, sources, xs) for x in xs]
    of_y = [_ratio(source, xs, sources) for source in sources]
    return [
        [_times(_times(of_x[i], of_y[j]), _divide(1, xs[i] ^ sources[j])) for i in range(len(xs))]
        for j in range(len(sources))
    ]


def _ratio(value: int, above: list[int], below: list[int]) -> int:
    """The product of the differences to `above` over that of the differences to the others of `below`."""
    exponent = 0
    for other in above:
        exponent += LOGARITHMS[value ^ other]
    for other in below:
        if other != value:
            exponent -= LOGARITHMS[value ^ other]
    return POWERS[exponent % 255]


def _times(one: int, other: int) -> int:
    """Of two numbers of which neither is 0."""
    return POWERS[LOGARITHMS[one] + LOGARITHMS[other]]
