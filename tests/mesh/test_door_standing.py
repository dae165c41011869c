"""Members who come and go while the door is open: a real log, real TLS, the root's own events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from edge_agent.bus.capability import Json
from edge_agent.clock import utc_s
from edge_agent.errors import LinkLost, Revoked
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key, verify
from edge_agent.identity.members import Members
from edge_agent.mesh.links_standing import Standing
from meshwire import trust
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER, community_id
from meshwire.trust import Roster
from tests.mesh.doors import LIMIT_S, Community, Node, asking


class Mill(Node):
    """Its roster is that of its log."""

    def __init__(self, community: Community, log: EventStore) -> None:
        super().__init__(community)
        self._log = log
        self.members = Members(log, community.root.public)
        self.standing = Standing(log, self.members, self.tls, self.connections, now=self.now, changed=lambda: None)

    async def _roster(self) -> Roster:
        return await self.members.roster()

    async def certify(self, key: Key, *, expires: int = 0) -> None:
        await self._write(CERTIFICATE, trust.encode_certificate(key.public, trust.MEMBER, expires, None, "node"))

    async def revoke(self, key: Key) -> None:
        await self._write(REVOCATION, trust.encode_revocation(key.public, "stolen"))

    async def _write(self, kind: int, body: dict[int, object]) -> None:
        await self._log.write(self.community.root, [Draft(ROSTER, kind, body)])


@pytest.fixture
async def mill(tmp_path: Path) -> AsyncIterator[Mill]:
    """Serves."""
    community = Community()
    log = await EventStore.open(
        tmp_path / "agent.db", community=community_id(community.root.public), verify=verify, views=(), now=utc_s
    )
    mill = Mill(community, log)
    async with mill.serving():
        yield mill
    await log.close()


@pytest.fixture
async def tower(mill: Mill) -> Node:
    """Knows the mill."""
    node = Node(mill.community)
    await node.tls.admit([mill.key.public])
    return node


async def test_who_was_certified_a_moment_ago_comes_in(mill, tower):
    await mill.standing.look()
    await mill.certify(tower.key)
    await mill.standing.look()

    async with tower.link(mill) as link:
        assert (await link.call(asking("echo", {"say": 1}), None)).output == {"said": 1}


async def test_a_revocation_ends_an_open_stream_and_what_comes_after_is_told_why(mill, tower):
    await mill.certify(tower.key)
    await mill.standing.look()
    watching, took = asyncio.create_task(mill.standing.run()), asyncio.Event()

    async def take(chunk: Json) -> None:
        took.set()

    async with tower.link(mill) as link, asyncio.timeout(LIMIT_S):
        stream = asyncio.create_task(link.call(asking("count", {"to": -1}, stream=True), take))
        await took.wait()
        await mill.revoke(tower.key)
        with pytest.raises(LinkLost):
            await stream
        await mill.work.ended.wait()
        with pytest.raises(Revoked):
            await link.call(asking("echo"), None)

    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    assert mill.work.callers == []


async def test_a_certificate_that_runs_out_ends_open_connections_at_the_next_look(mill, tower):
    await mill.certify(tower.key, expires=int(mill.now()) + 1000)
    await mill.standing.look()

    async with tower.link(mill) as link, link.sync() as messages, asyncio.timeout(LIMIT_S):
        await messages.send(b"one")
        await messages.receive()
        mill.clock = mill.now() + 1000
        await mill.standing.look()
        assert await messages.receive() is None


async def test_other_events_leave_connections_alone(mill, tower):
    await mill.certify(tower.key)
    await mill.standing.look()

    async with tower.link(mill) as link:
        await link.call(asking("echo"), None)
        await mill.certify(mill.key)
        await mill.standing.look()
        await link.call(asking("echo"), None)
        assert mill.connections.count(tower.key.public) == 1
