"""The documents of the alerts in force: collected one at a time, as far as memory allows. No I/O, no clock.

docs/protocol/objects.md. A board keeps the text that its screen shows, not the document. What collecting takes is
loaded when there is a document to collect: a board that never meets one has 7 kB more for alerts.
"""

from meshwire.frame import FNEED, FRAG
from meshwire.radio_key import seal

KEPT_FREE = 12288  # bytes of the heap for alerts: what the table of a new key takes while it is made
LOADED = 14336  # what collecting takes when it is loaded


class Documents:
    KINDS = (FRAG, FNEED)  # the types that `hear` understands

    def __init__(self, key: bytes, frame_ms: int, random_ms, free_bytes, log) -> None:  # type: ignore[no-untyped-def]
        """`key` is that of control frames, `frame_ms` a full frame's airtime; `free_bytes()` is left of the heap."""
        self._key = key
        self._frame_ms = frame_ms
        self._random_ms = random_ms
        self._free_bytes = free_bytes
        self._log = log
        self._notice = None
        self._collecting = None
        self._refused = []  # type: list[bytes]  # digests

    def choose(self, in_force: list, now_ms: int) -> None:  # type: ignore[type-arg]
        """Collect for the first of these alerts that lacks its text; what was begun for another one is dropped."""
        digests = [notice.alert.digest for notice in in_force]
        self._refused = [digest for digest in self._refused if digest in digests]
        lacking = [notice for notice in in_force if notice.alert.digest and notice.text is None]
        lacking = [notice for notice in lacking if notice.alert.digest not in self._refused]
        if self._notice in lacking:
            return
        self._notice = lacking[0] if lacking else None
        self._collecting = None
        if self._notice is not None:
            self._begin(now_ms)

    def hear(self, body: bytes, now_ms: int) -> None:
        """Look at the body of a FRAG or FNEED frame; WireError when it is neither."""
        if self._collecting is None:
            return
        try:
            self._collecting.hear(body, now_ms, lambda length: self._free_bytes() >= KEPT_FREE + length)
        except MemoryError:
            self._refuse()
            return
        if self._collecting.text is not None:
            self._notice.text = self._collecting.text  # type: ignore[attr-defined]
            self._collecting = None

    def with_room(self, function, *arguments):  # type: ignore[no-untyped-def]
        """What the function gives; when memory is short, with that of a document: alerts go first."""
        try:
            return function(*arguments)
        except MemoryError:
            if self._collecting is None:
                raise
        try:
            return self._collecting.lend(function, *arguments)  # type: ignore[unreachable]
        except MemoryError:
            self._refuse()
        return function(*arguments)

    def give_way(self) -> bool:
        """Give up what is being collected, since memory is short; whether anything was."""
        if self._collecting is None:
            return False
        self._refuse()
        return True

    def wait_ms(self, now_ms: int) -> int | None:
        """How long until there is something to ask for; None while there is not."""
        return None if self._collecting is None else self._collecting.wait_ms(now_ms)

    def next(self, now_ms: int) -> bytes | None:
        """The FNEED to send now, None when none is due."""
        return seal(self._key, self._collecting.ask(now_ms)) if self.wait_ms(now_ms) == 0 else None

    def _begin(self, now_ms: int) -> None:
        if self._free_bytes() < KEPT_FREE + LOADED:
            self._refuse()
            return
        alert = self._notice.alert  # type: ignore[attr-defined]
        try:
            parts = __import__("node.collecting", None, None, ("Collecting",))
            self._collecting = parts.Collecting(alert, now_ms, self._frame_ms, self._random_ms)
        except MemoryError:
            self._refuse()

    def _refuse(self) -> None:
        self._refused.append(self._notice.alert.digest)  # type: ignore[attr-defined]
        self._log.note("there is no memory for the document of an alert; its text is not shown")
        self._notice = self._collecting = None
