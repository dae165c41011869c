"""How much of the time this station may transmit: a token bucket of milliseconds of airtime. Pure.

The bucket holds a quarter of what the duty cycle allows in an hour and is refilled with the other three quarters per
hour, so that no hour, wherever it starts, sees more than the duty cycle (EN 300 220 counts any hour). Parts of it are
kept for the urgent: a class may transmit only while its floor stays in the bucket.
"""

from collections.abc import Iterable

from lora_gateway.air.priority import Priority

WINDOW_S = 3600
BURST_SHARE = 0.25  # of the hour's allowance: nine LongFast frames even at a 1 % duty cycle
BIN_S = 60  # charges are kept by the minute, on disk and here


class Budget:
    """Times are seconds of one clock that never goes back. `reserve` is the share of the bucket kept for alerts."""

    def __init__(self, *, duty_cycle: float, reserve: float, now: float) -> None:
        self.allowed_ms = int(duty_cycle * WINDOW_S * 1000)
        self._capacity_ms = self.allowed_ms * BURST_SHARE
        self._refill_ms_per_s = self.allowed_ms * (1 - BURST_SHARE) / WINDOW_S
        self._reserve_ms = self._capacity_ms * reserve
        self._level_ms = self._capacity_ms
        self._at = now
        self._bins: dict[int, int] = {}  # minute: airtime charged in it

    def restore(self, charges: Iterable[tuple[float, int]], now: float) -> None:
        """Take over what an earlier process sent: (age in seconds, milliseconds), any order.

        An age is never trusted to be negative: after a clock that was set back everything counts as sent just now, and
        the wait is that of an empty bucket; after one that was set forward the bucket is full, never more than full.
        """
        self._at = now - WINDOW_S
        for age_s, airtime_ms in sorted(charges, reverse=True):
            self.charge(airtime_ms, now - max(age_s, 0.0))
        self._refill(now)

    def wait_s(self, airtime_ms: int, priority: Priority, now: float, *, relayed: bool = False) -> float:
        """Seconds until a transmission may start, 0 when it may now; infinity when the bucket can never hold it."""
        self._refill(now)
        needed_ms = airtime_ms + self._floor_ms(priority, relayed)
        if needed_ms > self._capacity_ms:
            return float("inf")
        return max(needed_ms - self._level_ms, 0.0) / self._refill_ms_per_s

    def charge(self, airtime_ms: int, now: float) -> None:
        """Account for a transmission that is about to start, or that the port reports as longer than expected."""
        self._refill(now)
        self._level_ms = max(self._level_ms - airtime_ms, 0.0)
        minute = int(now // BIN_S)
        self._bins[minute] = self._bins.get(minute, 0) + airtime_ms
        for old in [past for past in self._bins if past < minute - WINDOW_S // BIN_S]:
            del self._bins[old]

    def used_ms(self, now: float) -> int:
        """Airtime of the last hour, to the minute, rounded up."""
        first = int(now // BIN_S) - WINDOW_S // BIN_S
        return sum(airtime_ms for minute, airtime_ms in self._bins.items() if minute >= first)

    def _floor_ms(self, priority: Priority, relayed: bool) -> float:
        """Nobody has checked the signature of a frame that is relayed here: it never gets at the reserve."""
        if priority is Priority.ALERT and not relayed:
            return 0.0
        if priority <= Priority.MESSAGE and not relayed:
            return self._reserve_ms
        return (self._reserve_ms + self._capacity_ms) / 2

    def _refill(self, now: float) -> None:
        elapsed_s = max(now - self._at, 0.0)
        self._level_ms = min(self._level_ms + elapsed_s * self._refill_ms_per_s, self._capacity_ms)
        self._at = max(now, self._at)
