"""The airtime of this node: what may be sent now, and what was, kept on the disk."""

import time

from lora_gateway.air.priority import Priority
from lora_gateway.law.budget import Budget
from lora_gateway.law.spent import Spent, here
from lora_gateway.store.trouble import Trouble


class Meter:
    """Shared by everything that transmits. On a disk that takes nothing only a restart forgets."""

    def __init__(self, budget: Budget, spent: Spent, trouble: Trouble) -> None:
        self.budget = budget
        self._spent = spent
        self._trouble = trouble

    async def resume(self) -> None:
        """Take over what earlier processes sent."""
        left = await self._spent.left(here())
        self.budget.restore(left.own, time.monotonic(), left.relayed)

    def wait_s(self, airtime_ms: int, priority: Priority) -> float:
        """Seconds until a transmission may start, 0 when it may now, infinity when it never may."""
        return self.budget.wait_s(airtime_ms, priority, time.monotonic())

    async def charge(self, airtime_ms: int) -> None:
        """Account for a transmission before it starts: a crash may waste airtime, never overdraw it."""
        self.budget.charge(airtime_ms, time.monotonic())
        await self._trouble.writing(self._spent.charge(airtime_ms, 0, here()), None)

    async def refund(self, airtime_ms: int) -> None:
        """The radio did not transmit after all."""
        self.budget.refund(airtime_ms, time.monotonic())
        await self._trouble.writing(self._spent.charge(-airtime_ms, 0, here()), None)

    async def measured(self, channel_use: float, transmit_use: float) -> None:
        """The radio tells what it measured; what it sent by itself is charged."""
        relayed_ms = self.budget.measured(channel_use, transmit_use, time.monotonic())
        if relayed_ms:
            await self._trouble.writing(self._spent.charge(0, relayed_ms, here()), None)
