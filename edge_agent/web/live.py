"""Tells the open pages which sections changed. Bounded: so many pages in all, so many from one address."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from edge_agent.errors import Unavailable

SECTIONS = ("alerts", "boards", "radio", "node")
MAX_LISTENERS = 256  # each costs about 20 kB; a neighbourhood's open pages
MAX_PER_CLIENT = 16  # a browser opens at most 6 connections to one host


class Listener:
    """One open page. It learns that something changed, and looks for itself: news cannot pile up."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.closed = False

    def mark(self) -> None:
        self._changed.set()

    async def wait(self, limit_s: float) -> bool:
        """Wait for a change, at most so long; whether there was one."""
        try:
            async with asyncio.timeout(limit_s):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True


class Live:
    def __init__(self) -> None:
        self._versions = dict.fromkeys(SECTIONS, 0)
        self._listeners: set[Listener] = set()
        self._clients: Counter[str] = Counter()

    def notify(self, section: str) -> None:
        """Say that what `section` shows has changed; cheap, may be called often."""
        self._versions[section] += 1
        for listener in self._listeners:
            listener.mark()

    def close(self) -> None:
        """End every stream: the server stops."""
        for listener in self._listeners:
            listener.closed = True
            listener.mark()

    def version(self, section: str) -> int:
        return self._versions[section]

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    @contextmanager
    def listen(self, client: str) -> Iterator[Listener]:
        """Listen as an open page of `client`; Unavailable when there are too many."""
        if len(self._listeners) >= MAX_LISTENERS or self._clients[client] >= MAX_PER_CLIENT:
            raise Unavailable("too many pages are open; close one, or reload this page to see news")
        listener = Listener()
        self._listeners.add(listener)
        self._clients[client] += 1
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]
