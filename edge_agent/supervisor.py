"""Runs the services side by side and restarts the ones that fail for a reason we know."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Protocol

from edge_agent.clock import Clock, steady_s
from edge_agent.errors import ConfigError, EdgeError

log = logging.getLogger(__name__)
Sleep = Callable[[float], Awaitable[None]]
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
STEADY_S = 30.0  # what worked this long failed for a new reason: the pauses begin anew


class Service(Protocol):
    @property
    def name(self) -> str: ...

    async def run(self) -> None:
        """Work until cancelled; clean up in `finally`."""


def doubling(first: float, longest: float) -> Iterator[float]:
    """1, 2, 4 ... seconds up to the longest, for ever."""
    pause = first
    while True:
        yield pause
        pause = min(2 * pause, longest)


class Supervisor:
    def __init__(self, services: Iterable[Service], *, sleep: Sleep = asyncio.sleep, steady: Clock = steady_s) -> None:
        self._services = tuple(services)
        self._steady = steady
        # A TaskGroup inside a service that fails while it is cancelled raises only its failure, and on Python 3.11
        # Task.cancelling() counts its own cancellations too: neither tells that the service was asked to end.
        self._ending = asyncio.Event()
        self._sleep = sleep  # tests pass their own and never wait

    async def run(self) -> None:
        """Until cancelled. A bug or a ConfigError in one service ends them all: the caller shows it."""
        async with asyncio.TaskGroup() as group:
            for service in self._services:
                group.create_task(self._keep(service), name=service.name)
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                self._ending.set()

    async def _keep(self, service: Service) -> None:
        pauses = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
        while not self._ending.is_set():
            started = self._steady()
            try:
                await service.run()
                return
            except ConfigError:
                raise
            except EdgeError as error:
                if self._ending.is_set():
                    return
                if self._steady() - started > STEADY_S:
                    pauses = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
                pause = next(pauses)
                log.warning("%s failed, next try in %.0f s: %s", service.name, pause, error)
            await self._sleep(pause)
