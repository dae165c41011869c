"""A stream over the hub, at a member's side: bytes from and to a local socket, as fast as the slower reader."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from edge_agent.errors import BadRequest
from edge_agent.relay.wire import PIECE, WINDOW, Message

IDLE_S = 120.0  # a connection of the mesh has a sign of life every 20 s
Put = Callable[[Message], None]


class Stream:
    """`put` hands a message to the hub."""

    def __init__(self, number: int, put: Put) -> None:
        self.number = number
        self._put = put
        self._credit = WINDOW
        self._has_credit = asyncio.Event()
        self._came: deque[bytes] = deque()
        self._waiting = 0
        self._news = asyncio.Event()
        self.ended = False  # by the other side

    def data(self, data: bytes) -> None:
        """From the hub. BadRequest when it is more than was asked for."""
        self._waiting += len(data)
        if self._waiting > WINDOW:
            raise BadRequest("the hub sent more on a stream than was asked for")
        self._came.append(data)
        self._news.set()

    def more(self, count: int) -> None:
        self._credit = min(self._credit + count, WINDOW)
        self._has_credit.set()

    def end(self) -> None:
        self.ended = True
        self._news.set()

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until either side ends it. The other one is told."""
        sending = asyncio.create_task(self._send(reader))
        receiving = asyncio.create_task(self._receive(writer))
        try:
            await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)
            if not self.ended:
                self._put(("end", self.number))
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _send(self, reader: asyncio.StreamReader) -> None:
        while not self.ended:
            while not self._credit:
                self._has_credit.clear()
                await self._has_credit.wait()
            data = await reader.read(min(PIECE, self._credit))
            if not data:
                return
            self._credit -= len(data)
            self._put(("data", self.number, data))

    async def _receive(self, writer: asyncio.StreamWriter) -> None:
        while True:
            while self._came:
                data = self._came.popleft()
                writer.write(data)
                await writer.drain()
                self._waiting -= len(data)
                self._put(("more", self.number, len(data)))
            if self.ended:
                return
            self._news.clear()
            async with asyncio.timeout(IDLE_S):
                await self._news.wait()
