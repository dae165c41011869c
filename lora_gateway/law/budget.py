"""When this station may transmit: the law of its region, and politeness. Pure. docs/airtime.md

Two rules hold at once. The ledger is the law: nothing starts unless what was sent in the last hour, by us and by the
radio on its own, leaves room for it. The bucket is the shape: it holds a quarter of the hour's allowance and is
refilled with the other three quarters per hour, so that a burst never means an hour of silence. A share of both is
kept for alerts, and the least urgent leave more of the bucket.
"""

from collections.abc import Iterable, Sequence
from math import inf, isfinite

from lora_gateway.air.priority import AGEING_S, Priority, aged
from lora_gateway.law.gate import Gate
from lora_gateway.law.ledger import WINDOW_S, Ledger
from lora_gateway.law.untold import Untold

BURST_SHARE = 0.25  # of the hour's allowance: nine LongFast frames even at a 1 % duty cycle


class Budget:
    """Times are seconds of one clock that never goes back. `reserve` is the share kept for alerts."""

    def __init__(
        self, *, duty_cycle: float, reserve: float, now: float, longest_ms: float = inf, pause_s: float = 0.0
    ) -> None:
        self.allowed_ms = int(duty_cycle * WINDOW_S * 1000)
        self._capacity_ms = self.allowed_ms * BURST_SHARE
        self._refill_ms_per_s = self.allowed_ms * (1 - BURST_SHARE) / WINDOW_S
        self._reserve = reserve
        self._level_ms = self._capacity_ms
        self._at = now
        self._longest_ms = longest_ms
        self._pause_s = pause_s
        self._silent_until = now
        self._ledger = Ledger()
        self._gate = Gate()
        self._untold = Untold(self.allowed_ms)

    def restore(
        self, charges: Iterable[tuple[float, int]], now: float, relayed: Sequence[tuple[float, int]] = ()
    ) -> None:
        """Take over what was sent before, by us or by the radio on its own: (age in seconds, milliseconds)."""
        self._at = now - WINDOW_S
        for age_s, airtime_ms in sorted(charges, reverse=True):
            self._take(airtime_ms, now - max(age_s, 0.0))
            self._ledger.add(airtime_ms, now - max(age_s, 0.0))
        for age_s, airtime_ms in relayed:
            self._ledger.add(airtime_ms, now - max(age_s, 0.0))
        self._untold.restore(sum(airtime_ms for _, airtime_ms in relayed))
        self._refill(now)

    def wait_s(
        self, airtime_ms: int, priority: Priority, now: float, *, relayed: bool = False, overdue_s: float = 0.0
    ) -> float:
        """Seconds until a transmission may start, 0 when it may now; infinity when it never may."""
        self._refill(now)
        floor = self._floor(priority if relayed else aged(priority, overdue_s), relayed)
        needed_ms = airtime_ms + floor * self._capacity_ms
        if airtime_ms > self._longest_ms or needed_ms > self._capacity_ms:
            return inf
        bucket_s = max(needed_ms - self._level_ms, 0.0) / self._refill_ms_per_s
        kept = min(floor, self._reserve)
        room_ms = self.allowed_ms * (1 - kept) - self._untold.kept_ms - airtime_ms
        law_s = max(self._ledger.wait_s(room_ms, now), self._untold.wait_s(room_ms, self._ledger, now))
        wait_s = max(bucket_s, law_s, self._silent_until - now)
        if wait_s > 0 and not relayed and aged(priority, overdue_s) > Priority.MESSAGE:
            wait_s = min(wait_s, AGEING_S - overdue_s % AGEING_S)  # by then its floor is lower
        return max(wait_s, self._gate.wait_s(Priority.MESSAGE if relayed else priority, now), 0.0)

    def charge(self, airtime_ms: int, now: float) -> None:
        """Account for a transmission that is about to start, or that the port reports as longer than expected."""
        self._take(airtime_ms, now)
        ends = now + airtime_ms / 1000
        self._ledger.add(airtime_ms, ends)
        self._untold.charge(airtime_ms)
        if self._pause_s:
            self._silent_until = ends + self._pause_s

    def refund(self, airtime_ms: int, now: float) -> None:
        """The port did not transmit after all."""
        self._refill(now)
        self._level_ms = min(self._level_ms + airtime_ms, self._capacity_ms)
        self._ledger.add(-airtime_ms, now)
        self._untold.charge(-airtime_ms)

    def measured(self, channel_use: float, transmit_use: float, now: float) -> int:
        """Hear what the radio measured; the milliseconds that it sent on its own and that are charged now."""
        if not (isfinite(channel_use) and isfinite(transmit_use)):
            return 0
        self._gate.hear(channel_use, now)
        return self._untold.hear(transmit_use, self._ledger, now)

    def used_ms(self, now: float) -> int:
        """Airtime of the last hour, to the minute, rounded up."""
        return self._ledger.used_ms(now)

    def _take(self, airtime_ms: int, now: float) -> None:
        self._refill(now)
        self._level_ms = max(self._level_ms - airtime_ms, 0.0)

    def _floor(self, priority: Priority, relayed: bool) -> float:
        """Nobody has checked the signature of a frame that is relayed here: it never gets at the reserve."""
        if priority is Priority.ALERT and not relayed:
            return 0.0
        if priority <= Priority.MESSAGE and not relayed:
            return self._reserve
        return (self._reserve + 1) / 2

    def _refill(self, now: float) -> None:
        elapsed_s = max(now - self._at, 0.0)
        self._level_ms = min(self._level_ms + elapsed_s * self._refill_ms_per_s, self._capacity_ms)
        self._at = max(now, self._at)


def least_room_ms(duty_cycle: float, reserve: float) -> float:
    """What a full bucket has for the least urgent frame."""
    return duty_cycle * WINDOW_S * 1000 * BURST_SHARE * (1 - reserve) / 2
