"""Collects one object: takes its rows and asks for what is missing, late and rarely. docs/protocol/objects.md.

No I/O, no clock: times are milliseconds of a clock that never goes back, `random_ms(low, high)` is the station's source
of chance.
"""

from meshwire import document
from meshwire.fragment import EVERYTHING, Assembly, Fragment, Need

FIRST_MS = (30000, 60000)  # after the alert: its sender is about to send the document without being asked
SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS = 10000, 960000
MAX_UNANSWERED = 8  # after one to two hours; then only a row that is heard begins it anew
ENOUGH_PATIENCE = 3  # unanswered needs after which rows of another packing will do
OVERLAP_MS = 2000  # of two stations that ask at the same time; a need is half a second of LongFast


class Collection:
    def __init__(self, digest: bytes, now_ms: int, frame_ms: int, random_ms, carries=document.carries) -> None:  # type: ignore[no-untyped-def]
        """`digest` and `carries` are of meshwire.fragment.Assembly; `frame_ms` is the airtime of a full frame."""
        self.digest = digest
        self.assembly = Assembly(digest, carries)
        self.due_ms = now_ms + random_ms(*FIRST_MS)  # type: int | None  # when to ask; None: it has given up
        self._unanswered = 0
        self._frame_ms = frame_ms
        self._random_ms = random_ms
        self._row_ms = 2 * frame_ms  # between two rows of a sender: its airtime budget may be small
        self._heard_ms = now_ms
        self._left = 0

    def hear(self, one: Fragment, now_ms: int) -> list[bytes] | None:
        """Take a row of this object; its pieces when it is complete."""
        before = self.assembly.need()
        pieces = self.assembly.add(one)
        if pieces is None and self.assembly.need() != before:  # rows that change nothing must not keep it from asking
            self._progress(one.left, now_ms)
        return pieces

    def hear_need(self, other: Need, now_ms: int) -> bool:
        """Another station asked; whether the answer to it will be enough for this one too."""
        own = self.assembly.need()
        anything = other.packing is None or other.rows == EVERYTHING
        if not anything and (other.packing != own.packing or not 0 < own.rows <= other.rows):
            return False
        self._wait(now_ms)
        return True

    def ask(self, now_ms: int) -> Need:
        """What to ask for; it is due again after a pause."""
        self._wait(now_ms)
        own = self.assembly.need()
        return own if self._unanswered <= ENOUGH_PATIENCE else Need(own.name, None, EVERYTHING)

    def _progress(self, left: int, now_ms: int) -> None:
        """Ask after the rows that are still to come; whoever lacks most asks first and so for the others too."""
        if left < self._left:
            self._row_ms = max((now_ms - self._heard_ms) // (self._left - left), self._frame_ms)
        self._heard_ms, self._left = now_ms, left
        self._unanswered = 0
        window_ms = 2 * self._frame_ms + OVERLAP_MS
        wait_ms = self._random_ms(window_ms, 2 * window_ms) // max(self.assembly.need().rows, 1)
        self.due_ms = now_ms + 2 * self._frame_ms + left * self._row_ms * 3 // 2 + wait_ms

    def _wait(self, now_ms: int) -> None:
        """For an answer, each time longer."""
        pause_ms = min((SHORTEST_PAUSE_MS + 8 * self._frame_ms) << self._unanswered, LONGEST_PAUSE_MS)
        self._unanswered += 1
        is_over = self._unanswered == MAX_UNANSWERED
        self.due_ms = None if is_over else now_ms + self._random_ms(pause_ms, 2 * pause_ms)
