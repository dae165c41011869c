"""A board that is a gateway's modem gives its line back when it is asked. docs/protocol/modem.md."""

import time
from typing import Protocol

from meshwire import modem

LEAVE_S = 3.0  # it answers within a step, once what it is transmitting is over


class Bytes(Protocol):
    def write(self, data: bytes) -> None: ...

    def read(self, wait_s: float) -> bytes: ...


def leave(line: Bytes) -> bool:
    """Whether a modem was there. It is in safe mode then, until the next start; to others this is noise."""
    decoder, until = modem.Decoder(), time.monotonic() + LEAVE_S
    line.write(modem.encode(modem.LEAVE, modem.LEAVE_WORD))
    while time.monotonic() < until:
        if any(kind == modem.LOG for kind, _ in decoder.feed(line.read(0.1))):
            return True
    return False
