"""Ed25519 verification (RFC 8032) for boards; it accepts exactly what libsodium accepts.

A key is tabled once and kept: a verification then costs 51 doublings and about 100 additions (a comb of five teeth,
Lim and Lee 1994). Tables are single byte arrays, which a heap that cannot move its blocks keeps in one piece.
"""

from meshwire import curve25519, sha512
from meshwire.errors import WireError

KEY_SIZE, SIGNATURE_SIZE = 32, 64
TABLE_SIZE = 2976  # 31 points of three numbers of 32 bytes
_TEETH = 5
_BATCH = 4  # points that share an inversion: with all 31 at once a board would need 20 kB, with four 10 kB
_SPACING = 51  # bits between teeth; 5 * 51 covers a number below the order of the curve


class Verifier:
    """Checks signatures of one public key; WireError when the key is not one that libsodium takes."""

    def __init__(self, public_key: bytes) -> None:
        point = curve25519.decode(public_key)
        if curve25519.has_small_order(point):
            raise WireError("ed25519: a public key of small order")
        self.public_key = public_key
        self._table = _comb_table(curve25519.negate(point))

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the key signed the message; False for bytes of any kind that are not its signature."""
        commitment, response = signature[:32], signature[32:]
        if len(signature) != SIGNATURE_SIZE or int.from_bytes(response, "little") >= curve25519.ORDER:
            return False
        challenge = int.from_bytes(sha512.digest(commitment + self.public_key + message), "little") % curve25519.ORDER
        expected = _combine(_base_table(), response, self._table, challenge.to_bytes(32, "little"))
        return curve25519.encode(expected) == commitment and not curve25519.has_small_order(expected)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """As `Verifier`, for a key that is met once: it costs four times as much."""
    try:
        return Verifier(public_key).verify(message, signature)
    except WireError:
        return False


def multiple_of_base(number: bytes) -> tuple[int, int, int, int]:
    """The base point times a number (32 bytes, little-endian, below the order), for meshwire.signing."""
    return _combine(_base_table(), number, _base_table(), bytes(32))


_base: list[bytearray] = []  # the table of the base point, once it was needed


def _base_table() -> bytearray:
    if not _base:
        _base.append(_comb_table(curve25519.decode(curve25519.BASE)))
    return _base[0]


def _comb_table(point: tuple[int, int, int, int]) -> bytearray:
    """Entry n - 1 is the sum of the points 2**(51 i) * point over the bits i of n, as `add_affine` wants it."""
    table = bytearray(TABLE_SIZE)  # before the work, while there is a free run that long
    teeth = [point]
    while len(teeth) < _TEETH:
        for _ in range(_SPACING):
            point = curve25519.double(point)
        teeth.append(point)
    at = 0
    for first in range(1, 1 << _TEETH, _BATCH):
        sums = [_sum_of(teeth, entry) for entry in range(first, min(first + _BATCH, 1 << _TEETH))]
        for (x, y, _, _), inverse in zip(sums, curve25519.invert_all([entry[2] for entry in sums])):
            x, y = curve25519.multiply(x, inverse), curve25519.multiply(y, inverse)
            for number in (y + x, y - x, 2 * curve25519.D * x * y):
                table[at : at + 32] = (number % curve25519.P).to_bytes(32, "little")
                at += 32
    return table


def _sum_of(teeth: list[tuple[int, int, int, int]], entry: int) -> tuple[int, int, int, int]:
    """The sum of the points at the bits of `entry`."""
    total = curve25519.IDENTITY
    for tooth in range(_TEETH):
        if entry >> tooth & 1:
            total = curve25519.add(total, teeth[tooth])
    return total


def _combine(table: bytearray, number: bytes, other_table: bytearray, other: bytes) -> tuple[int, int, int, int]:
    """The sum of both numbers (32 bytes, little-endian) times the points of their tables."""
    point = curve25519.IDENTITY
    for column in range(_SPACING - 1, -1, -1):
        point = curve25519.double(point)
        point = _add_entry(point, table, _entry(number, column))
        point = _add_entry(point, other_table, _entry(other, column))
    return point


def _entry(number: bytes, column: int) -> int:
    """The bits of a number under the five teeth when the comb stands at a column."""
    entry = 0
    for tooth in range(_TEETH):
        bit = column + _SPACING * tooth
        entry |= (number[bit >> 3] >> (bit & 7) & 1) << tooth
    return entry


def _add_entry(point: tuple[int, int, int, int], table: bytearray, entry: int) -> tuple[int, int, int, int]:
    if entry == 0:
        return point
    at = 96 * (entry - 1)
    plus, minus, product = (int.from_bytes(table[at + part : at + part + 32], "little") for part in (0, 32, 64))
    return curve25519.add_affine(point, plus, minus, product)
