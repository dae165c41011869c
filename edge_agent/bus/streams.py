"""A stream between a handler and its reader: one chunk at a time, the handler waits until it was taken."""

import asyncio
from collections import deque

from edge_agent.bus.capability import Json


class Stream:
    """`send` and `close` on the writing side, `async for` on the reading one. Holds one chunk for each writer."""

    def __init__(self) -> None:
        self._chunks: deque[tuple[Json, asyncio.Future[None]]] = deque()
        self._news = asyncio.Event()
        self._closed = False

    async def send(self, chunk: Json) -> None:
        taken = asyncio.get_running_loop().create_future()
        self._chunks.append((chunk, taken))
        self._news.set()
        await taken

    def close(self, *_: object) -> None:
        """No chunk comes any more; those that wait are still read."""
        self._closed = True
        self._news.set()

    def __aiter__(self) -> "Stream":
        return self

    async def __anext__(self) -> Json:
        while not self._chunks:
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        chunk, taken = self._chunks.popleft()
        if not taken.done():  # its writer may have been cancelled
            taken.set_result(None)
        return chunk
