"""A hub on loopback, and members whose mesh doors are the test's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from edge_agent.clock import steady_s, utc_s
from edge_agent.errors import EdgeError
from edge_agent.identity.keys import Key, verify
from edge_agent.relay.hub import Hub, serve
from edge_agent.relay.mailbox import Mailbox
from edge_agent.relay.member import HubMember
from edge_agent.relay.visits import Admission
from edge_agent.relay.wire import Message
from meshwire.event import (
    CERTIFICATE,
    REVOCATION,
    ROSTER,
    assemble,
    community_id,
    digest,
    encode,
    encode_part,
    realm_of,
)
from meshwire.trust import MEMBER, encode_certificate, encode_revocation

LIMIT_S = 20.0


class Root:
    """A community as the hub sees it: what its root has signed."""

    def __init__(self, seed: int = 200) -> None:
        self.key = Key(bytes([seed]) * 32)
        self._seq = 0

    @property
    def community(self) -> bytes:
        return bytes(community_id(self.key.public))

    def certificate(self, key: Key, expires: int = 0) -> bytes:
        return self._signed(CERTIFICATE, encode_certificate(key.public, MEMBER, expires, None, "mill"))

    def revocation(self, key: Key) -> bytes:
        return self._signed(REVOCATION, encode_revocation(key.public, "stolen"))

    def _signed(self, kind: int, body: dict[int, object]) -> bytes:
        self._seq += 1
        part = encode_part(ROSTER, self._seq, self._seq, 0, kind, body)
        signature = self.key.sign(digest(realm_of(ROSTER, self.community), self.key.public, part))
        return encode(assemble(self.key.public, part, signature))


@dataclass
class Letters:
    """Keeps what came."""

    came_here: list[tuple[bytes, bytes]] = field(default_factory=list)
    answers: list[tuple[bytes, str]] = field(default_factory=list)
    put: Callable[[Message], None] | None = None

    async def came(self, writer: bytes, body: bytes) -> None:
        self.came_here.append((writer, body))

    def answered(self, id: bytes, refusal: str) -> None:
        self.answers.append((id, refusal))

    def connected(self, put: Callable[[Message], None], here: Callable[[bytes], bool]) -> None:
        self.put = put


class Visitor:
    """A member at a hub, with a door that gives back what it is told."""

    def __init__(self, hub: str, root: Root, number: int, folder: Path, *, certificate: bytes | None = None) -> None:
        self.key = Key(bytes([number]) * 32)
        self.letters = Letters()
        self.revocations: list[bytes] = []
        self.visits = 0
        self.held = asyncio.Event()  # while it is not set, the door reads nothing
        self.held.set()
        self._certificate = certificate or root.certificate(self.key)
        self.member = HubMember(
            hub, self.key, self._papers, folder=folder / str(number), door=self._connect, changed=lambda: None,
            letters=self.letters, way_out=lambda host: True,
        )  # fmt: skip
        self.failure: EdgeError | None = None

    async def _papers(self) -> tuple[bytes, list[bytes]]:
        return self._certificate, self.revocations

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._port)

    async def _echo(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        try:
            await self.held.wait()
            while data := await reader.read(4096):
                await self.held.wait()
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()

    def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Not a coroutine: asyncio would complain about visits that the test ends."""
        self._tasks.append(asyncio.create_task(self._echo(reader, writer)))

    @asynccontextmanager
    async def there(self) -> AsyncIterator["Visitor"]:
        self._tasks: list[asyncio.Task[None]] = []
        server = await asyncio.start_server(self._visited, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        running = asyncio.create_task(self._run())
        try:
            yield self
        finally:
            running.cancel()
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(running, *self._tasks, return_exceptions=True)

    async def _run(self) -> None:
        try:
            await self.member.run()
        except EdgeError as error:
            self.failure = error

    async def sees(self, *others: "Visitor") -> None:
        await until(lambda: set(self.member.nodes()) == {other.key.public for other in others})

    async def dial(self, other: "Visitor") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        place = self.member.place(other.key.public)
        assert place is not None
        return await asyncio.open_unix_connection(str(place))


@asynccontextmanager
async def hub(folder: Path, *communities: bytes, listen: str = "127.0.0.1") -> AsyncIterator[str]:
    """Its address."""
    mailbox = await Mailbox.open(folder / "relay.db")
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    open_hub = Hub(mailbox, Admission(communities, verify), now=utc_s, steady=steady_s)
    serving = asyncio.create_task(serve(open_hub, listen, 0, None, ready))
    try:
        yield f"ws://{f'[{listen}]' if ':' in listen else listen}:{await ready}"
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await mailbox.close()


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not happened():  # noqa: ASYNC110, what is waited for is in another task's hands
            await asyncio.sleep(0.01)
