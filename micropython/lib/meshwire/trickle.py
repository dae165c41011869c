"""When to send a summary: often after news, seldom when all agree (RFC 6206). No I/O, no clock.

Times are milliseconds of a clock that never goes back; `random_ms(low, high)` is the station's source of chance.
"""

IMIN_MS = 15000
IMAX_MS = 960000
REDUNDANCY = 2  # consistent summaries heard in an interval that make one's own needless


class Trickle:
    def __init__(self, random_ms, imin_ms: int = IMIN_MS, imax_ms: int = IMAX_MS, k: int = REDUNDANCY) -> None:  # type: ignore[no-untyped-def]
        self._random_ms = random_ms
        self._imin_ms = imin_ms
        self._imax_ms = imax_ms
        self._k = k
        self._interval_ms = imin_ms
        self._end_ms = self._say_ms = 0
        self._heard = 0
        self._is_said = True

    def start(self, now_ms: int) -> None:
        """Begin with the shortest interval."""
        self._begin(self._imin_ms, now_ms)

    def hear_consistent(self) -> None:
        """Somebody said what we would say."""
        self._heard += 1

    def reset(self, now_ms: int) -> None:
        """There are news: back to the shortest interval, unless it is running."""
        if self._interval_ms > self._imin_ms:
            self.start(now_ms)

    def is_due(self, now_ms: int) -> bool:
        """Whether to transmit now; true once per interval, and not at all when enough others said it."""
        is_due = not self._is_said and now_ms >= self._say_ms
        has_heard_enough = self._heard >= self._k
        if is_due:
            self._is_said = True
        if now_ms >= self._end_ms:
            self._begin(min(2 * self._interval_ms, self._imax_ms), now_ms)
        return is_due and not has_heard_enough

    def wait_ms(self, now_ms: int) -> int:
        """How long until `is_due` has something to decide."""
        return max((self._end_ms if self._is_said else self._say_ms) - now_ms, 0)

    def _begin(self, interval_ms: int, now_ms: int) -> None:
        self._interval_ms = interval_ms
        self._say_ms = now_ms + self._random_ms(interval_ms // 2, interval_ms)
        self._end_ms = now_ms + interval_ms
        self._heard = 0
        self._is_said = False
