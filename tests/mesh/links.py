"""Real socket pairs that carry whole messages, as the WebSocket between two nodes does."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from edge_agent.errors import LinkLost

HEAD = 4


class SocketLink:
    """Length, then the message; `sent` keeps what went out."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.sent: list[bytes] = []

    async def send(self, data: bytes) -> None:
        self.sent.append(data)
        try:
            self._writer.write(len(data).to_bytes(HEAD, "big") + data)
            await self._writer.drain()
        except ConnectionError:
            raise LinkLost("the connection is gone") from None

    async def receive(self) -> bytes | None:
        try:
            size = int.from_bytes(await self._reader.readexactly(HEAD), "big")
            return await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def linked() -> AsyncIterator[tuple[SocketLink, SocketLink]]:
    """The two ends of a connection; closed at the end."""
    ends = [SocketLink(*await asyncio.open_connection(sock=one)) for one in socket.socketpair()]
    try:
        yield ends[0], ends[1]
    finally:
        for end in ends:
            end.close()
