"""Prints, as JSON, what checking a signature costs on this board: measure_verify.py KEY MESSAGE SIGNATURE, in hex."""

import gc
import json
import sys
import time
from binascii import unhexlify

from meshwire import curve25519, ed25519, sha512, signing

GROUPS, ROUNDS = 5, 10  # where time.time counts milliseconds, a group is long enough for it
KEYS = 8
LEAST_STEP = 256  # bytes between two sizes of the free heap that are tried


def fastest_ms(work, *arguments) -> float:
    """The mean of the fastest of a few groups of runs: the others were disturbed."""
    times = []
    for _ in range(GROUPS):
        start = time.time()
        for _ in range(ROUNDS):
            assert work(*arguments)
        times.append((time.time() - start) * 1000 / ROUNDS)
    return min(times)


def free() -> int:
    gc.collect()
    return gc.mem_free()


def least_free_heap(work, *arguments) -> int:
    """The free bytes that `work` needs: everything above them is taken away, step by step, until it fails."""
    ballast = []
    least = free()
    while True:
        try:
            if not work(*arguments):
                return least
            least = free()
            ballast.append(bytes(LEAST_STEP))
        except MemoryError:
            return least


def textbook_verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """The rival: RFC 8032 as it is written, bit by bit, with a division after every product and no table."""
    response = int.from_bytes(signature[32:], "little")
    challenge = int.from_bytes(sha512.digest(signature[:32] + public_key + message), "little") % curve25519.ORDER
    left = textbook_multiple(response, curve25519.decode(curve25519.BASE))
    key_part = textbook_multiple(challenge, curve25519.decode(public_key))
    right = textbook_sum(curve25519.decode(signature[:32]), key_part)
    p = curve25519.P
    return (left[0] * right[2] - right[0] * left[2]) % p == 0 and (left[1] * right[2] - right[1] * left[2]) % p == 0


def textbook_multiple(number: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    total = curve25519.IDENTITY
    while number:
        if number & 1:
            total = textbook_sum(total, point)
        point = textbook_sum(point, point)
        number >>= 1
    return total


def textbook_sum(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    p = curve25519.P
    a = (one[1] - one[0]) * (other[1] - other[0]) % p
    b = (one[1] + one[0]) * (other[1] + other[0]) % p
    c = 2 * one[3] * other[3] * curve25519.D % p
    d = 2 * one[2] * other[2] % p
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % p, g * h % p, f * g % p, e * h % p


def main(public_key: bytes, message: bytes, signature: bytes) -> None:
    verifier = ed25519.Verifier(public_key)
    assert verifier.verify(message, signature)  # builds the table of the base point
    signer = signing.Signer(message)
    keys = [verifier] * KEYS
    before = free()
    for at in range(KEYS):
        keys[at] = ed25519.Verifier(public_key)
    per_key = (before - free()) // KEYS
    figures = {
        "verify_ms": fastest_ms(verifier.verify, message, signature),
        "textbook_ms": fastest_ms(textbook_verify, public_key, message, signature),
        "table_ms": fastest_ms(ed25519.Verifier, public_key),
        "key_bytes": per_key,
        "heap_bytes": least_free_heap(verifier.verify, message, signature),
        "sign_ms": fastest_ms(signer.sign, message),
        "sign_heap_bytes": least_free_heap(signer.sign, message),
        "new_key_ms": fastest_ms(signing.Signer, message),
    }
    print(json.dumps(figures))


main(*map(unhexlify, sys.argv[1:]))
