"""Signature checks with the tables of the keys that were used last. No I/O, no clock."""

import gc

from meshwire.ed25519 import Verifier
from meshwire.errors import WireError

MAX_KEPT = 2  # of 3 kB: a root and the authority of the place; making a table costs three verifications


class Verifiers:
    def __init__(self) -> None:
        self._kept = []  # type: list[Verifier]  # the latest used last

    def verify(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """As pynacl's and meshwire's: False for anything but a signature of this key."""
        try:
            return self._find(public_key).verify(message, signature)
        except WireError:
            return False  # a root certified bytes that are no key

    def prepare(self, public_key: bytes) -> None:
        """Make the table of a key, and of the curve, while the memory is empty."""
        self.verify(public_key, b"", bytes(64))

    def _find(self, public_key: bytes) -> Verifier:
        for verifier in self._kept:
            if verifier.public_key == public_key:
                self._kept.remove(verifier)
                self._kept.append(verifier)
                return verifier
        self._kept = self._kept[1 - MAX_KEPT :]  # before the new table is made
        try:
            return self._add(public_key)
        except MemoryError:
            self._kept = []  # the other table can be made again, at the price of a second
            return self._add(public_key)

    def _add(self, public_key: bytes) -> Verifier:
        gc.collect()
        self._kept.append(Verifier(public_key))
        return self._kept[-1]
