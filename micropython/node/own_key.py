"""The board's own Ed25519 key: made once from the chip's entropy, kept on its flash, told to nobody. No clock.

`key.bin`: the seed, the public key, and four bytes of SHA-256 over both. It never leaves the board: a board that is to
be somebody else is given a new one by erasing the file.
"""

import gc
import hashlib
import sys

from meshwire import event

FILE, DAMAGED_FILE = "key.bin", "key.bad"
CHECK_SIZE = 4
LEAST_DISTINCT = 12  # of 32 bytes; fewer come from a working source less than once in 10**20 keys
SIGNING = "meshwire.signing"  # loaded to sign


class OwnKey:
    """`public` is None, and `trouble` says why, when there is no entropy to make one of."""

    def __init__(self, flash, random_bytes, log) -> None:  # type: ignore[no-untyped-def]
        self.public = None  # type: bytes | None
        self.id = b""
        self.trouble = ""
        self._seed = b""
        data = flash.read(FILE)
        if data is not None and not _is_whole(data):
            log.note(
                f"{FILE} is damaged; it is kept as {DAMAGED_FILE} and a new key takes its place: certify the new one"
            )
            flash.write(DAMAGED_FILE, data)
            data = None
        if data is None:
            data = self._made(random_bytes)
            if data is None:
                log.note(self.trouble)
                return
            flash.write(FILE, data)
        self._seed, self.public = data[:32], data[32:64]
        self.id = event.author_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """Takes a few hundred milliseconds and 4 kB on a board."""
        gc.collect()
        signature: bytes = _signer(self._seed, self.public).sign(message)
        forget(SIGNING)
        return signature

    def _made(self, random_bytes) -> bytes | None:  # type: ignore[no-untyped-def]
        seed = random_bytes(32)
        self.trouble = complaint(seed)
        if self.trouble:
            return None
        public = _signer(seed, None).public_key
        forget(SIGNING)
        return seed + public + _check(seed + public)


def complaint(seed: bytes) -> str:
    """What is wrong with bytes that an entropy source gave, in words; empty when nothing is."""
    if len(seed) < 32:
        return "the entropy source gave too few bytes; this board has no key of its own and cannot call for help"
    if len(set(seed)) < LEAST_DISTINCT or seed[:16] == seed[16:]:
        return "the entropy source repeats itself; this board has no key of its own and cannot call for help"
    return ""


def _is_whole(data: bytes) -> bool:
    return len(data) == 64 + CHECK_SIZE and data[64:] == _check(data[:64])


def _check(data: bytes) -> bytes:
    return hashlib.sha256(b"HNKEYFILE1" + data).digest()[:CHECK_SIZE]


def _signer(seed: bytes, public: bytes | None):  # type: ignore[no-untyped-def]
    return __import__(SIGNING, None, None, ("Signer",)).Signer(seed, public)


def forget(name: str) -> None:
    """Let a module leave the memory; its package keeps it otherwise."""
    sys.modules.pop(name, None)
    package, _, leaf = name.rpartition(".")
    if hasattr(sys.modules[package], leaf):
        delattr(sys.modules[package], leaf)
