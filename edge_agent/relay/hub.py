"""The hub: one WebSocket for each member, streams between them, letters for those who are away."""

import asyncio
import logging
import secrets
import ssl
from collections import deque
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, EdgeError, LinkLost, NotTrusted, RateLimited, TooBusy, ungrouped
from edge_agent.identity.keys import short_id
from edge_agent.rates import RateLimit, client_name
from edge_agent.relay.mailbox import Mailbox
from edge_agent.relay.switch import MAX_MEMBERS, Member, Sent, Switch
from edge_agent.relay.visits import Admission
from edge_agent.relay.wire import MAX_MESSAGE, NONCE_SIZE, TO_HUB, Message, decode, encode
from edge_agent.sockets import bind_network

log = logging.getLogger(__name__)
HELLO_S = 10.0
BEAT_S = 25.0  # shorter than the memory of a home router for a silent connection
STALL_S = 30.0
LETTERS = 16  # given out at once, until they are taken
# What may wait for one member: all his streams with a full window each, and small messages. Beyond that he is cut off.
MAX_WAITING = 16 << 20


class Desk:
    """What waits to be sent to one member."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._awake = asyncio.Event()
        self.letters_out = 0
        self.last_letter = 0

    def put(self, message: Message) -> None:
        """Take it to be sent; too much is forgotten, and ends the connection."""
        data = encode(*message)
        self._size += len(data)
        if self._size <= MAX_WAITING:
            self._waiting.append(data)
        self._awake.set()

    async def write(self) -> None:
        """Until the connection ends. LinkLost when the member does not read."""
        while True:
            while self._waiting and self._size <= MAX_WAITING:
                data = self._waiting.popleft()
                self._size -= len(data)
                await self._write(data)
            if self._size > MAX_WAITING:
                raise LinkLost("too much waits for this member")
            self._awake.clear()
            await self._awake.wait()

    async def _write(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(STALL_S):
                await self.socket.send_bytes(data)
        except (TimeoutError, ConnectionError, aiohttp.ClientError):
            raise LinkLost("the member does not read") from None


class Hub:
    def __init__(self, mailbox: Mailbox, admission: Admission, *, now: Clock, steady: Clock) -> None:
        self._mailbox, self._admission = mailbox, admission
        self._now, self._steady = now, steady
        self._switch = Switch()
        self._desks: dict[Member, Desk] = {}
        self._knocks = RateLimit(burst=20, per_s=0.5)
        self._letters = RateLimit(burst=64, per_s=2.0)

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/relay", self._visit), web.get("/healthz", self._health)])
        return app

    async def _health(self, request: web.Request) -> web.Response:
        return web.json_response({"members": len(self._switch)})

    async def _visit(self, request: web.Request) -> web.StreamResponse:
        try:
            self._knocks.check(client_name(request.remote or ""), self._steady())
        except RateLimited as error:
            return web.Response(status=error.status, text=str(error))
        if len(self._switch) >= MAX_MEMBERS:
            return web.Response(status=TooBusy.status, text="this hub is full; use another one")
        socket = web.WebSocketResponse(max_msg_size=MAX_MESSAGE, heartbeat=BEAT_S, compress=False, timeout=2.0)
        await socket.prepare(request)
        try:
            member = await self._greet(socket, _name(request.host))
            await self._serve(member, Desk(socket))
        except EdgeError as error:
            log.info("a connection from %s ended: %s", request.remote, error)
            with suppress(ConnectionError, aiohttp.ClientError):
                await socket.close(message=str(error).encode()[:100])
        return socket

    async def _greet(self, socket: web.WebSocketResponse, host: str) -> Member:
        nonce = secrets.token_bytes(NONCE_SIZE)
        try:
            async with asyncio.timeout(HELLO_S):
                await socket.send_bytes(encode("challenge", nonce))
                message = await _read(socket)
        except (TimeoutError, ConnectionError):
            raise LinkLost("it did not say hello") from None
        match message:
            case ("hello", bytes(key), bytes(event), bytes(signature)):
                community = self._admission.community(key, event, signature, nonce=nonce, host=host, now=self._now())
                return Member(key, community)
        raise NotTrusted("a member says hello first")

    async def _serve(self, member: Member, desk: Desk) -> None:
        self._desks[member] = desk
        old, told = self._switch.join(member)
        if old:
            await self._dismiss(old)
        self._tell(told)
        log.info("%s is here", short_id(member.key))
        try:
            with ungrouped():
                async with asyncio.TaskGroup() as group:
                    group.create_task(desk.write())
                    await self._give_letters(member, desk)
                    while True:
                        await self._take(member, desk, await _read(desk.socket))
        finally:
            self._desks.pop(member, None)
            self._tell(self._switch.leave(member))
            log.info("%s is gone", short_id(member.key))

    async def _take(self, member: Member, desk: Desk, message: Message) -> None:
        match message:
            case ("mail", bytes(id), bytes(reader), bytes(body)):
                await self._keep(member, desk, id, reader, body)
            case ("taken", int(number)):
                await self._mailbox.taken(member.community, member.key, number)
                desk.letters_out = max(0, desk.letters_out - 1)
                if not desk.letters_out:
                    await self._give_letters(member, desk)
            case ("revoked", bytes(event)):
                await self._revoke(event)
            case _:
                self._tell(self._switch.receive(member, message))

    async def _keep(self, member: Member, desk: Desk, id: bytes, reader: bytes, body: bytes) -> None:
        try:
            self._letters.check(member.key.hex(), self._steady())
            why = await self._mailbox.keep(member.community, reader, member.key, id, body, self._now())
        except RateLimited as error:
            why = str(error)
        desk.put(("refused", id, why[:200]) if why else ("kept", id))
        other = self._switch.find(member.community, reader)
        if not why and other and not self._desks[other].letters_out:
            await self._give_letters(other, self._desks[other])

    async def _give_letters(self, member: Member, desk: Desk) -> None:
        letters = await self._mailbox.waiting(member.community, member.key, desk.last_letter, LETTERS)
        for letter in letters:
            desk.put(("mail", letter.n, letter.writer, letter.body))
            desk.last_letter = letter.n
        desk.letters_out += len(letters)

    async def _revoke(self, event: bytes) -> None:
        if out := self._admission.revoke(event):
            member = self._switch.find(*out)
            if member:
                await self._dismiss(member)

    async def _dismiss(self, member: Member) -> None:
        self._tell(self._switch.leave(member))
        if desk := self._desks.get(member):
            with suppress(ConnectionError, aiohttp.ClientError):
                await desk.socket.close()

    def _tell(self, told: Sent) -> None:
        for member, message in told:
            if desk := self._desks.get(member):
                desk.put(message)


def _name(host: str) -> str:
    """The name or address in a Host header, as it stands in the URL of the member."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


async def _read(socket: web.WebSocketResponse) -> Message:
    """LinkLost at the end of the connection; BadRequest for what is no message."""
    message = await socket.receive()
    if message.type is aiohttp.WSMsgType.BINARY:
        return decode(message.data, TO_HUB)
    if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED):
        raise LinkLost("the member closed it")
    raise BadRequest(f"relay: {message.type.name.lower()} instead of a message")


async def serve(hub: Hub, listen: str, port: int, tls: ssl.SSLContext | None, ready: asyncio.Future[int]) -> None:
    """Until cancelled; `ready` gets the port."""
    runner = web.AppRunner(hub.app(), access_log=None, shutdown_timeout=2.0, handler_cancellation=True)
    await runner.setup()
    try:
        door = bind_network(listen, port, "choose others with --listen and --port")
        ready.set_result(door.getsockname()[1])
        await web.SockSite(runner, door, ssl_context=tls).start()
        await asyncio.get_running_loop().create_future()
    finally:
        await runner.cleanup()
