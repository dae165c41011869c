"""A radio that floods, in virtual time: it sends one thing after the other, relays on its own, and tells what it did.

It counts by the minute of its own uptime and stops beyond its region's duty cycle, as Meshtastic's firmware does.
"""

from collections import Counter
from math import inf
from random import Random

RING_MINUTES = 60
RELAYED = (0.05, 0.6)  # of what the law allows, drawn anew for each phase
PHASE_S = 600.0
CHANNEL_USES = (0.05, 0.05, 0.1, 0.2, 0.3, 0.5)
REPORT_S = 60.0


class Radio:
    """`log` holds (start, end) of every transmission, `told` of those that it was told to make; times are seconds."""

    def __init__(self, duty_cycle: float, relay_s: float, chance: Random, *, relays: bool) -> None:
        self.log: list[tuple[float, float]] = []
        self.told: list[tuple[float, float]] = []
        self._limit = duty_cycle
        self._relay_s = relay_s
        self._chance = chance
        self._free = 0.0
        self._booted = -chance.uniform(0, 60)
        self._ring: Counter[int] = Counter()
        self._phase_ends = 0.0
        self._pause_s = PHASE_S
        self.channel_use = 0.0
        self.next_relay = 0.0 if relays else inf
        self.next_report = chance.uniform(0, REPORT_S)

    def send(self, airtime_s: float, now: float) -> tuple[float, float] | None:
        """When it goes out, None when the radio refuses it."""
        sent = self._transmit(airtime_s, now)
        if sent is not None:
            self.told.append(sent)
        return sent

    def _transmit(self, airtime_s: float, now: float) -> tuple[float, float] | None:
        if self.transmit_use(now) > self._limit:
            return None
        start = max(now, self._free) + self._chance.uniform(0.01, 0.2)
        self._free = start + airtime_s
        self._ring[self._minute(self._free)] += round(airtime_s * 1000)
        self.log.append((start, self._free))
        return start, self._free

    def relay(self, now: float) -> None:
        """What the mesh asks of it, in phases of calm and of bustle."""
        if now >= self._phase_ends:
            self._phase_ends = now + PHASE_S
            self._pause_s = self._relay_s / (self._chance.uniform(*RELAYED) * self._limit)
            self.channel_use = self._chance.choice(CHANNEL_USES)
        if self.next_relay:
            self._transmit(self._relay_s, now)
        self.next_relay = now + self._chance.expovariate(1 / self._pause_s)

    def transmit_use(self, now: float) -> float:
        first = self._minute(now) - RING_MINUTES + 1
        for old in [minute for minute in self._ring if minute < first]:
            del self._ring[old]
        return sum(self._ring.values()) / (RING_MINUTES * 60_000)

    def _minute(self, now: float) -> int:
        return int((now - self._booted) // 60)
