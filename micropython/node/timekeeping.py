"""What time it is: the board's own clock, or what anchors and authorities say. docs/protocol/time.md. No I/O.

Nothing needs it: without any the board goes by ages. Of frames that claim to be a TIME one in half a minute is judged.
"""

import gc

from meshwire import cbor, event, time_frame
from meshwire.radio_key import seal
from meshwire.told_time import DAY_S, ToldTime

FILE = "time.cbor"
REST_MS = 30000  # between two signatures that are checked
PASS_ON_MS = (1000, 5000)
ENOUGH_COPIES = 2


class Timekeeping:
    """A part of the board. `clock` of node.hardware, `roster` of meshwire.trust, `key` that of control frames."""

    KINDS = (time_frame.TYPE,)

    def __init__(self, key: bytes, root: bytes, roster, verify, flash, clock, random_ms) -> None:  # type: ignore[no-untyped-def]
        self._key = key
        self._community = event.community_id(root)
        self._roster = roster
        self._verify = verify
        self._flash = flash
        self._clock = clock
        self._random_ms = random_ms
        self._saved, signer = _read(flash)
        self._told = ToldTime(self._saved, signer)
        self._candidate = None  # type: bytes | None  # a body whose signature is to be checked
        self._look_ms = 0
        self._onward = None  # type: bytes | None  # a body to be said once more
        self._onward_ms = self._copies = 0
        self.recheck()

    def utc(self, now_ms: int) -> int:
        """UTC seconds, 0 when this board does not know."""
        own = self._clock.utc()
        least = max(time_frame.EARLIEST, self._told.floor - DAY_S, self._told.newest - DAY_S)
        return own if own >= least else self._told.utc(now_ms)  # type: ignore[no-any-return]

    def source(self, now_ms: int) -> str:
        """In a word, for the console."""
        utc = self.utc(now_ms)
        return "none" if not utc else "radio" if utc == self._told.utc(now_ms) else "clock"

    def saw(self, time: int, now_ms: int) -> None:
        """A verified event has this time."""
        self._told.saw(time, self.utc(now_ms))

    def recheck(self) -> None:
        """The roster has changed: what a key said that may not tell the time any more is forgotten."""
        if self._told.signer is not None and not time_frame.may_tell(self._roster, self._told.signer):
            self._told.forget()
            self._save()

    def hear(self, body: bytes, now_ms: int) -> None:
        """WireError when it is no TIME. The signature is checked later, and seldom."""
        if body == self._onward:
            self._copies += 1
            return
        said = time_frame.decode(body)
        if self._candidate is None and self._told.is_new(said.utc) and self._roster.find(said.author_id):
            self._candidate = body

    def next(self, now_ms: int) -> bytes | None:
        """The frame to pass on now."""
        if self._candidate is not None and now_ms >= self._look_ms:
            self._judge(self._candidate, now_ms)
        if self._onward is None or now_ms < self._onward_ms:
            return None
        body, self._onward = self._onward, None
        return seal(self._key, body) if self._copies < ENOUGH_COPIES else None

    def wait_ms(self, now_ms: int) -> int | None:
        waits = []
        if self._candidate is not None:
            waits.append(max(self._look_ms - now_ms, 0))
        if self._onward is not None:
            waits.append(max(self._onward_ms - now_ms, 0))
        return min(waits) if waits else None

    def _judge(self, body: bytes, now_ms: int) -> None:
        self._candidate, self._look_ms = None, now_ms + REST_MS
        said = time_frame.decode(body)
        gc.collect()
        try:
            signer = time_frame.signer_of(said, self._roster, self._community, self._verify)
        except MemoryError:
            return  # the next one comes in half an hour
        if signer is None or not self._told.take(said.utc, signer, self.utc(now_ms), now_ms):
            return
        self._onward, self._copies = body, 0
        self._onward_ms = now_ms + self._random_ms(*PASS_ON_MS)
        if said.utc >= self._saved + DAY_S:
            self._save()

    def _save(self) -> None:
        self._saved = self._told.floor
        self._flash.write(FILE, cbor.dumps([self._told.floor, self._told.signer]))


def _read(flash) -> tuple:  # type: ignore[no-untyped-def, type-arg]
    """What was saved last; nothing when that cannot be read."""
    try:
        floor, signer = cbor.loads(flash.read(FILE))
        return (floor, signer) if isinstance(floor, int) and isinstance(signer, bytes) else (0, None)
    except (TypeError, ValueError):  # WireError is a ValueError
        return 0, None
