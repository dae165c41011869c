"""Whether a provider is worth asking: what its last calls were like, and quarantine with a probe. Pure."""

from collections import deque

WINDOW = 20  # the newest calls count
WINDOW_S = 300.0  # and only while they are this young: yesterday's trouble says nothing
LEAST = 5  # so many calls are needed before a provider is judged
HALF = 0.5
FIRST_S, LONGEST_S = 30.0, 480.0  # of quarantine; it doubles with every probe that fails
NEW = 0.2  # weight of the newest latency in the mean


class Health:
    """Of one capability at one node. Times are steady seconds and come from the caller."""

    __slots__ = ("_last_s", "_outcomes", "latency_ms", "probing", "until")

    def __init__(self) -> None:
        self._outcomes: deque[tuple[float, bool]] = deque(maxlen=WINDOW)
        self._last_s = 0.0  # how long the present quarantine is, 0 for none
        self.until = 0.0
        self.probing = False
        self.latency_ms: float | None = None

    def record(self, good: bool, ms: float, now: float) -> None:
        """What became of a call. After a quarantine one good call ends it, one bad call doubles it."""
        known = self.latency_ms
        if good:
            self.latency_ms = ms if known is None else known + NEW * (ms - known)
        self._outcomes.append((now, good))
        if self._last_s:
            self._judge_probe(good, now)
        elif not good and len(self._outcomes) >= LEAST and self.success(now) <= HALF:
            self._isolate(FIRST_S, now)

    def success(self, now: float) -> float:
        """Share of the calls in the window that went well; 1 when there are none."""
        young = [good for at, good in self._outcomes if now - at <= WINDOW_S]
        return sum(young) / len(young) if young else 1.0

    def quarantined_s(self, now: float) -> float:
        """How long it is not to be asked, 0 when it may be. While a probe is out nobody else may ask."""
        if not self._last_s:
            return 0.0
        return max(self.until - now, FIRST_S / 30 if self.probing else 0.0)

    def begin(self) -> bool:
        """Somebody asks now; whether this call is the probe after a quarantine."""
        if not self._last_s:
            return False
        self.probing = True
        return True

    def abandon(self) -> None:
        """The probe ended without a verdict, its caller has gone; the next one may try."""
        self.probing = False

    def _judge_probe(self, good: bool, now: float) -> None:
        self.probing = False
        if not good:
            self._isolate(min(2 * self._last_s, LONGEST_S), now)
            return
        self._last_s = self.until = 0.0
        self._outcomes.clear()

    def _isolate(self, long_s: float, now: float) -> None:
        self._last_s = long_s
        self.until = now + long_s
