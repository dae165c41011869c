"""Ed25519 signatures (RFC 8032) by a board's own key; loaded when a board has something to say.

Not constant in time: who can measure a board while it signs may learn its key. It is therefore for the own key of one
board and for nothing else, never for a root, an authority or a node, whose keys libsodium uses.
"""

from meshwire import curve25519, ed25519, sha512
from meshwire.errors import WireError

SEED_SIZE = 32


class Signer:
    """Signs with the key of a seed; `public_key` saves the work of deriving it when it is known."""

    def __init__(self, seed: bytes, public_key: bytes | None = None) -> None:
        if len(seed) != SEED_SIZE:
            raise WireError("ed25519: a seed has 32 bytes")
        expanded = sha512.digest(seed)
        number = int.from_bytes(expanded[:32], "little")
        self._secret = (number & ((1 << 254) - 8) | 1 << 254) % curve25519.ORDER
        self._prefix = expanded[32:]
        self.public_key = public_key or _encoded_multiple(self._secret)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the one signature that this key makes of a message."""
        once = _number(self._prefix + message)
        commitment = _encoded_multiple(once)
        challenge = _number(commitment + self.public_key + message)
        response = (once + challenge * self._secret) % curve25519.ORDER
        return commitment + response.to_bytes(32, "little")


def _number(data: bytes) -> int:
    return int.from_bytes(sha512.digest(data), "little") % curve25519.ORDER


def _encoded_multiple(number: int) -> bytes:
    """The base point times a number below the order of the curve."""
    return curve25519.encode(ed25519.multiple_of_base(number.to_bytes(32, "little")))
