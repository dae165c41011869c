"""SHA-512 (FIPS 180-4) for interpreters whose hashlib stops at SHA-256."""

BLOCK_SIZE = 128
_WORD = (1 << 64) - 1
_ROUNDS = 80


def digest(data: bytes) -> bytes:
    """The 64 bytes of the hash of `data`."""
    padded = data + b"\x80" + bytes(-(len(data) + 17) % BLOCK_SIZE) + (8 * len(data)).to_bytes(16, "big")
    state = _INITIAL_STATE
    for at in range(0, len(padded), BLOCK_SIZE):
        state = _compress(state, padded[at : at + BLOCK_SIZE])
    return state


def _compress(state: bytes, block: bytes) -> bytes:
    schedule = [_word(block, at) for at in range(16)]
    a, b, c, d, e, f, g, h = (_word(state, at) for at in range(8))
    for at in range(_ROUNDS):
        if at >= 16:
            schedule.append(_next_word(schedule))
            del schedule[0]
        twice = e << 64 | e  # a rotation of e is a shift of this
        mixed = (twice >> 14 ^ twice >> 18 ^ twice >> 41) & _WORD
        new_e = h + mixed + (e & f ^ ~e & g) + _word(_ROUND_CONSTANTS, at) + schedule[-1 if at >= 16 else at]
        twice = a << 64 | a
        mixed = (twice >> 28 ^ twice >> 34 ^ twice >> 39) & _WORD
        new_a = new_e + mixed + (a & b ^ a & c ^ b & c) & _WORD
        a, b, c, d, e, f, g, h = new_a, a, b, c, d + new_e & _WORD, e, f, g
    out = bytearray(64)
    for at, word in enumerate((a, b, c, d, e, f, g, h)):
        out[8 * at : 8 * at + 8] = (_word(state, at) + word & _WORD).to_bytes(8, "big")
    return bytes(out)


def _next_word(last16: list[int]) -> int:
    old, new = last16[1], last16[14]
    old = ((old << 64 | old) >> 1 ^ (old << 64 | old) >> 8) & _WORD ^ old >> 7
    new = ((new << 64 | new) >> 19 ^ (new << 64 | new) >> 61) & _WORD ^ new >> 6
    return last16[0] + old + last16[9] + new & _WORD


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[8 * at : 8 * at + 8], "big")


def _root_fractions(degree: int, count: int) -> bytes:
    """The first 64 bits behind the point of the square or cube roots of the first primes: every constant of SHA-512.

    One packed string, taken before the work: as integers they would be scattered between garbage and stay there,
    and a heap that cannot move them would have no long free run left.
    """
    out = bytearray(8 * count)
    number, found = 2, 0
    while found < count:
        if all(number % divisor for divisor in range(2, number)):
            root = _integer_root(number << 64 * degree, degree)
            out[8 * found : 8 * found + 8] = (root & _WORD).to_bytes(8, "big")
            found += 1
        number += 1
    return bytes(out)


def _integer_root(value: int, degree: int) -> int:
    """The largest integer whose `degree`th power is at most `value`, which is below 2**(73 * degree), by Newton."""
    root = 1 << 73
    while True:
        better = ((degree - 1) * root + value // root ** (degree - 1)) // degree
        if better >= root:
            return root
        root = better


_INITIAL_STATE = _root_fractions(2, 8)
_ROUND_CONSTANTS = _root_fractions(3, _ROUNDS)
