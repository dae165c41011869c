"""Whether a provider is worth asking: what its last calls were like, and quarantine with a probe. Pure."""

from collections import deque

WINDOW = 20  # the newest calls count
WINDOW_S = 300.0  # and only while they are this young: yesterday's trouble says nothing
LEAST = 5  # so many calls are needed before a provider is judged
HALF = 0.5
FIRST_S, LONGEST_S = 30.0, 480.0  # of quarantine; it doubles with every probe that fails
PROBE_S = 1.0  # when to ask again while somebody else's probe is out
NEW = 0.2  # weight of the newest latency in the mean


class Health:
    """Of one capability at one node. Times are steady seconds and come from the caller."""

    __slots__ = ("_long_s", "_outcomes", "_probing", "_until", "isolated", "latency_ms", "under_way")

    def __init__(self) -> None:
        self._outcomes: deque[tuple[float, bool]] = deque(maxlen=WINDOW)
        self._long_s = FIRST_S
        self._until = 0.0
        self._probing = False
        self.isolated = False  # in quarantine, until a probe has gone well
        self.under_way = 0  # calls of ours at another node, which its manifest does not tell yet
        self.latency_ms: float | None = None  # exponentially weighted mean of the good calls

    def success(self, now: float) -> float:
        """Share of the calls in the window that went well; 1 when there are none."""
        young = self._young(now)
        return sum(young) / len(young) if young else 1.0

    def closed_s(self, now: float) -> float:
        """How long it is not to be asked, 0 when it may be: then the first who asks is the probe, and the only one."""
        if not self.isolated:
            return 0.0
        return max(self._until - now, PROBE_S if self._probing else 0.0)

    def begin(self) -> bool:
        """A call begins; whether it is the probe that a quarantine ends or lasts by."""
        self._probing = self.isolated
        return self.isolated

    def abandon(self) -> None:
        """The probe ended without a verdict, because its caller went away; the next one may try."""
        self._probing = False

    def good(self, ms: float, now: float, *, probe: bool = False) -> None:
        known = self.latency_ms
        self.latency_ms = ms if known is None else known + NEW * (ms - known)
        if probe:
            self.isolated = self._probing = False
            self._long_s = FIRST_S
            self._outcomes.clear()
        self._outcomes.append((now, True))

    def bad(self, now: float, *, probe: bool = False) -> None:
        self._outcomes.append((now, False))
        if probe:
            self._probing = False
            self._long_s = min(2 * self._long_s, LONGEST_S)
            self._until = now + self._long_s
        elif not self.isolated and len(self._young(now)) >= LEAST and self.success(now) <= HALF:
            self.isolated = True
            self._until = now + self._long_s

    def _young(self, now: float) -> list[bool]:
        return [good for at, good in self._outcomes if now - at <= WINDOW_S]
