"""Frames on a stream to or from a Meshtastic radio: 94 C3, a length of two bytes, a protobuf message. Pure.

There is no checksum, and a radio prints its log, boot messages and halves of frames on the same line. So a frame counts
when its payload is a message; if it is not, the search goes on one byte behind its start. A frame that was cut takes
what it lacks from the next one: it is believed when no frame begins in it, or another begins right behind it, or
nothing follows. So on a clean line nothing that a neighbour writes into a packet counts as a frame of the radio.
"""

from collections.abc import Callable

from lora_gateway.errors import Refused
from lora_gateway.port.meshtastic.protobuf import MAX_MESSAGE

START = b"\x94\xc3"
HEADER_SIZE = 4
WAKE_UP = START[1:] * 32  # wakes a sleeping radio and ends a header that it believes to have seen; never a START[0]
INTER_BYTE_S = 1.0  # a radio writes a frame at once: 0.05 s for the longest at 115200 bit/s


def encode(payload: bytes) -> bytes:
    if len(payload) > MAX_MESSAGE:
        raise Refused(f"Meshtastic: a message of {len(payload)} bytes; a radio takes at most {MAX_MESSAGE}")
    return START + len(payload).to_bytes(2, "big") + payload


class Decoder:
    """Keeps less than two frames. `skipped` counts the bytes that belonged to none."""

    def __init__(self, accepts: Callable[[bytes], bool]) -> None:
        self.skipped = 0
        self._accepts = accepts
        self._buffer = bytearray()
        self._waits = True  # whether more bytes may come

    @property
    def pending(self) -> bool:
        """Whether bytes are kept that wait for more."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads that are complete now."""
        self._buffer += data
        return self._take(waits=True)

    def expire(self) -> list[bytes]:
        """Nothing came for INTER_BYTE_S: the payloads in what waited for more."""
        return self._take(waits=False)

    def _take(self, *, waits: bool) -> list[bytes]:
        self._waits = waits
        payloads: list[bytes] = []
        at = framed = 0
        while (start := self._buffer.find(START, at)) >= 0:
            at = start
            end = self._end(start)
            inner = self._swallowed(start, end) if 0 < end <= len(self._buffer) else 0
            if max(end, inner) > len(self._buffer):
                break
            if end and not inner:
                payloads.append(bytes(self._buffer[start + HEADER_SIZE : end]))
                framed += end - start
                at = end
            else:
                at = inner or start + 1
        else:
            at = len(self._buffer) - (waits and self._buffer.endswith(START[:1]))
        self.skipped += at - framed
        del self._buffer[:at]
        return payloads

    def _end(self, start: int) -> int:
        """Where the frame ends that starts here; 0 when none does, beyond the buffer when more bytes decide it."""
        at = start + HEADER_SIZE
        size = int.from_bytes(self._buffer[start + len(START) : at], "big") if at <= len(self._buffer) else 0
        if size > MAX_MESSAGE:
            return 0
        if at + size > len(self._buffer):
            return at + size if self._waits else 0
        return at + size if self._accepts(bytes(self._buffer[at : at + size])) else 0

    def _swallowed(self, start: int, end: int) -> int:
        """Where a frame starts that this one took its end from; 0 when it is whole, beyond the buffer as above."""
        more = len(self._buffer) + 1
        behind = self._buffer[end : end + len(START)]
        inner = self._buffer.find(START, start + 1, end + 1)
        if START.startswith(behind):
            unsure = len(behind) < len(START) and (inner >= 0 or self._buffer[end - 1] == START[0])
            return more if unsure and self._waits else 0
        while inner >= 0:
            if inner_end := self._end(inner):
                return inner if inner_end < more else more
            inner = self._buffer.find(START, inner + 1, end + 1)
        return 0
