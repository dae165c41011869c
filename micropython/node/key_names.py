"""The forms of a public key that people meet, as `hearthnet whoami` prints them; loaded when somebody asks."""

import hashlib

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
SPOKEN = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # neither 0 and O nor 1 and I
PREFIX = "hn1"
CHECK_SIZE = 3


def node_id(public: bytes) -> str:
    """The whole key: what `hearthnet cert grant` takes."""
    check = hashlib.sha256(PREFIX.encode() + public).digest()[:CHECK_SIZE]
    return PREFIX + _spelled(public + check, BASE32)


def short_id(public: bytes) -> str:
    """ABCD-2345, to recognise a key by."""
    text = _spelled(hashlib.sha256(public).digest()[:5], SPOKEN)
    return text[:4] + "-" + text[4:]


def _spelled(data: bytes, alphabet: str) -> str:
    """Five bits for each character; the number of bytes is one of fives."""
    text = bytearray()
    for at in range(0, len(data), 5):
        bits = int.from_bytes(data[at : at + 5], "big")
        for place in range(7, -1, -1):
            text.append(ord(alphabet[bits >> 5 * place & 31]))
    return text.decode()
