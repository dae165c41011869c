"""Runs one station on one port: what is decided in station.py is kept in the store and done on the radio."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Iterable, Sequence
from itertools import count
from typing import Protocol

from lora_gateway.air.flood import Flight
from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.priority import Priority
from lora_gateway.air.seen import Name, name_of
from lora_gateway.air.station import Station, resumed
from lora_gateway.air.transmitter import Transmitter
from lora_gateway.boards import neighbourhood
from lora_gateway.boards.neighbourhood import Neighbourhood
from lora_gateway.documents.documents import HEADS, Documents
from lora_gateway.errors import Refused
from lora_gateway.law.meter import Meter
from lora_gateway.law.spent import Spent
from lora_gateway.port.port import Carrier, Dropped, Load, Port, PortEvent, Reception, Relayed, State, Text
from lora_gateway.repair.repair import Repair
from lora_gateway.store.store import InboxFrame, Store
from lora_gateway.trust.keeper import Keeper
from lora_gateway.trust.live import Notice, Ref
from meshwire import need, summary
from meshwire.errors import WireError
from meshwire.frame import MAX_FRAME

log = logging.getLogger(__name__)

CONTROL = (summary.HEAD, need.HEAD)


class Phones(Protocol):
    """People with stock Meshtastic phones: lora_gateway.phones.desk."""

    async def hear(self, text: Text) -> None: ...

    async def alert(self, notice: Notice, ended: Iterable[Ref], *, own: bool) -> None: ...


class Forwarder:
    """`inbox_grew` and `changed` wake whoever tells the agent about it."""

    def __init__(self, station: Station, store: Store, port: Port, *, relay: bool) -> None:
        self.station = station
        self.store = store
        self.port = port
        self.keeper = Keeper(store, station.dropped)
        self.meter = Meter(station.budget, Spent(store.database), self.keeper.trouble)
        self.repair = Repair(station, self.keeper)
        self.documents = Documents(station, station.sender, self.keeper.roots)
        self.neighbourhood = Neighbourhood(station, self.keeper, store.database)
        self.phones: Phones | None = None
        self.heard = 0
        self.last_heard = 0
        self.inbox_grew = asyncio.Event()
        self.documents_came = asyncio.Event()
        self.changed = asyncio.Event()
        self.transmitter = Transmitter(
            station, store, port, meter=self.meter, repair=self.repair, documents=self.documents,
            trouble=self.keeper.trouble, changed=self.changed,
        )  # fmt: skip
        self._relay = relay
        self._order = count()

    async def resume(self) -> None:
        """Take over what an earlier process left."""
        now, utc = time.monotonic(), time.time()
        await self.meter.resume()
        for outgoing in await self.store.newest(now=now, utc=utc):
            self.station.outbox.show(outgoing)
        waiting = await self.store.waiting(now=now, utc=utc)
        for outgoing in waiting:
            self.station.outbox.add(resumed(outgoing, now))
        self._order = count(max((outgoing.order for outgoing in waiting), default=0) + 1)
        self.last_heard = await self.store.last_heard()
        await self.keeper.load()
        await self.neighbourhood.load()
        if waiting:
            log.info("%d frames are waiting from before", len(waiting))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.port.run(), name="port")
            group.create_task(self._listen(), name="listen")
            group.create_task(self.transmitter.run(), name="transmit")

    async def submit(self, id: bytes, frame: bytes, priority: Priority, expires: int) -> None:
        """Take a frame to send; it is on the disk when this returns. Raises Refused.

        A known id is not sent again, nor is what came from the air: it has been relayed, and its author repeats it.
        """
        if len(frame) > MAX_FRAME:
            raise Refused(f"the frame has {len(frame)} bytes, at most {MAX_FRAME} fit")
        try:
            name = name_of(frame)
        except WireError as error:
            raise Refused(str(error)) from None
        now, utc = time.monotonic(), time.time()
        is_known = await self._knows(id, name)
        self.repair.learned(await self.keeper.own(name, frame, utc), now, repaired=False)
        self.inbox_grew.set()  # a certificate may have let in what waited for it
        await self._tell_phones(own=True)
        if is_known:
            return
        outgoing = Outgoing(id, frame, name, priority, expires, next(self._order), now, Flight(now))
        if outgoing.has_expired(utc):
            raise Refused("expired")
        if not self.station.outbox.has_room(priority):
            raise Refused("the outbox is full")
        await self._bear(self.store.add(outgoing, int(utc)))
        await self._make_way(outgoing)
        self._touch()
        if trouble := self.keeper.trouble.reason:
            raise Refused(f"it is sent but not kept, a restart would lose it: {trouble}")

    async def _make_way(self, outgoing: Outgoing) -> None:
        """Put a frame into the outbox; what it replaces and what gives way to it is not sent any more."""
        outbox, dropped = self.station.outbox, self.station.dropped
        gone = outbox.replaced_by(outgoing)
        for old in gone:
            outbox.remove(old.id)
            dropped["replaced by a newer alert"] += 1
        if (victim := outbox.add(outgoing)) is not None:
            gone.append(victim)
            dropped["outbox full"] += 1
        if gone:
            await self._bear(self.store.finish([old.id for old in gone]))

    async def _knows(self, id: bytes, name: Name) -> bool:
        if self.station.outbox.find(name):
            return True
        reads = (self.store.knows(id), self.store.has_seen(name))
        return any([await self.keeper.trouble.reading(read, False) for read in reads])

    async def _bear(self, writing: Awaitable[None]) -> None:
        """Write, or go on without."""
        await self.keeper.trouble.writing(writing, None)

    async def set_roots(self, roots: Iterable[bytes]) -> None:
        """The agent says which community this is."""
        await self.keeper.set_roots(roots, time.time())
        await self._tell_phones(own=False)
        self.inbox_grew.set()
        self._touch()

    async def inbox_after(self, n: int, limit: int) -> list[InboxFrame]:
        """Frames for the agent, oldest first; those that the disk did not take have the number 0."""
        unsaved = [self.keeper.unsaved.popleft() for _ in range(min(limit, len(self.keeper.unsaved)))]
        return unsaved + await self.keeper.trouble.reading(self.store.inbox_after(n, limit), [])

    async def taken(self, n: int) -> None:
        """The agent has this one."""
        if n:
            await self._bear(self.store.taken(n))

    def hold(self, digest: bytes, packed: bytes, *, expires: int, push: bool) -> None:
        """Serve the document of an alert."""
        if reason := self.documents.hold(digest, packed, expires=expires, push=push):
            log.info("a document is not served: %s", reason)
        self.transmitter.wake()

    def say_time(self, body: bytes) -> None:
        """What the agent says that the time is, for the boards."""
        if reason := self.neighbourhood.say_time(body, time.monotonic()):
            log.info("the time is not sent: %s", reason)
        self.transmitter.wake()

    def want(self, digests: Sequence[bytes]) -> None:
        """Collect these documents; `documents_came` tells when one is complete."""
        self.documents.want(digests, time.monotonic())
        self.documents_came.set()
        self.transmitter.wake()

    async def cancel(self, ids: Iterable[bytes]) -> None:
        """These need not be sent any more."""
        found = [id for id in ids if self.station.outbox.remove(id)]
        if found:
            await self._bear(self.store.finish(found))
            self._touch()

    def _touch(self) -> None:
        self.transmitter.wake()
        self.changed.set()

    async def _listen(self) -> None:
        async for event in self.port.events():
            await self._take(event)
            self.transmitter.wake()
            if not isinstance(event, Carrier):
                self.changed.set()

    async def _take(self, event: PortEvent) -> None:
        now = time.monotonic()
        match event:
            case Reception():
                await self.hear(event, now, time.time())
            case Carrier(busy):
                self.station.carrier(busy, now)
            case Dropped(reason):
                self.station.dropped[reason] += 1
            case Load(channel_use, transmit_use):
                await self.meter.measured(channel_use, transmit_use)
            case Text():
                await self._hear_text(event)
            case Relayed(number):
                await self._relayed(number, now)
            case State(up):
                await self._radio_changed(up, now)

    async def _relayed(self, number: int, now: float) -> None:
        if ours := self.station.relayed(number, now):
            await self._bear(self.store.progress(ours))

    async def _radio_changed(self, up: bool, now: float) -> None:
        self.station.radio = self.port.radio
        self.station.carrier(False, now)
        if not up and (lost := self.station.radio_lost(now)):
            await self._bear(self.store.progress(*lost))

    async def hear(self, reception: Reception, now: float, utc: float) -> None:
        """Take what the radio received; `now` is a clock that never goes back."""
        packet = reception.packet
        if not self.station.is_ours(packet):
            return
        if packet.frame[:2] in CONTROL:
            self.repair.hear(packet.frame, now, utc)
            return
        if packet.frame[:2] in HEADS:
            if self.documents.hear(packet.frame, now):
                self.documents_came.set()
            return
        if packet.frame[:2] in neighbourhood.HEADS:
            await self.neighbourhood.hear(reception, now, utc)
            return
        await self._hear_event(reception, now, utc)

    async def _hear_event(self, reception: Reception, now: float, utc: float) -> None:
        packet = reception.packet
        heard, ours = self.station.hear(packet, now)
        if ours is not None:
            await self._bear(self.store.progress(ours))
        if heard is None:
            return
        taken = await self.keeper.hear(heard.name, reception, now=now, utc=utc)
        if taken.is_genuine:
            self.repair.overheard(heard.name, now)
        self.repair.learned(taken.events, now, repaired=packet.hops == 0)
        await self._tell_phones(own=False)
        if taken.refused:
            self.station.dropped[taken.refused] += 1
        else:
            self.heard += 1
            self.last_heard = int(utc)
            self.inbox_grew.set()
        if self._relay and taken.relay:
            self.station.relay(heard, now)

    async def _hear_text(self, text: Text) -> None:
        if self.phones is not None:
            await self.phones.hear(text)

    async def _tell_phones(self, *, own: bool) -> None:
        """Alerts that are new here, for people with stock phones."""
        while self.keeper.news:
            news = self.keeper.news.popleft()
            if self.phones is not None:
                await self.phones.alert(news.notice, news.ended, own=own)
