"""Events of a port on their way to its reader. A radio that is not read at once loses packets, so this never waits."""

import asyncio
from collections import deque

from lora_gateway.port.port import Dropped, PortEvent, State

MAX_EVENTS = 256


class Backlog:
    """When it is full the oldest event goes that is not a State, and the reader is told how many went."""

    def __init__(self) -> None:
        self._events: deque[PortEvent] = deque()
        self._lost = 0
        self._arrived = asyncio.Event()

    def put(self, event: PortEvent) -> None:
        if len(self._events) >= MAX_EVENTS:
            del self._events[next((at for at, old in enumerate(self._events) if not isinstance(old, State)), 0)]
            self._lost += 1
        self._events.append(event)
        self._arrived.set()

    async def get(self) -> PortEvent:
        while not self._events:
            self._arrived.clear()
            await self._arrived.wait()
        if self._lost:
            self._lost -= 1
            return Dropped("too many events at once")
        return self._events.popleft()
