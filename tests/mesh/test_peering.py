"""Links to peers as a node keeps them: real doors, a real log and bus in one process; a neighbour may be hostile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Call, Caller, Json, Trust, capability
from edge_agent.clock import utc_s
from edge_agent.config import Config, Mesh
from edge_agent.errors import EdgeError, NotFound
from edge_agent.events.store import EventStore
from edge_agent.identity.community import Identity
from edge_agent.identity.keys import Key, verify
from edge_agent.identity.members import Members
from edge_agent.mesh import peering as peering_module
from edge_agent.mesh.table import Source
from edge_agent.mesh.wiring import mesh
from edge_agent.supervisor import Supervisor
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER, Event, assemble, community_id, digest, encode_part, realm_of
from meshwire.trust import MEMBER, encode_certificate, encode_revocation
from tests.scenario.desk import free_port

LIMIT_S = 20.0
ROOT = Key(b"r" * 32)
COMMUNITY = bytes(community_id(ROOT.public))


def statement(seq: int, kind: int, body: dict[int, object]) -> Event:
    part = encode_part(ROSTER, seq, seq, 0, kind, body)
    return assemble(ROOT.public, part, ROOT.sign(digest(realm_of(ROSTER, COMMUNITY), ROOT.public, part)))


def certificate(seq: int, key: Key, name: str) -> Event:
    return statement(seq, CERTIFICATE, encode_certificate(key.public, MEMBER, 0, None, name))


class Mill:
    @capability("mill.grind", trust=Trust.MEMBER, shared=True)
    async def grind(self, call: Call) -> Json:
        return {"by": call.caller.name}


class Node:
    """The mesh of one node, as app.py makes it. Every node has the same certificates from the beginning."""

    def __init__(self, key: Key, store: EventStore, port: int) -> None:
        self.key, self.store, self.port = key, store, port
        self.bus = Bus(key.node_id)
        self.mesh = mesh(
            Config(mesh=Mesh(port=port)), Identity(key, ROOT.public), store, Members(store, ROOT.public), self.bus,
            page=("127.0.0.1", port - 1), notify=lambda: None, relays=lambda node: (),
        )  # fmt: skip

    async def ask(self) -> Json:
        return await self.bus.call("mill.grind", {}, Caller("me", Trust.MEMBER))

    def knows(self, other: "Node") -> None:
        self.mesh.peering.found(other.key.public, [("127.0.0.1", other.port)], Source.OPERATOR)

    def is_linked(self, other: "Node") -> bool:
        return other.key.public in self.mesh.peering.links


class Village:
    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self._folder, self._stack = folder, stack
        self.keys = {name: Key(name[:1].encode() * 32) for name in ("anna", "ben", "carla")}
        self.events = [certificate(seq, key, name) for seq, (name, key) in enumerate(self.keys.items(), 1)]

    async def node(self, name: str, *, mill: bool = False) -> Node:
        store = await EventStore.open(
            self._folder / f"{name}.db", community=COMMUNITY, verify=verify, views=[], now=utc_s
        )
        self._stack.push_async_callback(store.close)
        await store.append(self.events)
        node = Node(self.keys[name], store, free_port())
        if mill:
            node.bus.register(Mill())
        return node

    @asynccontextmanager
    async def running(self, node: Node) -> AsyncIterator[Node]:
        task = asyncio.create_task(Supervisor(node.mesh.services).run())
        try:
            await until(
                lambda: all(node.mesh.tls.is_member(key.public) for key in self.keys.values() if key != node.key)
            )
            yield node
        finally:
            task.cancel()
            await asyncio.wait([task])


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not happened():  # noqa: ASYNC110, what is waited for is in another task's hands
            await asyncio.sleep(0.01)


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with AsyncExitStack() as stack:
        yield Village(tmp_path, stack)


async def test_what_a_found_peer_offers_can_be_called_and_it_learns_who_asked(village: Village) -> None:
    anna, ben = await village.node("anna"), await village.node("ben", mill=True)
    with pytest.raises(NotFound):
        await anna.ask()
    async with village.running(anna), village.running(ben):
        anna.knows(ben)
        await until(lambda: anna.is_linked(ben))

        assert await anna.ask() == {"by": "anna"}


async def test_a_peer_that_goes_is_not_offered_any_more_and_is_found_again(village: Village) -> None:
    anna, ben = await village.node("anna"), await village.node("ben", mill=True)
    async with village.running(anna):
        async with village.running(ben):
            anna.knows(ben)
            await until(lambda: anna.is_linked(ben))
        await until(lambda: not anna.is_linked(ben))
        with pytest.raises(EdgeError):
            await anna.ask()

        async with village.running(ben):
            await until(lambda: anna.is_linked(ben))

            assert await anna.ask() == {"by": "anna"}


async def test_peers_are_learned_from_peers_and_remembered_over_a_restart(village: Village) -> None:
    anna, ben, carla = [await village.node(name) for name in ("anna", "ben", "carla")]
    async with village.running(ben), village.running(carla):
        ben.knows(carla)
        await until(lambda: ben.is_linked(carla))
        async with village.running(anna):
            anna.knows(ben)
            await until(lambda: anna.is_linked(ben) and anna.is_linked(carla))

        again = Node(anna.key, anna.store, free_port())
        async with village.running(again):
            await until(lambda: again.is_linked(ben) and again.is_linked(carla))


async def test_a_revocation_ends_the_link_and_what_it_offered(village: Village) -> None:
    anna, ben = await village.node("anna"), await village.node("ben", mill=True)
    async with village.running(anna), village.running(ben):
        anna.knows(ben)
        await until(lambda: anna.is_linked(ben))

        await anna.store.append([statement(9, REVOCATION, encode_revocation(ben.key.public, "stolen"))])

        await until(lambda: not anna.is_linked(ben))
        with pytest.raises(NotFound):
            await anna.ask()


async def test_a_peer_with_a_manifest_of_another_is_neither_offered_nor_dialled_again(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben = await village.node("anna"), await village.node("ben", mill=True)
    carla = await village.node("carla", mill=True)
    ben.mesh.statement.manifest = carla.mesh.statement.manifest  # type: ignore[method-assign]  # a liar
    async with village.running(anna), village.running(ben):
        anna.knows(ben)
        await until(lambda: (peer := anna.mesh.peering.table.get(ben.key.public)) is not None and peer.failures > 0)

        assert not anna.is_linked(ben)
        with pytest.raises(NotFound):
            await anna.ask()


async def test_an_address_that_another_member_answers_leads_nowhere(village: Village) -> None:
    anna, ben, carla = [await village.node(name, mill=True) for name in ("anna", "ben", "carla")]
    async with village.running(anna), village.running(carla):
        anna.mesh.peering.found(ben.key.public, [("127.0.0.1", carla.port)], Source.MDNS)
        await until(lambda: (peer := anna.mesh.peering.table.get(ben.key.public)) is not None and peer.failures > 0)

        assert not anna.is_linked(ben)


async def test_announcements_of_strangers_are_bounded_and_never_dialled(village: Village) -> None:
    anna = await village.node("anna")
    async with village.running(anna):
        for number in range(10_000):
            anna.mesh.peering.found(number.to_bytes(32, "big"), [("192.0.2.1", 9)], Source.MDNS)

        assert anna.mesh.peering.table.peers() == []
        assert len(anna.mesh.peering._strangers) == peering_module.MAX_STRANGERS
