"""Tells the open pages which sections changed. Bounded: so many pages in all, so many from one address."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from edge_agent.errors import Unavailable

SECTIONS = ("alerts", "people", "sensors", "boards", "radio", "nodes", "reach", "node")
MAX_LISTENERS = 256  # each costs about 20 kB; a neighbourhood's open pages
MAX_PER_CLIENT = 16  # a browser opens at most 6 connections to one host; the others are reloads nobody ended


class Listener:
    """One open page. It learns that something changed, and looks for itself: news cannot pile up."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.closed = False

    def mark(self) -> None:
        self._changed.set()

    def close(self) -> None:
        self.closed = True
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
        self._clients: dict[str, list[Listener]] = {}  # of each client, the oldest first

    def notify(self, section: str) -> None:
        """Say that what `section` shows has changed; cheap, may be called often."""
        self._versions[section] += 1
        for listener in self._listeners():
            listener.mark()

    def close(self) -> None:
        """End every stream: the server stops."""
        for listener in self._listeners():
            listener.close()

    def version(self, section: str) -> int:
        return self._versions[section]

    @property
    def listeners(self) -> int:
        return sum(map(len, self._clients.values()))

    @contextmanager
    def listen(self, client: str) -> Iterator[Listener]:
        """Listen as an open page of `client`: its oldest page makes room for it, but no other client's does."""
        own = self._clients.get(client, [])
        if len(own) >= MAX_PER_CLIENT:
            self._drop(client, own[0])
        elif self.listeners >= MAX_LISTENERS:
            raise Unavailable("too many pages are open here; reload this page to see news")
        listener = Listener()
        self._clients.setdefault(client, []).append(listener)
        try:
            yield listener
        finally:
            self._drop(client, listener)

    def _drop(self, client: str, listener: Listener) -> None:
        listener.close()
        own = self._clients.get(client, [])
        if listener in own:
            own.remove(listener)
        if not own:
            self._clients.pop(client, None)

    def _listeners(self) -> list[Listener]:
        return [listener for own in self._clients.values() for listener in own]
