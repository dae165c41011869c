"""A phone desk on a real store, with a radio that records, and clocks that a test moves."""

from collections import Counter
from dataclasses import dataclass, field

import pytest

from lora_gateway.law.budget import Budget
from lora_gateway.phones.desk import PhoneDesk
from lora_gateway.phones.speaker import Speaker
from lora_gateway.phones.store import PhoneStore
from lora_gateway.store.database import Database
from tests.gateway.phones.radio import PhoneRadio, Phones

UTC = 1_800_000_000


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self):
        return self.now

    def utc(self):
        return UTC + self.now - 1000


@dataclass
class Airtime:
    """The node's real budget on the test's clock."""

    clock: Clock
    duty_cycle: float = 0.1
    budget: Budget = field(init=False)

    def __post_init__(self):
        self.budget = Budget(duty_cycle=self.duty_cycle, reserve=0.3, now=self.clock.now)

    def wait_s(self, airtime_ms, priority):
        return self.budget.wait_s(airtime_ms, priority, self.clock.now)

    async def charge(self, airtime_ms):
        self.budget.charge(airtime_ms, self.clock.now)

    async def refund(self, airtime_ms):
        self.budget.refund(airtime_ms, self.clock.now)


class Town:
    """A desk, its radio and its phones."""

    def __init__(self, database, clock, *, uniform=lambda low, high: high, **settings):
        self.clock = clock
        self.radio = PhoneRadio()
        self.phones = Phones()
        self.airtime = Airtime(clock)
        self.dropped = Counter()
        self.store = PhoneStore(database)
        self.desk = PhoneDesk(
            Speaker(self.radio, self.airtime), self.store, allowed_ms=self.airtime.budget.allowed_ms,
            dropped=self.dropped, uniform=uniform, clock=clock, utc=clock.utc, **settings,
        )  # fmt: skip

    async def types(self, words, **who):
        """Somebody types; what they are answered at once."""
        before = len(self.radio.said)
        await self.desk.hear(self.phones.text(words, **who))
        await self.settle()
        return [text for text, _, _ in self.radio.said[before:]]

    async def settle(self):
        """Everything that is due now has been said."""
        while (await self.desk._say_next()) == 0:
            pass

    async def later(self, seconds):
        """Time passes in small steps, so that nothing is late for want of a look."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            self.clock.now = min(self.clock.now + 1, end)
            await self.settle()


@pytest.fixture
async def database(tmp_path):
    opened = await Database.open(tmp_path / "gateway.db")
    yield opened
    await opened.close()


@pytest.fixture
async def town(database):
    return Town(database, Clock())
