"""A machine that is restarted, and the airtime it keeps on its disk; in virtual time."""

from random import Random

from lora_gateway.law.ledger import BIN_S, WINDOW_S
from lora_gateway.law.uptime import Minute, Moment, begin_of

Charges = list[tuple[float, int]]


class Machine:
    """No clock on the wall: nothing of what is kept depends on one."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._boots = 0
        self._booted = -chance.uniform(0, 1e6)
        self._disk: dict[Minute, tuple[int, int]] = {}

    def here(self, now: float) -> Moment:
        return Moment(b"%d" % self._boots, now - self._booted)

    def restart(self, now: float) -> float:
        """Stop the gateway or the whole machine; when it runs again."""
        if self._chance.random() < 0.5:
            return now + self._chance.uniform(1, 20)
        up = now + self._chance.uniform(20, 300)
        self._boots += 1
        self._booted = up - self._chance.uniform(10, 20)
        return up

    def charge(self, own_ms: int, relayed_ms: int, now: float) -> None:
        """The rule of lora_gateway/law/spent.py."""
        boot, steady = self.here(now)
        number = int(steady // BIN_S)
        ends = begin_of(boot, reversed(self._disk)) + (number + 1) * BIN_S
        minute = Minute(boot, number, ends)
        before_own_ms, before_relayed_ms = self._disk.get(minute, (0, 0))
        self._disk[minute] = (before_own_ms + own_ms, before_relayed_ms + relayed_ms)

    def left(self, now: float) -> tuple[Charges, Charges]:
        boot, steady = self.here(now)
        here = begin_of(boot, self._disk) + steady
        recent = [(max(here - one.ends, 0.0), ms) for one, ms in self._disk.items() if here - one.ends <= WINDOW_S]
        return [(age, own_ms) for age, (own_ms, _) in recent], [(age, relayed_ms) for age, (_, relayed_ms) in recent]
