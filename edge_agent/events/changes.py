"""Tells listeners about committed events."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Self
from weakref import WeakSet

from edge_agent.events.model import Change

MAX_BEHIND = 256  # changes kept for one listener; a slower one reads them from the log


class Listener(AsyncIterator[Change]):
    """The changes from its creation on. Ends when the log closes."""

    def __init__(self) -> None:
        self._changes: deque[Change] = deque()
        self._ready = asyncio.Event()
        self._closed = False

    def tell(self, change: Change) -> None:
        if len(self._changes) >= MAX_BEHIND:
            self._changes.clear()
            change = Change(change.row, None)
        self._changes.append(change)
        self._ready.set()

    def close(self) -> None:
        self._closed = True
        self._ready.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        while not self._changes:
            if self._closed:
                raise StopAsyncIteration
            self._ready.clear()
            await self._ready.wait()
        return self._changes.popleft()


class Changes:
    def __init__(self) -> None:
        self._listeners: WeakSet[Listener] = WeakSet()  # a listener that nobody holds any more is gone

    def listen(self) -> Listener:
        listener = Listener()
        self._listeners.add(listener)
        return listener

    def tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener.tell(change)

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()
