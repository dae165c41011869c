"""Tells the neighbours that this board is there, and its state. docs/protocol/beacon.md. No I/O, no clock."""

from meshwire import beacon
from meshwire.radio_key import seal

FIRST_MS = (30000, 120000)
SOON_MS = (3000, 8000)  # after a call for help, which goes first
EVERY_MS = 600000
LONGEST_MS = 6 * EVERY_MS
CROWD = 8  # beacons heard between two of one's own; with more neighbours everybody speaks less often


class Presence:
    """A part of the board. `tell()` gives battery, calls, has_clock, readings; `number()` a counter that only grows."""

    KINDS = (beacon.TYPE,)

    def __init__(self, key: bytes, own, name: str, tell, number, has_airtime, random_ms, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        self.heard = 0
        self._key = key
        self._own = own
        self._name = name
        self._tell = tell
        self._number = number
        self._has_airtime = has_airtime
        self._random_ms = random_ms
        self._started_ms = now_ms
        self._since = 0
        self._due_ms = now_ms + random_ms(*FIRST_MS)

    def hear(self, body: bytes, now_ms: int) -> None:
        """Only how many there are counts here: gateways keep a table."""
        self.heard += 1

    def soon(self, now_ms: int) -> None:
        """There is something to tell."""
        self._due_ms = min(self._due_ms, now_ms + self._random_ms(*SOON_MS))

    def next(self, now_ms: int) -> bytes | None:
        """The frame to send now; what finds no airtime is not sent later."""
        if self.wait_ms(now_ms) != 0:
            return None
        every_ms = min(EVERY_MS * max((self.heard - self._since) // CROWD, 1), LONGEST_MS)
        self._since = self.heard
        self._due_ms = now_ms + self._random_ms(every_ms, every_ms + every_ms // 5)
        if not self._has_airtime(now_ms):
            return None
        battery, calls, has_clock, readings = self._tell()
        uptime_h = (now_ms - self._started_ms) // 3600000
        told = (self._own.id, self._number(), battery, calls, has_clock, uptime_h, self._name, readings)
        return seal(self._key, beacon.encode(beacon.Beacon(*told)))

    def wait_ms(self, now_ms: int) -> int | None:
        return None if self._own.public is None else max(self._due_ms - now_ms, 0)
