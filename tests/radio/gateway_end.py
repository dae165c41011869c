"""The gateway's end of docs/protocol/agent-link.md over a real socket, written from that page alone."""

import asyncio
from contextlib import asynccontextmanager

import cbor2

LIMIT_S = 10.0
STORE = b"s" * 16


def framed(message):
    body = cbor2.dumps(message)
    return len(body).to_bytes(4, "big") + body


class GatewayEnd:
    def __init__(self):
        self._connections = asyncio.Queue()
        self._reader = self._writer = None

    @classmethod
    @asynccontextmanager
    async def listening(cls, path):
        end = cls()
        server = await asyncio.start_unix_server(lambda *pair: end._connections.put_nowait(pair), path)
        try:
            yield end
        finally:
            server.close()
            end.hang_up()
            while not end._connections.empty():
                end._connections.get_nowait()[1].transport.abort()

    async def accept(self, *, store=STORE, **hello):
        """The next connection, greeted; what the agent said first."""
        async with asyncio.timeout(LIMIT_S):
            self._reader, self._writer = await self._connections.get()
        greeting = {"is": "hello", "version": 1, "role": "gateway", "store": store, **hello}
        await self.tell({key: value for key, value in greeting.items() if value is not None})
        return await self.read()

    async def tell(self, message):
        await self.tell_bytes(framed(message))

    async def tell_bytes(self, data):
        self._writer.write(data)
        await self._writer.drain()

    async def read(self):
        async with asyncio.timeout(LIMIT_S):
            size = int.from_bytes(await self._reader.readexactly(4), "big")
            return cbor2.loads(await self._reader.readexactly(size))

    async def until(self, name):
        while (message := await self.read())["is"] != name:
            pass
        return message

    async def take_offer(self):
        """Store the next offer; its `send` message."""
        send = await self.until("send")
        await self.tell({"is": "stored", "id": send["id"]})
        return send

    def hang_up(self):
        if self._writer is not None:
            self._writer.transport.abort()
