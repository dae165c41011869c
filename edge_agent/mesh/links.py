"""Connections between nodes: which are open to whom, and messages over one that is kept."""

import asyncio
import socket
from contextlib import suppress

import aiohttp
from aiohttp import web

from edge_agent.errors import LinkLost, TooLarge
from edge_agent.mesh.limits import Limits

# A peer that lost power says no goodbye. It is asked after 10 s of silence, and given up 15 s later.
ALIVE = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 10),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 25_000),  # ms, for bytes that nobody acknowledges
)
Socket = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


class Connections:
    """Every open connection of the mesh, whoever opened it, and the key of the node at its other end."""

    def __init__(self) -> None:
        self._keys: dict[asyncio.BaseTransport, bytes] = {}

    def add(self, transport: asyncio.BaseTransport, key: bytes) -> None:
        self._keys[transport] = key

    def discard(self, transport: asyncio.BaseTransport | None) -> None:
        if transport is not None:
            self._keys.pop(transport, None)

    def key(self, transport: asyncio.BaseTransport | None) -> bytes:
        """LinkLost when the connection is not open any more."""
        key = None if transport is None else self._keys.get(transport)
        if key is None:
            raise LinkLost("the connection closed")
        return key

    def count(self, key: bytes) -> int:
        return sum(one == key for one in self._keys.values())

    def keys(self) -> set[bytes]:
        return set(self._keys.values())

    def cut(self, key: bytes) -> None:
        """Close every connection to a node, whatever it is in the middle of."""
        for transport in [transport for transport, one in self._keys.items() if one == key]:
            self.discard(transport)
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()


class SocketLink:
    """Messages over a WebSocket, each way in order, with back-pressure. LinkLost when the other side does not read."""

    def __init__(self, socket: Socket, limits: Limits) -> None:
        self._socket = socket
        self._limits = limits

    async def send(self, data: bytes) -> None:
        if len(data) > self._limits.max_message:
            raise TooLarge(f"a message has {len(data)} bytes, at most {self._limits.max_message} are allowed")
        try:
            async with asyncio.timeout(self._limits.stall_s):
                await self._socket.send_bytes(data)
        except TimeoutError:
            raise LinkLost(f"the other node read nothing for {self._limits.stall_s:g} s") from None
        except (ConnectionError, aiohttp.ClientError):
            raise LinkLost("the connection closed") from None

    async def receive(self) -> bytes | None:
        """None when the other side has ended the conversation; LinkLost for what is no message of ours."""
        message = await self._socket.receive()
        if message.type is aiohttp.WSMsgType.BINARY and isinstance(message.data, bytes):
            return message.data
        if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED):
            return None
        raise LinkLost(f"a message that cannot be read: {message.type.name.lower()}, {self._socket.exception()}")


def keep_alive(transport: asyncio.BaseTransport) -> None:
    """Notice within half a minute that the machine at the other end is gone."""
    connection = transport.get_extra_info("socket")
    if connection.family in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError):  # it has ended already
            for level, option, value in ALIVE:
                connection.setsockopt(level, option, value)
