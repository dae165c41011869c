"""Our end of the socket to the gateway: offers events, takes frames, keeps its status. docs/protocol/agent-link.md."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from edge_agent.clock import Clock
from edge_agent.errors import LinkLost, Unavailable, ungrouped
from edge_agent.events.store import EventStore
from edge_agent.radio.messages import VERSION, Message, encode, read
from edge_agent.radio.objects import RadioObjects
from edge_agent.radio.offer import TOO_LONG, Offer, offer
from edge_agent.radio.receive import Receiver
from edge_agent.radio.telling_time import TimeTeller
from edge_agent.radio.texts import PhoneTexts
from meshwire.event import RADIO_TOPICS, ROSTER, Event

log = logging.getLogger(__name__)
PING_S, SILENCE_S = 10.0, 30.0
LOOK_S = 60.0  # whether the time is due to be told
AGAIN_S = 2.0  # an attempt to connect costs one system call
ABSENT = "the gateway is not running; start it with `lora-gateway run`"
BATCH = 32
MAX_TEXTS, TEXTS_AT_ONCE = 64, 4  # of phone users; one of those at once may wait for a model, the others do not
ANSWER_S = 20.0  # the gateway answers after an fsync; an SD card can take seconds

Announce = Callable[[Event], Awaitable[None]]  # tells others of an event that no frame can carry


class RadioLink:
    name = "radio link"

    def __init__(
        self, path: Path, store: EventStore, receiver: Receiver, texts: PhoneTexts, objects: RadioObjects, *,
        announce: Announce, root: bytes, now: Clock, notify: Callable[[], None], again_s: float = AGAIN_S,
        time: TimeTeller | None = None,
    ) -> None:  # fmt: skip
        self._path = path
        self._store = store
        self._receiver = receiver
        self._texts = texts
        self._objects = objects
        self._announce = announce
        self._root = root
        self._now = now
        self._notify = notify
        self._again_s = again_s
        self._time = time
        self._writer: asyncio.StreamWriter | None = None
        self._answers: dict[bytes, asyncio.Future[str]] = {}
        self.status: Message = {}
        self.down: str | None = "the gateway has not answered yet"

    @property
    def up(self) -> bool:
        """Whether a radio could send now."""
        told = self.status.get("radio")
        return not self.down and isinstance(told, dict) and told.get("state") == "up"

    @property
    def sending(self) -> Mapping[str, Mapping[str, object]]:
        """How far the newest offers have come, by offer id in hexadecimal."""
        told = self.status.get("sending")
        found: dict[str, Mapping[str, object]] = {}
        for item in told if isinstance(told, list) else []:
            match item:
                case {"id": bytes(id), "state": str(state), "tries": int(tries)}:
                    found[id.hex()] = {"state": state, "tries": tries}
        return found

    @property
    def refused(self) -> Mapping[str, int]:
        """Frames that did not become events and texts that nobody answers, by reason."""
        return self._receiver.refused + self._texts.refused

    @property
    def not_by_radio(self) -> Mapping[str, str]:
        """Why a document goes by network only, by its digest in hexadecimal."""
        return self._objects.not_offered

    async def run(self) -> None:
        reader, writer = await self._connected()
        self._writer = writer
        try:
            with ungrouped():
                await self._converse(reader)
        except Unavailable as error:  # the link, or our own log
            self._lost(str(error))
            raise
        finally:
            self._writer = None
            writer.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """As soon as a gateway listens: an alert may be waiting for it."""
        while True:
            try:
                return await asyncio.open_unix_connection(str(self._path))
            except OSError:
                if self.down != ABSENT:
                    log.warning("%s", ABSENT)
                    self._lost(ABSENT)
            await asyncio.sleep(self._again_s)

    async def _converse(self, reader: asyncio.StreamReader) -> None:
        await self._send({"is": "hello", "version": VERSION, "role": "agent"})
        hello = await read(reader, limit_s=SILENCE_S)
        if hello.get("is") != "hello" or hello.get("version") != VERSION:
            raise LinkLost("the gateway speaks another version of the link; install agent and gateway of one release")
        store_id = hello.get("store")
        if not isinstance(store_id, bytes):
            raise LinkLost("the gateway's greeting does not name its store")
        await self._send({"is": "community", "roots": [self._root]})
        self.down = None
        log.info("connected to the gateway")
        texts: asyncio.Queue[Message] = asyncio.Queue(MAX_TEXTS)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen(reader, texts))
            for _ in range(TEXTS_AT_ONCE):
                group.create_task(self._answer(texts))
            group.create_task(self._ping())
            group.create_task(self._offer_all(store_id))
            group.create_task(self._objects.run(self._send))
            if self._time is not None:
                group.create_task(self._tell_time(self._time))

    async def _listen(self, reader: asyncio.StreamReader, texts: asyncio.Queue[Message]) -> None:
        while True:
            message = await read(reader, limit_s=SILENCE_S)
            match message:
                case {"is": "stored", "id": bytes(id)}:
                    self._answered(id, "")
                case {"is": "refused", "id": bytes(id), "reason": str(reason)}:
                    self._answered(id, reason)
                case {"is": "heard", "n": int(n), "frame": bytes(data)}:
                    await self._receiver.take(data)
                    await self._send({"is": "taken", "n": n})
                case {"is": "object", "digest": bytes(digest), "bytes": bytes(packed)}:
                    await self._objects.take(digest, packed)
                case {"is": "text"}:
                    await texts.put(message)
                case {"is": "status"}:
                    self.status = message
                    self._notify()

    async def _answer(self, texts: asyncio.Queue[Message]) -> None:
        """Answer phone users, one after the other; questions take long, so several do this side by side."""
        while True:
            for message in await self._texts.take(await texts.get()):
                await self._send(message)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_S)
            await self._send({"is": "ping"})

    async def _tell_time(self, teller: TimeTeller) -> None:
        """For boards, which may have no clock."""
        while True:
            if body := await teller.due():
                await self._send({"is": "time", "body": body})
            await asyncio.sleep(LOOK_S)

    async def _offer_all(self, store_id: bytes) -> None:
        """Offer every radio event that this gateway store has not seen, then each new one as it comes."""
        changes = self._store.changes()
        row = await self._store.read(lambda db: _cursor(db, store_id))
        row = await self._offer_since(row, store_id)
        async for _ in changes:
            row = await self._offer_since(row, store_id)

    async def _offer_since(self, row: int, store_id: bytes) -> int:
        while batch := await self._store.since(row, RADIO_TOPICS, BATCH):
            await self._offer_batch([event for _, event in batch])
            if any(event.topic == ROSTER for _, event in batch):
                await self._receiver.reconsider()
            row = batch[-1][0]
            await self._store.local(partial(_set_cursor, store_id=store_id, row=row))
        return row

    async def _offer_batch(self, events: list[Event]) -> None:
        offers: list[Offer] = []
        for event in events:
            made = offer(event, now=int(self._now()))
            if isinstance(made, Offer):
                offers.append(made)
            elif made == TOO_LONG:
                await self._announce(event)
        for made in sorted(offers, key=lambda made: made.priority):
            await self._hand_over(made)

    async def _hand_over(self, made: Offer) -> None:
        answer = self._answers[made.id] = asyncio.get_running_loop().create_future()
        try:
            await self._send(
                {"is": "send", "id": made.id, "frame": made.frame, "priority": made.priority, "expires": made.expires}
            )
            if made.ends:
                await self._send({"is": "cancel", "ids": list(made.ends)})
            async with asyncio.timeout(ANSWER_S):
                reason = await answer
        except TimeoutError:
            raise LinkLost(f"the gateway did not store a frame within {ANSWER_S:g} s") from None
        finally:
            del self._answers[made.id]
        if reason:
            log.warning("the gateway refused a frame: %s", reason)

    def _answered(self, id: bytes, reason: str) -> None:
        answer = self._answers.get(id)
        if answer is not None and not answer.done():
            answer.set_result(reason)

    async def _send(self, message: Message) -> None:
        assert self._writer is not None
        self._writer.write(encode(message))
        try:
            async with asyncio.timeout(SILENCE_S):
                await self._writer.drain()
        except (TimeoutError, ConnectionError):
            raise LinkLost("the gateway does not read what we send") from None

    def _lost(self, reason: str) -> None:
        self.down = reason
        self._notify()


def _cursor(db: sqlite3.Connection, store_id: bytes) -> int:
    found = db.execute("SELECT row FROM radio_cursor WHERE store = ?", (store_id,)).fetchone()
    return int(found[0]) if found else 0


def _set_cursor(db: sqlite3.Connection, *, store_id: bytes, row: int) -> None:
    known = "ON CONFLICT (store) DO UPDATE SET row = excluded.row"
    db.execute(f"INSERT INTO radio_cursor (store, row) VALUES (?, ?) {known}", (store_id, row))
