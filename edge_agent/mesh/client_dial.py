"""Connections to one node: TLS is done and the node is known before a byte of a request leaves."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.client_proto import ResponseHandler

from edge_agent.identity.keys import node_id
from edge_agent.mesh.limits import Limits
from edge_agent.mesh.links import Connections, keep_alive
from edge_agent.mesh.tls import Tls

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ClientRequest
    from aiohttp.tracing import Trace


@dataclass(frozen=True, slots=True)
class NetworkPlace:
    """An address and port; a name is looked up only if it is one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class LocalPlace:
    """A Unix socket whose bytes come out at the door of the other node."""

    path: Path

    def __str__(self) -> str:
        return self.path.name


Place = NetworkPlace | LocalPlace


class Dialler(aiohttp.BaseConnector):
    """Keeps connections to the node `key` at `place`, a few at once; aiohttp gives them out."""

    def __init__(self, key: bytes, place: Place, tls: Tls, connections: Connections, limits: Limits) -> None:
        super().__init__(keepalive_timeout=limits.kept_s, limit=limits.calls_at_once)
        self._key, self._place = key, place
        self._tls = tls
        self._connections = connections
        self._limits = limits

    async def _create_connection(
        self,
        req: "ClientRequest",
        traces: "list[Trace]",
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> ResponseHandler:
        limit_s = self._limits.connect_s
        try:
            async with asyncio.timeout(limit_s):
                transport, protocol = await self._dial()
        except TimeoutError:  # would be taken for the end of the call's own time
            raise aiohttp.ClientConnectionError(f"no connection within {limit_s:g} s") from None
        self._connections.add(transport, self._key)
        closed = protocol.closed
        assert closed is not None  # it was opened just now
        closed.add_done_callback(lambda done: self._forget(transport, done))
        keep_alive(transport)
        return protocol

    async def _dial(self) -> tuple[asyncio.Transport, ResponseHandler]:
        loop, context, name = asyncio.get_running_loop(), self._tls.client, node_id(self._key)
        limit_s = self._limits.connect_s
        if isinstance(self._place, LocalPlace):
            return await loop.create_unix_connection(
                self._factory, str(self._place.path), ssl=context, server_hostname=name, ssl_handshake_timeout=limit_s,
                ssl_shutdown_timeout=self._limits.linger_s,
            )  # fmt: skip
        return await loop.create_connection(
            self._factory, self._place.host, self._place.port, ssl=context, server_hostname=name,
            ssl_handshake_timeout=limit_s, ssl_shutdown_timeout=self._limits.linger_s,
        )  # fmt: skip

    def _forget(self, transport: asyncio.Transport, closed: "asyncio.Future[None]") -> None:
        self._connections.discard(transport)
        if not closed.cancelled():
            closed.exception()  # whoever uses the connection is told by aiohttp
