"""Keeps a link to every member of the community that can be reached, and tells the bus what each of them offers."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Trust
from edge_agent.clock import Clock
from edge_agent.errors import EdgeError, LinkLost, ungrouped
from edge_agent.identity.keys import short_id
from edge_agent.mesh.client import Link
from edge_agent.mesh.client_dial import LocalPlace, NetworkPlace, Place
from edge_agent.mesh.linked import Linked, LinkReplaced
from edge_agent.mesh.links import Connections
from edge_agent.mesh.manifest import Endpoint
from edge_agent.mesh.remembered import Remembered
from edge_agent.mesh.syncing import Syncing
from edge_agent.mesh.syncing_turns import Turns
from edge_agent.mesh.table import Address, Peer, PeerTable, Source
from edge_agent.mesh.tls import Tls

log = logging.getLogger(__name__)
MAX_LINKS = 64  # at once; a larger neighbourhood hears the others through these
MAX_STRANGERS = 64  # announced before their certificate came
LOOK_S = 5.0  # between looks for somebody to dial, when nothing has happened
SHUNNED_S = 300.0  # no dials to a peer that sent what no honest one sends


class Peering:
    """`notify` is called when somebody came or went. `relays` gives the ways to a peer through hubs."""

    name = "peers"

    def __init__(
        self, own: bytes, bus: Bus, tls: Tls, connections: Connections, syncing: Syncing, remembered: Remembered, *,
        standing: Callable[[bytes], Awaitable[tuple[Trust, str]]], fixed: Sequence[tuple[bytes, Address]],
        notify: Callable[[], None], steady: Clock,
        relays: Callable[[bytes], Iterable[Path]],
    ) -> None:  # fmt: skip
        self.table = PeerTable(own)
        self.links: dict[bytes, Linked] = {}
        self.turns = Turns(own, syncing, shunned=lambda node: self.table.is_shunned(node, steady()), shun=self._shun)
        self._bus, self._tls, self._connections = bus, tls, connections
        self._remembered, self._standing, self._fixed = remembered, standing, fixed
        self._notify, self._steady, self._relays = notify, steady, relays
        self._dialling: set[bytes] = set()
        self._strangers: OrderedDict[bytes, list[Address]] = OrderedDict()
        self._news = asyncio.Event()

    def found(self, node: bytes, endpoints: Iterable[Endpoint], source: Source) -> None:
        """Somebody says that the node is there. Whoever is no member may become one: the newest of them are kept."""
        addresses = [Address(host, port, source) for host, port in endpoints]
        if self._tls.is_member(node):
            self.table.seen(node, addresses, self._steady())
            self._news.set()
        else:
            self._strangers[node] = addresses
            self._strangers.move_to_end(node)
            if len(self._strangers) > MAX_STRANGERS:
                self._strangers.popitem(last=False)

    def members_changed(self) -> None:
        """Somebody is a member now, or no longer."""
        self._news.set()

    def relayed(self, node: bytes) -> None:
        """A hub leads to the node now."""
        if self._tls.is_member(node) and node not in self.links:
            self.table.hasten(node, self._steady())
            self._news.set()

    def left(self, node: bytes) -> None:
        """An announcement was taken back. Anybody can say so: what still answers is not believed to be gone."""
        if node not in self.links:
            self.table.gone(node, self._steady())

    def places(self) -> dict[bytes, list[Endpoint]]:
        """Of those with a link: what others may be told."""
        return {
            node: [(linked.place.host, linked.place.port)]
            for node, linked in self.links.items()
            if isinstance(linked.place, NetworkPlace)
        }

    async def run(self) -> None:
        now = self._steady()
        for node, addresses in (await self._remembered.load()).items():
            self.table.seen(node, addresses, now)
        for node, address in self._fixed:
            self.table.seen(node, [address], now)
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    self._news.clear()
                    self._dial(group)
                    try:
                        async with asyncio.timeout(LOOK_S):
                            await self._news.wait()
                    except TimeoutError:
                        continue
        finally:
            for linked in self.links.values():
                await linked.link.close()

    def _shun(self, node: bytes) -> None:
        """It did what no honest node does."""
        self._connections.cut(node)
        self.table.shun(node, self._steady() + SHUNNED_S)

    def _dial(self, group: asyncio.TaskGroup) -> None:
        now = self._steady()
        for node in [node for node in self._strangers if self._tls.is_member(node)]:
            self.table.seen(node, self._strangers.pop(node), now)
        for node in [node for node in self.links if not self._tls.is_member(node)]:
            group.create_task(self.links.pop(node).expel())
            self._bus.peers.drop(node)
        for peer in self.table.due(self._dialling, now, also=self._reached_by_relay):
            if len(self._dialling) >= MAX_LINKS:
                return
            if self._tls.is_member(peer.node):
                self._dialling.add(peer.node)
                group.create_task(self._keep(peer), name=f"peer {short_id(peer.node)}")

    def _reached_by_relay(self, node: bytes) -> bool:
        return any(True for _ in self._relays(node))

    async def _keep(self, peer: Peer) -> None:
        """Have a link for as long as the peer answers."""
        try:
            linked = await self._reach(peer, self._places(peer))
            if linked is None:
                self.table.failed(peer.node, self._steady())
                return
            while linked is not None:
                linked = await self._stay(peer, linked)
        finally:
            self._dialling.discard(peer.node)
            self._news.set()

    async def _stay(self, peer: Peer, linked: Linked) -> Linked | None:
        """Until the link ends; the one that takes its place, if there is a better one."""
        self.links[peer.node] = linked
        self._notify()
        try:
            with ungrouped():
                await linked.run()
        except LinkReplaced as better:
            log.info("%s is reached directly, at %s", short_id(peer.node), better.linked.place)
            return better.linked
        except LinkLost as error:
            log.info("%s", error)
        except EdgeError as error:
            log.warning("no link to %s for %.0f s: %s", short_id(peer.node), SHUNNED_S, error)
            self._shun(peer.node)
        finally:
            await linked.link.close()
            if self.links.get(peer.node) is linked:
                del self.links[peer.node]
                self._bus.peers.drop(peer.node)
                self.table.gone(peer.node, self._steady())
                self._notify()
        return None

    async def _reach(self, peer: Peer, places: Iterable[Place]) -> Linked | None:
        """A link over the first place where the peer answers, its manifest taken."""
        for place in places:
            linked = Linked(
                Link(peer.node, place, self._tls, self._connections), self._bus, self.turns,
                standing=self._standing, took=self._took, better=lambda: self._direct(peer),
            )  # fmt: skip
            try:
                await linked.refresh()
            except EdgeError as error:
                log.debug("%s", error)
                await linked.link.close()
            else:
                return linked
        return None

    async def _direct(self, peer: Peer) -> Linked | None:
        return await self._reach(peer, [NetworkPlace(one.host, one.port) for one in peer.addresses])

    def _places(self, peer: Peer) -> list[Place]:
        direct = [NetworkPlace(one.host, one.port) for one in peer.addresses]
        return [*direct, *(LocalPlace(path) for path in self._relays(peer.node))]

    async def _took(self, linked: Linked) -> None:
        """A manifest came from the peer itself."""
        manifest, now = linked.manifest, self._steady()
        self.table.heard(manifest.node, linked.name, now)
        self.found(manifest.node, manifest.addresses, Source.MANIFEST)
        for node, endpoints in manifest.peers.items():
            self.found(node, endpoints, Source.GOSSIP)
        if isinstance(linked.place, NetworkPlace):
            there = Address(linked.place.host, linked.place.port, Source.MANIFEST)
            await self._remembered.note(manifest.node, [there])
