"""AES encryption of single blocks (FIPS 197), for interpreters without `cryptolib`. No I/O, no clock.

A board's chip does it in hardware; this is for the board at a desk and takes milliseconds a block. It is not safe
against somebody who measures how long it takes: what it protects is readable for every member anyway.
"""

BLOCK_SIZE = 16
KEY_SIZES = (16, 32)


class Aes:
    """`Aes(key).encrypt(block)`, as `cryptolib.aes(key, 1)` does it; ValueError for a key of another length."""

    def __init__(self, key: bytes) -> None:
        if len(key) not in KEY_SIZES:
            raise ValueError("aes: a key of %d bytes" % len(key))
        self._box = _substitutes()
        self._schedule = self._expanded(key)

    def encrypt(self, block: bytes) -> bytes:
        schedule, box = self._schedule, self._box
        state = bytearray(block)
        _mix_key(state, schedule, 0)
        for at in range(BLOCK_SIZE, len(schedule), BLOCK_SIZE):
            # Row r of column c comes from column c + r: SubBytes and ShiftRows in one.
            state = bytearray([box[state[(5 * place) % BLOCK_SIZE]] for place in range(BLOCK_SIZE)])
            if at + BLOCK_SIZE < len(schedule):
                _mix_columns(state)
            _mix_key(state, schedule, at)
        return bytes(state)

    def _expanded(self, key: bytes) -> bytes:
        box, size, constant = self._box, len(key), 1
        schedule = bytearray(key)
        for at in range(size, BLOCK_SIZE * (size // 4 + 7), 4):
            word = schedule[at - 4 : at]
            if at % size == 0:
                word = bytearray([box[word[place]] for place in (1, 2, 3, 0)])
                word[0] ^= constant
                constant = _doubled(constant)
            elif size == 32 and at % size == BLOCK_SIZE:
                word = bytearray([box[byte] for byte in word])
            for place in range(4):
                schedule.append(word[place] ^ schedule[at - size + place])
        return bytes(schedule)


def _doubled(value: int) -> int:
    """Times x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    return value << 1 ^ (0x11B if value & 0x80 else 0)


def _substitutes() -> bytes:
    """The S-box: walks all powers of 3 and, the other way, their inverses."""
    box = bytearray(256)
    box[0] = 0x63
    power = inverse = 1
    while True:
        power ^= _doubled(power)
        inverse ^= inverse << 1
        inverse ^= inverse << 2
        inverse ^= inverse << 4
        inverse &= 255
        inverse ^= 9 if inverse & 0x80 else 0
        turned = inverse * 0x101  # its bits twice, so that a shift is a rotation
        box[power] = (inverse ^ turned >> 7 ^ turned >> 6 ^ turned >> 5 ^ turned >> 4 ^ 0x63) & 255
        if power == 1:
            return bytes(box)


def _mix_key(state: bytearray, schedule: bytes, at: int) -> None:
    for place in range(BLOCK_SIZE):
        state[place] ^= schedule[at + place]


def _mix_columns(state: bytearray) -> None:
    for at in range(0, BLOCK_SIZE, 4):
        one, two, three, four = state[at : at + 4]
        every = one ^ two ^ three ^ four
        state[at] ^= every ^ _doubled(one ^ two)
        state[at + 1] ^= every ^ _doubled(two ^ three)
        state[at + 2] ^= every ^ _doubled(three ^ four)
        state[at + 3] ^= every ^ _doubled(four ^ one)
