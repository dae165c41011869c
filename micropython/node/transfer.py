"""A file that comes over the console in pieces of base64, checked whole before anybody uses it. No clock.

Loaded when one comes.
"""

import binascii
import gc
import hashlib

MAX_SETTINGS = 12288  # bytes: it is read beside all that a running board holds
MAX_UPDATE = 1 << 20


class Transfer:
    """`name` is "provision" or "update". ValueError, with what to do, ends it: begin anew with another."""

    def __init__(self, name: str, size: object, sha256: object, workings) -> None:  # type: ignore[no-untyped-def]
        limit = MAX_SETTINGS if name == "provision" else MAX_UPDATE
        try:
            size = int(size)  # type: ignore[call-overload]  # a person's is a text
            digest = binascii.unhexlify(sha256)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise ValueError("needs the size of the file in bytes and its SHA-256 in hexadecimal")
        if not 0 < size <= limit or len(digest) != 32:
            raise ValueError(f"needs a size from 1 to {limit} bytes and a SHA-256 of 64 digits")
        self.name = name
        self.at = 0
        self.says = ""  # when all is done: what the board says to it
        self._size = size
        self._wanted = digest
        self._digest = hashlib.sha256()
        self._last = (-1, b"")
        make = workings.receivers.get(name)
        if make is None:
            raise ValueError(f"this board takes no {name} here; use its USB port with hearthnet board")
        self._taker = make(size)

    def put(self, at: object, data: object) -> None:
        """The next piece, in base64; the one before it may come again."""
        try:
            piece = binascii.a2b_base64(data)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise ValueError("that is no base64; nothing has changed, begin anew")
        if (at, piece) == self._last:
            return
        if at != self.at or self.at + len(piece) > self._size:
            raise ValueError(f"a piece for byte {at}, and {self.at} of {self._size} are here; begin anew")
        self._last = (self.at, piece)
        self._digest.update(piece)
        self._taker.feed(piece)
        self.at += len(piece)
        if self.at == self._size:
            if self._digest.digest() != self._wanted:
                raise ValueError("it came damaged: the SHA-256 is another; nothing has changed, begin anew")
            self.says = self._taker.finish()

    def end(self) -> None:
        """It is given up."""
        self._taker.end()


class NewSettings:
    """Takes a board.json: held in memory, read as the board will read it, then written whole."""

    def __init__(self, flash, size: int) -> None:  # type: ignore[no-untyped-def]
        self._flash = flash
        gc.collect()
        self._data = bytearray(size)  # at once: a heap in pieces says no here and not at the end
        self._at = 0

    def feed(self, data: bytes) -> None:
        self._data[self._at : self._at + len(data)] = data
        self._at += len(data)

    def end(self) -> None:
        self._data = bytearray()

    def finish(self) -> str:
        return replaced(self._flash, bytes(self._data)) + " is provisioned; reboot to use it"


def replaced(flash, data: bytes) -> str:  # type: ignore[no-untyped-def]
    """Make these the settings of the next start: the board's new name, or ValueError and the old ones stay."""
    gc.collect()
    name: str = __import__("node.settings", None, None, ("parse",)).parse(data).name
    flash.write("board.json", data)
    if flash.read("board.json") != data:
        raise ValueError("the flash does not hold what was written to it; replace the board")
    return name
