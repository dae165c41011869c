"""The air between fake radios, and the one agenda of all that will happen at them.

Times are ms of the clock that is passed in: `Virtual` for tests without waiting, or one that runs `speed` times as fast
as the wall's. A transmission reaches every radio that hears its sender, when it ends; each copy is lost with `loss`.
Nothing collides: radios listen before they talk.
"""

import asyncio
import heapq
import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Protocol

from lora_gateway.port.meshtastic.messages_node import ChannelSettings

IDLE_S = 3600.0


@dataclass(frozen=True, slots=True)
class OnAir:
    """A packet as it is sent; `data` is readable for whoever has a channel of that name and key."""

    sender: int
    to: int
    id: int
    channel: ChannelSettings
    data: bytes
    hop_limit: int
    hop_start: int
    want_ack: bool = False
    relay: int = 0  # the number of the radio that sends this copy
    via_mqtt: bool = False

    def relayed(self, by: int) -> "OnAir":
        return replace(self, hop_limit=self.hop_limit - 1, relay=by)


class Station(Protocol):
    number: int

    def hear(self, packet: OnAir, rssi_dbm: int, snr_db: float) -> None: ...


class Virtual:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.ms = 0.0

    def __call__(self) -> float:
        return self.ms


def hurried(speed: float) -> Callable[[], float]:
    """The event loop's time, `speed` times as fast."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    return lambda: (loop.time() - began) * 1000 * speed


class Air:
    def __init__(
        self, clock: Callable[[], float], *, speed: float = 1.0, loss: float = 0.0, delay_ms: int = 0, seed: int = 0
    ) -> None:
        self.now_ms = clock
        self.loss = loss
        self.delay_ms = delay_ms
        self.random = random.Random(seed)
        self.deaf: set[tuple[int, int]] = set()  # (receiver, sender)
        self.sent: list[tuple[float, int, OnAir]] = []  # when, by whom, what: all transmissions so far
        self._speed = speed
        self._stations: dict[int, Station] = {}
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._woken = asyncio.Event()

    def join(self, station: Station) -> None:
        self._stations[station.number] = station

    def only(self, *pairs: Iterable[int]) -> None:
        """Nobody hears anybody but these pairs of numbers each other."""
        linked = {frozenset(pair) for pair in pairs}
        numbers = list(self._stations)
        self.deaf = {(one, other) for one in numbers for other in numbers if frozenset((one, other)) not in linked}

    def heard_by(self, number: int) -> list[int]:
        return [other for other in self._stations if other != number and (number, other) not in self.deaf]

    def transmit(self, number: int, packet: OnAir, airtime_ms: float) -> None:
        """One radio sends; what the others hear of it they hear at the end of its airtime."""
        self.sent.append((self.now_ms(), number, packet))
        for receiver in self._stations:
            if number in self.heard_by(receiver) and self.random.random() >= self.loss:
                self.after(airtime_ms + self.delay_ms, self._delivery(receiver, packet))

    def _delivery(self, receiver: int, packet: OnAir) -> Callable[[], None]:
        return lambda: self._stations[receiver].hear(packet, -60, 8.0)

    def after(self, delay_ms: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (self.now_ms() + delay_ms, next(self._order), action))
        self._woken.set()

    def advance(self) -> None:
        """Do what is due."""
        while self._agenda and self._agenda[0][0] <= self.now_ms():
            heapq.heappop(self._agenda)[2]()

    def run_until(self, clock: Virtual, ms: float) -> None:
        """In virtual time: move the clock from event to event until then."""
        while self._agenda and self._agenda[0][0] <= ms:
            clock.ms = max(clock.ms, self._agenda[0][0])
            self.advance()
        clock.ms = ms

    async def run(self) -> None:
        """Do what is due when it is due, until cancelled."""
        while True:
            self.advance()
            self._woken.clear()
            wait_s = (self._agenda[0][0] - self.now_ms()) / 1000 / self._speed if self._agenda else IDLE_S
            with suppress(TimeoutError):
                async with asyncio.timeout(max(wait_s, 0)):
                    await self._woken.wait()
