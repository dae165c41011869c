"""The mesh door: other nodes come in by mutual TLS, and nobody else."""

import asyncio
import logging
import socket

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from edge_agent.clock import Clock
from edge_agent.errors import ConfigError, RateLimited, Unavailable
from edge_agent.mesh.door_rooms import Rooms, Visits
from edge_agent.mesh.limits import DEFAULT, Limits
from edge_agent.mesh.links import Connections, keep_alive
from edge_agent.mesh.tls import Tls, peer_key
from edge_agent.rates import RateLimit, client_name
from edge_agent.sockets import bind_network

log = logging.getLogger(__name__)
HOW_TO_MOVE = "choose others with mesh.listen and mesh.port"
SHORT_OF_FILES_S = 1.0  # asyncio waits as long after a failed accept


class Door:
    """Serves until cancelled. A member's connection may stay, a stranger's ends with the handshake."""

    name = "mesh door"

    def __init__(
        self, tls: Tls, rooms: Rooms, connections: Connections, *, listen: str, port: int, now: Clock, steady: Clock,
        limits: Limits = DEFAULT,
    ) -> None:  # fmt: skip
        self._tls = tls
        self._connections = connections
        self._visits = Visits(rooms, connections, limits, now=now, steady=steady)
        self._listen, self._port = listen, port
        self._steady = steady
        self._limits = limits
        self._strangers = RateLimit(burst=limits.strangers_burst, per_s=limits.strangers_per_s)
        self._greeting = 0
        self._started = asyncio.Event()
        self._bound = 0

    async def started(self) -> int:
        """Wait until the door is open; its port."""
        await self._started.wait()
        return self._bound

    async def run(self) -> None:
        try:
            listener = bind_network(self._listen, self._port, HOW_TO_MOVE)
        except ConfigError as error:  # the page and the radio must go on without the mesh
            raise Unavailable(str(error)) from None
        limits = self._limits
        server = _Server(
            self._visits.receive, handler_cancellation=True, access_log=None, auto_decompress=False,
            keepalive_timeout=limits.idle_s, lingering_time=limits.linger_s,
        )  # fmt: skip
        server.meet(self._connections, limits.connections_per_peer)
        try:
            listener.setblocking(False)
            self._bound = listener.getsockname()[1]
            self._started.set()
            async with asyncio.TaskGroup() as greetings:
                await self._accept(listener, server, greetings)
        finally:
            listener.close()
            await server.shutdown(limits.shutdown_s)

    async def _accept(self, listener: socket.socket, server: "_Server", greetings: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, address = await loop.sock_accept(listener)
            except OSError as error:
                log.warning("no connection can be accepted now: %s", error.strerror)
                await asyncio.sleep(SHORT_OF_FILES_S)
                continue
            client = client_name(address[0])
            if self._may_knock(client, len(server.connections)):
                self._greeting += 1
                greetings.create_task(self._greet(connection, client, server))
            else:
                connection.close()

    def _may_knock(self, client: str, members: int) -> bool:
        if self._greeting + members >= self._limits.connections:
            return False
        try:
            self._strangers.check(client, self._steady())
        except RateLimited:
            return False
        return True

    async def _greet(self, connection: socket.socket, client: str, server: "_Server") -> None:
        try:
            transport, _ = await asyncio.get_running_loop().connect_accepted_socket(
                server, connection, ssl=self._tls.server, ssl_handshake_timeout=self._limits.handshake_s,
                ssl_shutdown_timeout=self._limits.linger_s,
            )  # fmt: skip
        except OSError as error:  # SSLError and the end of the handshake's time are such
            log.debug("%s did not come in: %s", client, error)
        else:
            if self._tls.is_member(peer_key(transport.get_extra_info("ssl_object"))):
                self._strangers.give_back(client, self._steady())
        finally:
            self._greeting -= 1


class _Server(web.Server):
    """Notes who is at the other end of each connection."""

    def meet(self, connections: Connections, per_peer: int) -> None:
        self._peers, self._per_peer = connections, per_peer

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        key = peer_key(transport.get_extra_info("ssl_object"))
        if self._peers.count(key) >= self._per_peer:
            transport.abort()
        self._peers.add(transport, key)
        keep_alive(transport)

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        self._peers.discard(handler.transport)
        super().connection_lost(handler, exc)
