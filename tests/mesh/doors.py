"""Nodes of one community with their mesh doors open on loopback: real TLS, real bus, a roster that the root signs."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import MAX_BODY, Call, Json, Trust, capability
from edge_agent.bus.peer import Request
from edge_agent.clock import steady_s, utc_s
from edge_agent.identity.keys import Key
from edge_agent.mesh.client import Link
from edge_agent.mesh.client_dial import NetworkPlace
from edge_agent.mesh.door import Door
from edge_agent.mesh.door_rooms import Rooms
from edge_agent.mesh.limits import Limits
from edge_agent.mesh.links import Connections, SocketLink
from edge_agent.mesh.tls import Tls
from meshwire import trust
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER, assemble, community_id, digest, encode_part, realm_of
from meshwire.trust import Roster

LIMIT_S = 10.0
LIMITS = Limits(handshake_s=LIMIT_S, linger_s=0.2, shutdown_s=0.2)


def new_key() -> Key:
    return Key(secrets.token_bytes(32))


class Community:
    """A root and what it has signed."""

    def __init__(self, root: Key | None = None) -> None:
        self.root = root or new_key()
        self.roster = Roster([self.root.public])
        self._seq = 0

    def certify(self, key: Key, *, roles: int = trust.MEMBER, expires: int = 0, name: str = "mill") -> None:
        self._sign(CERTIFICATE, trust.encode_certificate(key.public, roles, expires, None, name))

    def revoke(self, key: Key) -> None:
        self._sign(REVOCATION, trust.encode_revocation(key.public, "stolen"))

    def _sign(self, kind: int, body: dict[int, object]) -> None:
        self._seq += 1
        part = encode_part(ROSTER, self._seq, self._seq, 0, kind, body)
        realm = realm_of(ROSTER, community_id(self.root.public))
        signature = self.root.sign(digest(realm, self.root.public, part))
        assert self.roster.add(assemble(self.root.public, part, signature)) is None


@dataclass
class Work:
    """What a node offers here. Tests hold `free` back and look at `begun` and `ended`."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    free: asyncio.Event = field(default_factory=asyncio.Event)
    sent: int = 0
    callers: list[tuple[str, Trust, bytes | None]] = field(default_factory=list)

    @capability("echo", trust=Trust.MEMBER)
    async def echo(self, call: Call) -> Json:
        self.callers.append((call.caller.name, call.caller.trust, call.caller.node))
        return {"said": call.body.get("say")}

    @capability("moderate", trust=Trust.MODERATOR)
    async def moderate(self, call: Call) -> Json:
        return {}

    @capability("wait", trust=Trust.MEMBER)
    async def wait(self, call: Call) -> Json:
        self.begun.set()
        try:
            await self.free.wait()
        finally:
            self.ended.set()
        return {"deadline": call.deadline}

    @capability("large", trust=Trust.MEMBER, max_body=2 * MAX_BODY)
    async def large(self, call: Call) -> Json:
        return {"size": len(str(call.body["text"]))}

    @capability("count", trust=Trust.MEMBER, streaming=True, timeout_s=60.0)
    async def count(self, call: Call) -> Json:
        """`to` numbers, each with `pad` characters; -1 counts for ever."""
        self.begun.set()
        to, pad = call.body["to"], "x" * int(str(call.body.get("pad", 0)))
        try:
            while self.sent != to:
                await call.send({"number": self.sent, "pad": pad})
                self.sent += 1
            return {"numbers": self.sent}
        finally:
            self.ended.set()


class Other(Protocol):
    """Who can be called."""

    key: Key
    port: int


@dataclass
class Node:
    """`clock` is what the node takes for the time, and believes."""

    community: Community
    key: Key = field(default_factory=new_key)
    limits: Limits = LIMITS
    clock: float | None = None
    known: bool = True
    work: Work = field(default_factory=Work)
    messages: list[bytes] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.connections = Connections()
        self.tls = Tls(self.key, now=self.now, steady=steady_s, known=lambda: self.known)
        self.bus = Bus(self.key.node_id)
        self.bus.register(self.work)

    def now(self) -> float:
        return utc_s() if self.clock is None else self.clock

    def door(self, port: int = 0) -> Door:
        rooms = Rooms(self.bus, self._roster, lambda: b"\xa1\x64name\x64mill", self._sync)
        return Door(
            self.tls, rooms, self.connections, listen="127.0.0.1", port=port, now=self.now, steady=steady_s,
            limits=self.limits,
        )  # fmt: skip

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator["Node"]:
        door = self.door(port)
        running = asyncio.create_task(door.run())
        try:
            async with asyncio.timeout(LIMIT_S):
                self.port = await door.started()
            yield self
        finally:
            running.cancel()
            await asyncio.wait([running])
            assert running.cancelled(), running.exception()

    def link(self, other: Other, *, port: int | None = None, limits: Limits | None = None) -> Link:
        place = NetworkPlace("127.0.0.1", port or other.port)
        return Link(other.key.public, place, self.tls, self.connections, limits=limits or self.limits)

    async def _roster(self) -> Roster:
        return self.community.roster

    async def _sync(self, key: bytes, link: SocketLink) -> None:
        """Gives every message back."""
        while (message := await link.receive()) is not None:
            self.messages.append(message)
            await link.send(message)


async def acquaint(*nodes: Node) -> None:
    """Certify them, and let each of them know of the others."""
    for node in nodes:
        node.community.certify(node.key)
    for node in nodes:
        await node.tls.admit(other.key.public for other in nodes)


def asking(name: str, body: Json | None = None, **more: object) -> Request:
    values: dict[str, object] = {"trust": Trust.ANCHOR, "timeout_s": LIMIT_S, "id": secrets.token_hex(8)}
    return Request(name, input=body or {}, **{**values, **more})  # type: ignore[arg-type]


@asynccontextmanager
async def raw(node: Node, mill: Node) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A TLS connection of a member that sends what it likes."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", mill.port, ssl=node.tls.client, server_hostname=mill.key.node_id
    )
    try:
        async with asyncio.timeout(LIMIT_S):
            yield reader, writer
    finally:
        writer.transport.abort()


def post(body: bytes, *lines: str) -> bytes:
    head = ("POST /call HTTP/1.1", "Host: node", f"Content-Length: {len(body)}", *lines, "", "")
    return "\r\n".join(head).encode() + body
