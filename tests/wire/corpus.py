"""Hostile bytes for parsers: noise, and valid encodings that were damaged in the ways that radio and attackers do."""

import random
from collections.abc import Sequence

LONGEST_NOISE = 300  # bytes; more than any frame


def hostile(valid: Sequence[bytes], *, count: int, seed: int) -> list[bytes]:
    """The valid encodings, then inputs made of them and of noise: the same ones for the same seed."""
    chance = random.Random(seed)
    damages = (flipped, cut, spliced, overwritten, lengthened)
    inputs = list(valid)
    while len(inputs) < count:
        if chance.random() < 0.3:
            inputs.append(chance.randbytes(chance.randrange(LONGEST_NOISE)))
        else:
            inputs.append(chance.choice(damages)(chance.choice(valid), chance))
    return inputs


def flipped(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes((data[at] ^ 1 << chance.randrange(8),)) + data[at + 1 :]


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def spliced(data: bytes, chance: random.Random) -> bytes:
    """A piece of the data again at another place: nested, repeated, out of order."""
    start, end, to = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    return data[:to] + data[start:end] + data[to:]


def overwritten(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice((b"\xff", b"\x00", b"\x9b" + b"\xff" * 8, b"\x81" * 40)) + data[at + 1 :]


def lengthened(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(chance.randrange(1, 20))
