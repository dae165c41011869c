"""Our end of the link to the agent. docs/protocol/agent-link.md."""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from lora_gateway.air.forwarder import Forwarder
from lora_gateway.errors import BadMessage, Refused
from lora_gateway.link import messages, status
from lora_gateway.link.messages import (
    FIRST_TEXT,
    Cancel,
    Community,
    Hello,
    Message,
    Object,
    Reply,
    Send,
    Taken,
    Time,
    Wanted,
)
from lora_gateway.unix import listen

if TYPE_CHECKING:
    from lora_gateway.phones.desk import PhoneDesk

log = logging.getLogger(__name__)

HELLO_TIMEOUT_S = 5.0
SILENCE_S = 30.0  # without a message: the other side is gone
STATUS_S = 10.0  # it also shows that we live, so that no ping is needed
STATUS_PAUSE_S = 1.0  # at most once a second
BATCH = 16  # heard frames read from the disk at a time
MAX_CONNECTIONS = 8


class AgentLink:
    def __init__(self, forwarder: Forwarder, phones: "PhoneDesk | None", *, region: str) -> None:
        """`phones`: for a radio that phones talk to; `region`: whose law the budget keeps, for the status."""
        self._forwarder = forwarder
        self._region = region
        self._phones = phones
        self._agent: asyncio.StreamWriter | None = None
        self._turn = asyncio.Lock()  # of the one connection that is served; an earlier one has to end first
        self._connections = 0

    async def run(self, path: Path) -> None:
        """Serve until cancelled; the socket file is removed at the end."""
        async with listen(path, self._serve):
            await asyncio.get_running_loop().create_future()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections > MAX_CONNECTIONS:
                raise BadMessage(f"agent link: {MAX_CONNECTIONS} connections are open")
            await self._greet(reader, writer)
        except* BadMessage as errors:
            log.warning("a connection was closed: %s", errors.exceptions[0])
        except* (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            log.debug("a connection ended")
        finally:
            self._connections -= 1
            writer.close()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        store = await self._forwarder.store.id()
        await _write(writer, {"is": "hello", "version": messages.VERSION, "role": "gateway", "store": store})
        first = await _read(reader, HELLO_TIMEOUT_S)
        if not isinstance(first, Hello):
            raise BadMessage("agent link: the first message is not hello")
        if first.role == "status":
            await _write(writer, self.status())
            return
        if self._agent is not None:
            log.info("another agent connected: the earlier connection is closed")
            self._agent.transport.abort()
        self._agent = writer
        try:
            async with self._turn:
                log.info("the agent is connected")
                await self._converse(reader, writer)
        finally:
            log.info("the agent is gone")
            if self._agent is writer:
                self._agent = None

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._deliver(writer), name="deliver")
            group.create_task(self._report(writer), name="report")
            group.create_task(self._deliver_documents(writer), name="deliver documents")
            if self._phones is not None:
                group.create_task(self._deliver_texts(self._phones, writer), name="deliver texts")
            while True:
                await self._take(await _read(reader, SILENCE_S), writer)

    async def _take(self, message: Message, writer: asyncio.StreamWriter) -> None:
        match message:
            case Community(roots):
                await self._forwarder.set_roots(roots)
            case Send():
                await self._submit(message, writer)
            case Cancel(ids):
                await self._forwarder.cancel(ids)
            case Taken(n) if n < FIRST_TEXT:
                await self._forwarder.taken(n)
            case Taken() | Reply() if self._phones is not None:
                await _tell(self._phones, message)
            case Object() | Wanted() | Time():
                self._hand_on(message)

    def _hand_on(self, message: Object | Wanted | Time) -> None:
        match message:
            case Object(digest, packed):
                self._forwarder.hold(digest, packed, expires=message.expires, push=message.push)
            case Wanted(digests):
                self._forwarder.want(digests)
            case Time(body):
                self._forwarder.say_time(body)

    async def _submit(self, send: Send, writer: asyncio.StreamWriter) -> None:
        try:
            await self._forwarder.submit(send.id, send.frame, send.priority, send.expires)
        except Refused as error:
            await _write(writer, {"is": "refused", "id": send.id, "reason": str(error)})
        else:
            await _write(writer, {"is": "stored", "id": send.id})

    async def _deliver(self, writer: asyncio.StreamWriter) -> None:
        last = 0
        while True:
            self._forwarder.inbox_grew.clear()
            frames = await self._forwarder.inbox_after(last, BATCH)
            for one in frames:
                fields = {"n": one.n, "frame": one.frame, "rssi": one.rssi_dbm, "snr": one.snr_db, "at": one.at}
                await _write(writer, {"is": "heard", **fields, "verified": one.verified})
                last = max(last, one.n)
            if not frames:
                await self._forwarder.inbox_grew.wait()

    async def _deliver_documents(self, writer: asyncio.StreamWriter) -> None:
        arrived, came = self._forwarder.documents.arrived, self._forwarder.documents_came
        while True:
            came.clear()
            while arrived:
                one = arrived.popleft()
                await _write(writer, {"is": "object", "digest": one.digest, "bytes": one.packed})
            await came.wait()

    async def _deliver_texts(self, phones: "PhoneDesk", writer: asyncio.StreamWriter) -> None:
        """What phone users typed, while this agent is there."""
        last = 0
        phones.agent_is_there(True)
        try:
            while True:
                phones.grew.clear()
                texts = await phones.texts_after(last, BATCH)
                for one in texts:
                    await _write(writer, {"is": "text", **asdict(one)})
                    last = max(last, one.n)
                if not texts:
                    await phones.grew.wait()
        finally:
            phones.agent_is_there(False)

    async def _report(self, writer: asyncio.StreamWriter) -> None:
        while True:
            self._forwarder.changed.clear()
            await _write(writer, self.status())
            await asyncio.sleep(STATUS_PAUSE_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(STATUS_S - STATUS_PAUSE_S):
                    await self._forwarder.changed.wait()

    def status(self) -> status.Status:
        forwarder = self._forwarder
        station = forwarder.station
        phones = {} if self._phones is None else {"phones": self._phones.status()}
        return {
            "is": "status",
            "radio": status.radio(forwarder.port, forwarder.keeper.roots(), self._region),
            "airtime": status.airtime(station.budget, self._region, time.monotonic()),
            "queue": status.queue(station.outbox),
            "air": status.air(station.tally),
            "repair": forwarder.repair.status(),
            "boards": status.boards(forwarder.neighbourhood.boards(time.time())),
            "sent": forwarder.transmitter.sent,
            "heard": forwarder.heard,
            "dropped": dict(station.dropped),
            "last_heard": forwarder.last_heard,
            "sending": status.sending(station.outbox),
            **phones,
        }


async def _tell(phones: "PhoneDesk", message: Taken | Reply) -> None:
    if isinstance(message, Reply):
        phones.reply(message.to, message.text)
    else:
        await phones.taken(message.n)


async def _read(reader: asyncio.StreamReader, timeout_s: float) -> Message:
    """The next message; raises BadMessage, TimeoutError, IncompleteReadError at the end, ConnectionError."""
    async with asyncio.timeout(timeout_s):
        length = int.from_bytes(await reader.readexactly(4), "big")
        if length > messages.MAX_MESSAGE:
            raise BadMessage(f"agent link: a message of {length} bytes")
        return messages.decode(await reader.readexactly(length))


async def _write(writer: asyncio.StreamWriter, message: Mapping[str, object]) -> None:
    writer.write(messages.encode(message))
    async with asyncio.timeout(SILENCE_S):
        await writer.drain()
