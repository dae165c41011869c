"""A member at a hub: every other member there becomes a local socket, whose bytes come out at that node's mesh door.

The same mutual TLS runs through it as on a direct connection, so the hub sees who talks to whom and how much, no more.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp

from edge_agent.errors import BadRequest, ConfigError, LinkLost, ungrouped
from edge_agent.identity.keys import Key, short_id
from edge_agent.relay.streams import Stream
from edge_agent.relay.wire import MAX_MESSAGE, MAX_STREAMS, TO_MEMBER, Message, decode, encode, to_sign
from edge_agent.sockets import bind_private

log = logging.getLogger(__name__)
BEAT_S = 25.0
CONNECT_S = 15.0
STALL_S = 30.0
LOOK_S = 5.0  # for a way out, when there is none
MAX_WAITING = 4096  # messages to the hub; the credit of the streams keeps them far below


class Letters(Protocol):
    """Who takes letters, and hears what became of those that were sent."""

    async def came(self, writer: bytes, body: bytes) -> None: ...

    def answered(self, id: bytes, refusal: str) -> None:
        """The hub keeps the letter, or refuses it."""

    def connected(self, put: Callable[[Message], None], here: Callable[[bytes], bool]) -> None: ...


class HubMember:
    """`papers`: the node's own certificate, and the revocations that the hub should know, as events.

    `door`: connects to this node's own mesh door. `changed` is called when somebody came or went, or the hub answered.
    `way_out`: whether a host can be asked at all; if not, its name is not even looked up.
    """

    def __init__(
        self, url: str, key: Key, papers: Callable[[], Awaitable[tuple[bytes, Sequence[bytes]]]], *, folder: Path,
        door: Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]],
        changed: Callable[[], None], letters: Letters, way_out: Callable[[str], bool],
    ) -> None:  # fmt: skip
        host = urlsplit(url).hostname
        if urlsplit(url).scheme not in ("ws", "wss") or not host:
            raise ConfigError(f"relay.hubs: {url[:100]!r} is no address of a hub; write wss://relay.example")
        self.name = f"hub {host}"
        self.up = False
        self.is_public = False  # whether the hub is beyond this network
        self._url, self._host, self._key, self._papers = url.rstrip("/") + "/relay", host.lower(), key, papers
        self._mark = sha256(url.encode()).hexdigest()[:4]
        self._folder, self._door, self._changed, self._letters = folder, door, changed, letters
        self._way_out = way_out
        self._doors: dict[bytes, asyncio.Server] = {}
        self._streams: dict[int, Stream] = {}
        self._waiting: deque[bytes] = deque()
        self._awake = asyncio.Event()
        self._next = 1

    def nodes(self) -> list[bytes]:
        """Those that can be reached over this hub now."""
        return list(self._doors)

    def place(self, node: bytes) -> Path | None:
        """The local socket that leads to a node, while it is at the hub."""
        return self._path(node) if node in self._doors else None

    async def run(self) -> None:
        """Until cancelled; LinkLost when the hub does not answer, or what it answers cannot be read."""
        while True:
            if self._way_out(self._host):
                break
            await asyncio.sleep(LOOK_S)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S)
        async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:
            try:
                socket = await session.ws_connect(self._url, heartbeat=BEAT_S, max_msg_size=MAX_MESSAGE, compress=0)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                raise LinkLost(f"the {self.name} does not answer: {error}") from None
            self.is_public = _is_global(socket.get_extra_info("peername"))
            try:
                with ungrouped():
                    await self._converse(socket)
            finally:
                await self._close()
                await socket.close()

    async def _converse(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async with asyncio.timeout(CONNECT_S):
            match await _read(socket):
                case ("challenge", bytes(nonce)):
                    certificate, revocations = await self._papers()
                case _:
                    raise LinkLost(f"the {self.name} did not say hello")
            signature = self._key.sign(to_sign(nonce, self._host))
            self._put(("hello", self._key.public, certificate, signature))
            for event in revocations:
                self._put(("revoked", event))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write(socket))
            while True:
                await self._take(group, await _read(socket))

    async def _take(self, group: asyncio.TaskGroup, message: Message) -> None:
        match message:
            case ("welcome", list(keys)):
                log.info("at the %s with %d others", self.name, len(keys))
                self.up = True
                for key in keys:
                    await self._open_door(group, key)
                self._letters.connected(self._put, lambda node: node in self._doors)
                self._changed()
            case ("here" | "gone" as what, bytes(key)):
                await (self._open_door(group, key) if what == "here" else self._shut_door(key))
                self._changed()
            case ("open", int(number), bytes(key)):
                stream = self._streams[number] = Stream(number, self._put)  # what follows on it may come at once
                group.create_task(self._answer(stream, key))
            case ("mail", int(number), bytes(writer), bytes(body)):
                await self._letters.came(writer, body)
                self._put(("taken", number))
            case ("kept" | "refused", bytes(id), *why):
                self._letters.answered(id, str(why[0]) if why else "")
            case (_, int(number), *_):
                _feed(self._streams.get(number), message)

    async def _open_door(self, group: asyncio.TaskGroup, node: bytes) -> None:
        if node in self._doors or node == self._key.public:
            return

        async def knock(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if len(self._streams) >= MAX_STREAMS:
                writer.close()
                return
            number, self._next = self._next, self._next + 2
            self._put(("open", number, node))
            stream = self._streams[number] = Stream(number, self._put)
            await self._pipe(stream, reader, writer)

        self._doors[node] = await asyncio.start_unix_server(knock, sock=bind_private(self._path(node)))

    async def _answer(self, stream: Stream, node: bytes) -> None:
        """Somebody wants to our mesh door."""
        try:
            reader, writer = await self._door()
        except OSError as error:
            log.warning("%s cannot come in over the %s: %s", short_id(node), self.name, error)
            self._put(("end", stream.number))
            self._streams.pop(stream.number, None)
            return
        await self._pipe(stream, reader, writer)

    async def _pipe(self, stream: Stream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await stream.run(reader, writer)
        finally:
            self._streams.pop(stream.number, None)

    def _put(self, message: Message) -> None:
        if len(self._waiting) < MAX_WAITING:
            self._waiting.append(encode(*message))
        self._awake.set()

    async def _write(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            while self._waiting:
                try:
                    async with asyncio.timeout(STALL_S):
                        await socket.send_bytes(self._waiting.popleft())
                except (TimeoutError, ConnectionError, aiohttp.ClientError):
                    raise LinkLost(f"the {self.name} does not read") from None
            self._awake.clear()
            await self._awake.wait()

    async def _shut_door(self, node: bytes) -> None:
        if server := self._doors.pop(node, None):
            server.close()
            self._path(node).unlink(missing_ok=True)

    async def _close(self) -> None:
        self.up = False
        for node in list(self._doors):
            await self._shut_door(node)
        for stream in self._streams.values():
            stream.end()
        self._streams, self._next = {}, 1
        self._waiting.clear()
        self._changed()

    def _path(self, node: bytes) -> Path:
        return (
            self._folder / f"{self._mark}{node.hex()[:8]}"
        )  # hardly longer than agent.sock: 108 bytes are all there is


async def _read(socket: aiohttp.ClientWebSocketResponse) -> Message:
    message = await socket.receive()
    if message.type is aiohttp.WSMsgType.BINARY:
        try:
            return decode(message.data, TO_MEMBER)
        except BadRequest as error:
            raise LinkLost(f"the hub speaks another language: {error}") from None
    raise LinkLost(f"the hub ended it: {getattr(message, 'extra', '') or 'without a word'}")


def _is_global(peer: object) -> bool:
    return isinstance(peer, tuple) and ip_address(str(peer[0]).partition("%")[0]).is_global


def _feed(stream: Stream | None, message: Message) -> None:
    match message:
        case ("data", _, bytes(data)) if stream:
            stream.data(data)
        case ("more", _, int(count)) if stream:
            stream.more(count)
        case ("end", _) if stream:
            stream.end()
