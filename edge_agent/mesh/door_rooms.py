"""What lies behind the mesh door: calls, the manifest, and a place to synchronise, for members only."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import cbor2
from aiohttp import web

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.clock import Clock
from edge_agent.errors import EdgeError, NotFound, NotTrusted, Revoked, TooBusy, TooLarge
from edge_agent.identity.keys import short_id
from edge_agent.identity.standing import is_revoked, name_of, trust_of
from edge_agent.mesh.door_calls import CBOR, answer_call
from edge_agent.mesh.limits import Limits
from edge_agent.mesh.links import Connections, SocketLink
from edge_agent.rates import RateLimit
from edge_agent.text import printable
from meshwire.trust import Roster

log = logging.getLogger(__name__)
Sync = Callable[[bytes, SocketLink], Awaitable[None]]  # the key of the other node, and messages from and to it


@dataclass(frozen=True, slots=True)
class Rooms:
    """`roster` is asked again for each request, so that a revocation counts from the next one on."""

    bus: Bus
    roster: Callable[[], Awaitable[Roster]]
    manifest: Callable[[], bytes]
    sync: Sync


class Visits:
    """Every request that comes through the mesh door."""

    def __init__(self, rooms: Rooms, connections: Connections, limits: Limits, *, now: Clock, steady: Clock) -> None:
        self._rooms = rooms
        self._connections = connections
        self._limits = limits
        self._now, self._steady = now, steady
        self._rate = RateLimit(burst=limits.calls_burst, per_s=limits.calls_per_s)
        self._syncing: set[bytes] = set()

    async def receive(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            caller = await self._caller(self._connections.key(request.transport))
            return await self._show(request, caller)
        except EdgeError as error:
            response = web.Response(
                body=cbor2.dumps({"error": error.as_json()}), status=error.status, content_type=CBOR
            )
            if isinstance(error, NotTrusted | TooLarge):
                response.force_close()
            return response

    async def _show(self, request: web.BaseRequest, caller: Caller) -> web.StreamResponse:
        match request.method, request.path:
            case "POST", "/call":
                return await answer_call(self._rooms.bus, request, caller, self._limits)
            case "GET", "/manifest":
                return web.Response(body=self._rooms.manifest(), content_type=CBOR)
            case "GET", "/sync":
                return await self._sync(request, caller)
        raise NotFound("there are /call, /manifest and /sync here")

    async def _caller(self, key: bytes) -> Caller:
        """Who asks; Revoked, NotTrusted or RateLimited say why nobody may."""
        roster = await self._rooms.roster()
        trust = trust_of(roster, key, self._now())
        if is_revoked(roster, key):
            raise Revoked("the certificate of this node was revoked; ask those who keep the root key")
        if trust is Trust.STRANGER:
            raise NotTrusted("this node has no certificate of the community that is valid now; ask for one")
        self._rate.check(key.hex(), self._steady())
        return Caller(printable(name_of(roster, key)) or short_id(key), trust, key)

    async def _sync(self, request: web.BaseRequest, caller: Caller) -> web.StreamResponse:
        assert caller.node is not None  # from `_caller`
        if caller.node in self._syncing:
            raise TooBusy("this node synchronises with you already")
        self._syncing.add(caller.node)
        try:
            socket = web.WebSocketResponse(
                max_msg_size=self._limits.max_message + 1, heartbeat=self._limits.beat_s, timeout=self._limits.linger_s,
                compress=False,
            )  # fmt: skip
            await socket.prepare(request)
            try:
                await self._rooms.sync(caller.node, SocketLink(socket, self._limits))
            except EdgeError as error:
                log.info("sync with %s ended: %s", caller.name, error)
            await socket.close()
            return socket
        finally:
            self._syncing.discard(caller.node)
