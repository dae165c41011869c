"""Runs one station on one port: what is decided in station.py is kept in the store and done on the radio."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Iterable
from contextlib import suppress
from itertools import count

from lora_gateway.air.flood import Flight
from lora_gateway.air.keeper import Keeper
from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.priority import Priority
from lora_gateway.air.repair import Repair
from lora_gateway.air.seen import Name, name_of
from lora_gateway.air.station import Station, Transmission, resumed
from lora_gateway.air.store import InboxFrame, Store
from lora_gateway.errors import PortLost, Refused
from lora_gateway.port.port import Carrier, Dropped, Port, PortEvent, Reception, Relayed, State
from meshwire import need, summary
from meshwire.errors import WireError
from meshwire.frame import MAX_FRAME

log = logging.getLogger(__name__)

CONTROL = (summary.HEAD, need.HEAD)


class Forwarder:
    """`inbox_grew` and `changed` wake whoever tells the agent about it."""

    def __init__(self, station: Station, store: Store, port: Port, *, relay: bool) -> None:
        self.station = station
        self.store = store
        self.port = port
        self.keeper = Keeper(store, station.dropped)
        self.repair = Repair(station, self.keeper)
        self.sent = 0
        self.heard = 0
        self.last_heard = 0
        self.inbox_grew = asyncio.Event()
        self.changed = asyncio.Event()
        self._relay = relay
        self._wake = asyncio.Event()
        self._order = count()

    async def resume(self) -> None:
        """Take over what an earlier process left."""
        now, utc = time.monotonic(), time.time()
        self.station.budget.restore(await self.store.charges(utc), now)
        for outgoing in await self.store.newest(now=now, utc=utc):
            self.station.outbox.show(outgoing)
        waiting = await self.store.waiting(now=now, utc=utc)
        for outgoing in waiting:
            self.station.outbox.add(resumed(outgoing, now))
        self._order = count(max((outgoing.order for outgoing in waiting), default=0) + 1)
        self.last_heard = await self.store.last_heard()
        await self.keeper.load(utc)
        if waiting:
            log.info("%d frames are waiting from before", len(waiting))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.port.run(), name="port")
            group.create_task(self._listen(), name="listen")
            group.create_task(self._transmit_all(), name="transmit")

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
        if is_known:
            return
        outgoing = Outgoing(id, frame, name, priority, expires, next(self._order), now, Flight(now))
        if outgoing.has_expired(utc):
            raise Refused("expired")
        if not self.station.outbox.has_room(priority):
            raise Refused("the outbox is full")
        await self._bear(self.store.add(outgoing, int(utc)))
        dropped = self.station.outbox.add(outgoing)
        if dropped is not None:
            self.station.dropped["outbox full"] += 1
            await self._bear(self.store.finish([dropped.id]))
        self._touch()
        if trouble := self.keeper.trouble.reason:
            raise Refused(f"it is sent but not kept, a restart would lose it: {trouble}")

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

    async def cancel(self, ids: Iterable[bytes]) -> None:
        """These need not be sent any more."""
        found = [id for id in ids if self.station.outbox.remove(id)]
        if found:
            await self._bear(self.store.finish(found))
            self._touch()

    def _touch(self) -> None:
        self._wake.set()
        self.changed.set()

    async def _transmit_all(self) -> None:
        while True:
            self._wake.clear()
            late = self.station.expired(time.time())
            if late:
                await self._bear(self.store.finish(outgoing.id for outgoing in late))
                self.changed.set()
            now = time.monotonic()
            if self.port.state.up:
                await self.repair.step(now, time.time())
            step = self.station.next(now)
            if isinstance(step, Transmission) and self.port.state.up:
                await self._transmit(step)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s(step, now)):
                    await self._wake.wait()

    def _pause_s(self, step: Transmission | float, now: float) -> float | None:
        """How long nothing is due; None while only the radio is missing."""
        if isinstance(step, Transmission):
            return None
        return min(step, self.repair.wait_s(now)) if self.port.state.up else step

    async def _transmit(self, transmission: Transmission) -> None:
        """Charged on the disk before it starts: a crash may waste airtime, never overdraw it."""
        self.station.budget.charge(transmission.airtime_ms, time.monotonic())
        await self._bear(self.store.charge(transmission.airtime_ms, time.time()))
        try:
            airtime_ms = await self.port.send(transmission.packet, urgent=transmission.urgent)
        except PortLost as error:
            log.info("a transmission was cut off: %s", error)
            return
        except Refused as error:
            log.info("the radio did not transmit: %s", error)
            self.station.not_sent(time.monotonic())
            return
        if airtime_ms > transmission.airtime_ms:
            self.station.budget.charge(airtime_ms - transmission.airtime_ms, time.monotonic())
            await self._bear(self.store.charge(airtime_ms - transmission.airtime_ms, time.time()))
        self.sent += 1
        self.station.sent(transmission, time.monotonic())
        if isinstance(transmission.subject, Outgoing):
            await self._bear(self.store.progress(transmission.subject))
        self.changed.set()

    async def _listen(self) -> None:
        async for event in self.port.events():
            await self._take(event)
            self._wake.set()
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
            case Relayed(number):
                if ours := self.station.relayed(number, now):
                    await self._bear(self.store.progress(ours))
            case State(up):
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
        heard, ours = self.station.hear(packet, now)
        if ours is not None:
            await self._bear(self.store.progress(ours))
        if heard is None:
            return
        self.repair.overheard(heard.name, now)
        taken = await self.keeper.hear(heard.name, reception, now=now, utc=utc)
        self.repair.learned(taken.events, now, repaired=packet.hops == 0)
        if taken.refused:
            self.station.dropped[taken.refused] += 1
        else:
            self.heard += 1
            self.last_heard = int(utc)
            self.inbox_grew.set()
        if self._relay and taken.relay:
            self.station.relay(heard, now)
