"""Joins this node to the hubs that its settings name."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from edge_agent.errors import BadEvent
from edge_agent.events.store import EventStore
from edge_agent.identity.community import Identity
from edge_agent.identity.members import Members
from edge_agent.identity.standing import trust_of
from edge_agent.lock import run_folder
from edge_agent.mesh.admission import Admission
from edge_agent.mesh.peering import Peering
from edge_agent.relay.letters import EventLetters
from edge_agent.relay.member import HubMember
from edge_agent.supervisor import Service
from meshwire.event import Event, encode
from meshwire.trust import Revocation

MAX_HUBS = 4
MAX_REVOCATIONS = 64  # the newest; a hub remembers those that it was told
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104, where a door that is open everywhere is reached from here


class Hubs:
    """The ways that lead through hubs."""

    def __init__(self) -> None:
        self.members: list[HubMember] = []

    def places(self, node: bytes) -> Iterator[Path]:
        for member in self.members:
            if place := member.place(node):
                yield place

    def nodes(self) -> set[bytes]:
        return {node for member in self.members for node in member.nodes()}

    def show_internet(self) -> bool:
        """Whether a hub beyond this network is connected."""
        return any(member.up and member.is_public for member in self.members)


def join_hubs(
    hubs: Hubs, urls: Sequence[str], home: Path, identity: Identity, store: EventStore, members: Members,
    peering: Peering, *, door: tuple[str, int], now: Callable[[], float], way_out: Callable[[str], bool],
) -> list[Service]:  # fmt: skip
    """Services that keep the node at each hub; nothing when none is named."""
    papers = _Papers(identity, members)
    host, port = LOOPBACK.get(door[0], door[0]), door[1]
    services: list[Service] = []
    for url in urls[:MAX_HUBS]:
        letters = EventLetters(
            store, identity.key, absent=lambda: papers.absent(peering, now()),
            take=Accepted(store, members, identity.root).take,
        )  # fmt: skip
        member = HubMember(
            url, identity.key, papers.show, folder=run_folder(home),
            door=lambda: asyncio.open_connection(host, port), letters=letters, way_out=way_out,
            changed=lambda: _tell(peering, hubs.nodes()),
        )  # fmt: skip
        hubs.members.append(member)
        services += [member, letters]
    return services


def _tell(peering: Peering, nodes: Iterable[bytes]) -> None:
    for node in nodes:
        peering.relayed(node)


class _Papers:
    def __init__(self, identity: Identity, members: Members) -> None:
        self._identity, self._members = identity, members

    async def show(self) -> tuple[bytes, Sequence[bytes]]:
        """The node's own certificate, and the newest revocations."""
        statements = await self._members.statements()
        own = next((encode(event) for event, _ in statements if event.body[0] == self._identity.key.public), b"")
        revoked = [encode(event) for event, statement in statements if isinstance(statement, Revocation)]
        return own, revoked[-MAX_REVOCATIONS:]

    async def absent(self, peering: Peering, now: float) -> Iterable[bytes]:
        """Members with whom there is no link now."""
        roster, own = await self._members.roster(), self._identity.key.public
        keys = [event.body[0] for event, _ in await self._members.statements()]
        return [key for key in keys if key != own and key not in peering.links and trust_of(roster, key, now)]


class Accepted:
    """Stores events of letters after the checks that events of a peer pass."""

    def __init__(self, store: EventStore, members: Members, root: bytes) -> None:
        self._store, self._members, self._root = store, members, root

    async def take(self, events: list[Event]) -> None:
        admission = Admission(self._root)
        for event, _ in await self._members.statements():
            admission.learn(event)
        for event in events:
            if admission.refusal(event.author) is None:
                try:
                    await self._store.append([event])
                except BadEvent:
                    continue  # whoever wrote the letter made it up; the others in it may be genuine
                admission.learn(event)
