"""Nodes with real logs, joined by real sockets; rounds begin when a test says so."""

import asyncio
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from edge_agent.errors import EdgeError
from edge_agent.events import feeds, rows
from edge_agent.events.model import MAX_EVENTS, Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import verify
from edge_agent.mesh.syncing import Syncing
from meshwire.event import CERTIFICATE, PEOPLE, ROSTER, Event, assemble, community_id, digest, encode_part, realm_of
from meshwire.trust import MEMBER, encode_certificate
from tests.events.people import NOON, Author
from tests.mesh.links import SocketLink, linked

ROOT = Author(200)
COMMUNITY = community_id(ROOT.public)
PATIENCE_S = 60.0  # a hang is a failure; nothing here takes long


def said(
    author: Author, seq: int, text: str = "", *, topic: int = PEOPLE, lamport: int = 1, community: bytes = COMMUNITY
) -> Event:
    """An event of this village."""
    part = encode_part(topic, seq, lamport, NOON, 1, {0: text})
    return assemble(author.public, part, author.sign(digest(realm_of(topic, community), author.public, part)))


def certified(author: Author, seq: int) -> Event:
    """The root's word that somebody is a member."""
    body = encode_certificate(author.public, MEMBER, 0, None, "")
    part = encode_part(ROSTER, seq, seq, NOON, CERTIFICATE, body)
    return assemble(ROOT.public, part, ROOT.sign(digest(realm_of(ROSTER, COMMUNITY), ROOT.public, part)))


class Rounds:
    """Instead of the clock: everybody who sleeps wakes when the next round is called."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()

    async def sleep(self, _: float) -> None:
        await self._bell.wait()

    def call(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()


class Node:
    def __init__(self, path: Path, number: int, rounds: Rounds) -> None:
        self.key = Author(number)
        self._path = path
        self._rounds = rounds
        self._lives = 0
        self.faults: list[EdgeError] = []  # that ended an exchange with a peer
        self._links: dict[SocketLink, asyncio.Task[None]] = {}

    async def start(self) -> "Node":
        self.store = await EventStore.open(self._path, community=COMMUNITY, verify=verify, views=[], now=lambda: NOON)
        self.syncing = Syncing(self.store, ROOT.public, sleep=self._rounds.sleep)
        self._service = asyncio.create_task(self.syncing.run())
        return self

    async def stop(self) -> None:
        tasks = [self._service, *self._links.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.store.close()

    async def crash(self) -> None:
        """Go on with what the disk had at this moment; all that was under way is gone."""
        self._lives += 1
        copy = self._path.with_name(f"{self._path.stem}-{self._lives}.db")
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{self._path}{suffix}", f"{copy}{suffix}")
        await self.stop()
        self._path = copy
        await self.start()

    def serve(self, link: SocketLink, *, starts: bool) -> asyncio.Task[None]:
        self._links[link] = task = asyncio.create_task(self._exchange(link, starts))
        return task

    async def _exchange(self, link: SocketLink, starts: bool) -> None:
        try:
            await self.syncing.exchange(link, "peer", starts=starts)
        except EdgeError as error:
            self.faults.append(error)
        finally:
            link.close()
            del self._links[link]

    async def say(self, *texts: str, topic: int = PEOPLE) -> list[Event]:
        return await self.store.write(self.key, [Draft(topic, 1, {0: text}) for text in texts])

    async def take(self, events: Sequence[Event]) -> None:
        for start in range(0, len(events), MAX_EVENTS):
            await self.store.append(events[start : start + MAX_EVENTS])

    async def clock(self) -> int:
        return await self.store.read(lambda db: rows.tail(db).clock)

    async def held(self) -> set[tuple[bytes, bytes]]:
        """Author and signed part of every event and fork."""
        events = await self.store.read(
            lambda db: feeds.events_after(db, 0, 1 << 30) + feeds.forks_after(db, 0, 1 << 30)
        )
        return {(one.author, one.part) for one in events}


class Village:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.rounds = Rounds()
        self.nodes: list[Node] = []
        self._joined: list[object] = []

    async def node(self, *known: Event) -> Node:
        """One more node, with these events in its log."""
        number = len(self.nodes) + 1
        node = await Node(self._folder / f"{number}.db", number, self.rounds).start()
        self.nodes.append(node)
        await node.store.append(known)
        return node

    async def members(self, count: int) -> list[Node]:
        """Nodes that know each other's certificates and are not connected yet."""
        roster = [certified(Author(number), number) for number in range(1, count + 1)]
        return [await self.node(*roster) for _ in range(count)]

    async def join(self, one: Node, other: Node) -> tuple[SocketLink, SocketLink]:
        pair = linked()
        ends = await pair.__aenter__()
        self._joined.append(pair)
        one.serve(ends[0], starts=True)
        other.serve(ends[1], starts=False)
        return ends

    async def settle(self, nodes: Iterable[Node] | None = None, *, rounds: bool = True) -> None:
        """Until the logs of all are equal."""
        among = list(nodes or self.nodes)
        for one in among:
            await one.syncing.refresh()
        await self.until(lambda: len({one.syncing.index.fingerprint() for one in among}) == 1, rounds=rounds)

    async def until(self, reached: Callable[[], bool], *, rounds: bool = False) -> None:
        """Call rounds while it is not reached, when told to."""
        async with asyncio.timeout(PATIENCE_S):
            waited = 0
            while not reached():
                waited += 1
                if rounds and waited % 20 == 0:
                    self.rounds.call()
                await asyncio.sleep(0.005)

    async def close(self) -> None:
        for node in self.nodes:
            await node.stop()
        for pair in self._joined:
            await pair.__aexit__(None, None, None)  # type: ignore[attr-defined]
