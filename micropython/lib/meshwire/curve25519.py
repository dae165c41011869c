"""Arithmetic on edwards25519, the curve of Ed25519 (RFC 8032, section 5.1), fast where integers are slow.

A point is (X, Y, Z, T) with x = X/Z, y = Y/Z and T = XY/Z. Coordinates are only reduced to about 257 bits and may be
negative: both cost less than a full reduction, and `x % P` is the number that is meant. The addition formulas
(Hisil, Wong, Carter, Dawson 2008) hold for every pair of points. Not constant in time: for public data only.
"""

from meshwire.errors import WireError

P = (1 << 255) - 19
ORDER = (1 << 252) + 27742317777372353535851937790883648493  # of the base point
D = 0x52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3  # -121665/121666
SQRT_MINUS_1 = 0x2B8324804FC1DF0B2B4D00993DFBD7A72F431806AD2FE478C4EE1B274A0EA0B0
BASE = bytes((0x58,)) + bytes((0x66,)) * 31
IDENTITY = (0, 1, 1, 0)
_LOW = (1 << 256) - 1


def multiply(a: int, b: int) -> int:
    """a * b, brought to 257 bits by 2**256 = 38 (mod P), which is cheaper than a division."""
    product = a * b
    product = (product & _LOW) + 38 * (product >> 256)
    return (product & _LOW) + 38 * (product >> 256)


def invert(a: int) -> int:
    """1/a mod P by Euclid, ten times faster than a power on a microcontroller; 0 for 0."""
    high, low, old, new = P, a % P, 0, 1
    while low:
        quotient = high // low
        high, low = low, high - quotient * low
        old, new = new, old - quotient * new
    return old % P if high == 1 else 0


def invert_all(numbers: list[int]) -> list[int]:
    """The inverses of numbers other than 0, for the price of one and three multiplications each (Montgomery)."""
    products = [1]
    for number in numbers:
        products.append(multiply(products[-1], number))
    inverse = invert(products.pop())
    inverses = []
    for number in reversed(numbers):
        inverses.append(multiply(inverse, products.pop()))
        inverse = multiply(inverse, number)
    inverses.reverse()
    return inverses


def decode(raw: bytes) -> tuple[int, int, int, int]:
    """The point of 32 bytes (RFC 8032, section 5.1.3); WireError when they are not the one encoding of a point."""
    number = int.from_bytes(raw, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if len(raw) != 32 or y >= P:
        raise WireError("ed25519: not the encoding of a point")
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7 % P, (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0:
        x = x * SQRT_MINUS_1 % P
    if (v * x * x - u) % P or (x == 0 and sign):
        raise WireError("ed25519: not the encoding of a point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encode(point: tuple[int, int, int, int]) -> bytes:
    """The 32 bytes of a point."""
    inverse = invert(point[2])
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def negate(point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return -point[0], point[1], point[2], -point[3]


def double(point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    x, y, z, _ = point
    a, b = multiply(x, x), multiply(y, y)
    h = a + b
    e = h - multiply(x + y, x + y)
    g = a - b
    f = 2 * multiply(z, z) + g
    return multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h)


def add(p: tuple[int, int, int, int], q: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    x, y, z, t = q
    return _sum(p, y + x, y - x, multiply(2 * D, t), 2 * multiply(p[2], z))


def add_affine(p: tuple[int, int, int, int], plus: int, minus: int, product: int) -> tuple[int, int, int, int]:
    """Add the point (x, y), given as y + x, y - x and 2dxy."""
    return _sum(p, plus, minus, product, 2 * p[2])


def _sum(p: tuple[int, int, int, int], plus: int, minus: int, product: int, d: int) -> tuple[int, int, int, int]:
    x, y, _, t = p
    a, b, c = multiply(y - x, minus), multiply(y + x, plus), multiply(t, product)
    e, f, g, h = b - a, d - c, d + c, b + a
    return multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h)


def has_small_order(point: tuple[int, int, int, int]) -> bool:
    """Whether eight times the point is the identity: such a key or commitment fits many messages."""
    x, y, z, _ = double(double(double(point)))
    return x % P == 0 and (y - z) % P == 0
