"""A door on this machine that answers as the test says, and is closed whole afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Door:
    port: int = 0
    knocks: int = 0


@asynccontextmanager
async def door(reply: bytes | None = b"") -> AsyncIterator[Door]:
    """`reply` to whoever says something; None: listen for ever."""
    opened, visits = Door(), []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(asyncio.current_task())
        opened.knocks += 1
        if reply is None:
            await reader.read()
        elif await reader.read(4096):
            writer.write(reply)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    opened.port = server.sockets[0].getsockname()[1]
    try:
        yield opened
    finally:
        server.close()
        await asyncio.gather(*(visit for visit in visits if visit))
