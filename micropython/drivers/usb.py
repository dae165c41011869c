"""The bytes of a board's USB console, read and written without ever waiting. Joined with node.line.SerialLine."""

import select
import sys

PIECE = 64  # bytes that a USB packet takes; a larger write may wait for the one before it


class Usb:
    def __init__(self) -> None:
        self._in = select.poll()
        self._in.register(sys.stdin, select.POLLIN)
        self._out = select.poll()
        self._out.register(sys.stdout, select.POLLOUT)

    def has_input(self) -> bool:
        return bool(self._in.poll(0))

    def read(self, limit: int) -> bytes:
        """What is there now, at most `limit` bytes."""
        found = bytearray()
        while len(found) < limit and self._in.poll(0):
            piece = sys.stdin.buffer.read(1)
            if not piece:
                break
            found.extend(piece)
        return bytes(found)

    def write(self, data: bytes) -> int:
        """How many bytes it took, 0 while nobody reads."""
        if not data or not self._out.poll(0):
            return 0
        return sys.stdout.buffer.write(data[:PIECE]) or 0
