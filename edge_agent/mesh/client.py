"""The way to another node: calls, its manifest, and messages, over TLS connections that are kept."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from io import BytesIO
from types import TracebackType
from typing import Self

import aiohttp
import cbor2

from edge_agent.bus.capability import Send
from edge_agent.bus.envelope import answer_of, plain, request_map
from edge_agent.bus.peer import Answer, Request
from edge_agent.errors import BadAnswer, BadRequest, EdgeError, LinkLost, NotTrusted, RateLimited, TimedOut, Unavailable
from edge_agent.identity.keys import short_id
from edge_agent.mesh.client_dial import Dialler, Place
from edge_agent.mesh.door_calls import CBOR, SEQUENCE
from edge_agent.mesh.items import Items, parse
from edge_agent.mesh.limits import DEFAULT, Limits
from edge_agent.mesh.links import Connections, SocketLink
from edge_agent.mesh.tls import Tls
from edge_agent.text import printable

URL = "http://node"  # the Dialler has one node only, and does TLS itself
ANSWERED = "the node answered what cannot be read"


class Link:
    """To the node `key`, which must answer at `place` itself. Use it as an async context, or `close` it."""

    def __init__(
        self, key: bytes, place: Place, tls: Tls, connections: Connections, *, limits: Limits = DEFAULT
    ) -> None:
        self.key, self.place = key, place
        self._limits = limits
        self._session = aiohttp.ClientSession(
            connector=Dialler(key, place, tls, connections, limits), auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None), cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Calls under way end with LinkLost."""
        await self._session.close()

    async def call(self, request: Request, send: Send | None) -> Answer:
        """See `PeerLink`; TimedOut after the time of the request at the latest."""
        body = cbor2.dumps(request_map(request))
        with self._troubles():
            try:
                async with asyncio.timeout(request.timeout_s):
                    async with self._session.post(
                        f"{URL}/call", data=BytesIO(body), headers={"Content-Type": CBOR}, allow_redirects=False
                    ) as response:
                        return await self._answer(response, send)
            except TimeoutError:
                raise TimedOut(f"{self._who()} did not answer {request.name} in {request.timeout_s:g} s") from None

    async def manifest(self) -> bytes:
        """What the node says of itself, not yet looked at."""
        with self._troubles():
            try:
                async with asyncio.timeout(self._limits.stall_s):
                    async with self._session.get(f"{URL}/manifest", allow_redirects=False) as response:
                        data = await self._whole(response)
            except TimeoutError:
                raise TimedOut(f"{self._who()} sent no manifest in {self._limits.stall_s:g} s") from None
        if response.status != 200:
            answer_of(_read(data))
            raise BadAnswer(ANSWERED)
        return data

    @asynccontextmanager
    async def sync(self) -> AsyncIterator[SocketLink]:
        """Messages to and from the node, until the block ends."""
        limits = self._limits
        with self._troubles():
            socket = await self._session.ws_connect(
                f"{URL}/sync", max_msg_size=limits.max_message + 1, heartbeat=limits.beat_s, compress=0,
                timeout=aiohttp.ClientWSTimeout(ws_close=limits.linger_s),
            )  # fmt: skip
        try:
            yield SocketLink(socket, limits)
        finally:
            await socket.close()

    async def _answer(self, response: aiohttp.ClientResponse, send: Send | None) -> Answer:
        if response.content_type == CBOR:
            return answer_of(_read(await self._whole(response)))
        if response.content_type == SEQUENCE and send is not None:
            return await self._stream(response, send)
        raise BadAnswer(f"{ANSWERED}: {response.status}, {printable(response.content_type)}")

    async def _stream(self, response: aiohttp.ClientResponse, send: Send) -> Answer:
        """Each chunk is taken before more is read, so a slow reader slows the node that answers."""
        items, last = Items(self._limits.max_item), None
        async for data in response.content.iter_any():
            for item in _items(items, data):
                if last is not None:
                    raise BadAnswer(f"{ANSWERED}: more behind its end")
                match _read(item):
                    case {"chunk": dict(chunk)}:
                        await send(_plain(chunk))
                    case told:
                        last = answer_of(told)
        if last is None:
            raise LinkLost(f"{self._who()} stopped in the middle of its answer")
        return last

    async def _whole(self, response: aiohttp.ClientResponse) -> bytes:
        data = bytearray()
        async for piece in response.content.iter_any():
            data += piece
            if len(data) > self._limits.max_answer:
                raise BadAnswer(f"{self._who()} answered with more than {self._limits.max_answer} bytes")
        return bytes(data)

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """What can go wrong below, in our words."""
        if self._session.closed:
            raise LinkLost(f"the link to {self._who()} was closed")
        try:
            yield
        except aiohttp.WSServerHandshakeError as error:
            raise _refusal(error.status)(f"{self._who()} refused: {printable(error.message)}") from None
        except aiohttp.ClientPayloadError:
            raise LinkLost(f"{self._who()} stopped in the middle of its answer") from None
        except (aiohttp.ClientError, OSError) as error:
            cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
            raise LinkLost(f"{self._who()} cannot be reached: {printable(str(cause)) or 'no answer'}") from None

    def _who(self) -> str:
        return f"{short_id(self.key)} at {self.place}"


def _refusal(status: int) -> type[EdgeError]:
    return {401: NotTrusted, 403: NotTrusted, 429: RateLimited}.get(status, Unavailable)


def _read(data: bytes) -> object:
    try:
        return parse(data)
    except BadRequest as error:
        raise BadAnswer(f"{ANSWERED}: {error}") from None


def _items(items: Items, data: bytes) -> Iterator[bytes]:
    try:
        yield from items.feed(data)
    except BadRequest as error:
        raise BadAnswer(f"{ANSWERED}: {error}") from None


def _plain(chunk: dict[str, object]) -> dict[str, object]:
    try:
        plain(chunk)
    except BadRequest as error:
        raise BadAnswer(f"{ANSWERED}: {error}") from None
    return chunk
