"""Carries out what a station decides to transmit: on the radio, and on the disk."""

import asyncio
import logging
import time
from contextlib import suppress

from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.station import Station, Transmission
from lora_gateway.documents.documents import Documents
from lora_gateway.errors import PortLost, Refused
from lora_gateway.law.meter import Meter
from lora_gateway.port.port import Port
from lora_gateway.repair.repair import Repair
from lora_gateway.store.store import Store
from lora_gateway.store.trouble import Trouble

log = logging.getLogger(__name__)


class Transmitter:
    """`changed` wakes whoever tells the agent about it."""

    def __init__(
        self, station: Station, store: Store, port: Port, *, meter: Meter, repair: Repair, documents: Documents,
        trouble: Trouble, changed: asyncio.Event,
    ) -> None:  # fmt: skip
        self.sent = 0
        self._station = station
        self._store = store
        self._port = port
        self._meter = meter
        self._repair = repair
        self._documents = documents
        self._trouble = trouble
        self._changed = changed
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something has changed: look again what is due."""
        self._wake.set()

    async def run(self) -> None:
        while True:
            self._wake.clear()
            late = self._station.expired(time.time())
            if late:
                await self._trouble.writing(self._store.finish(outgoing.id for outgoing in late), None)
                self._changed.set()
            now = time.monotonic()
            if self._port.state.up:
                await self._repair.step(now, time.time())
                self._documents.step(now, time.time())
            step = self._station.next(now)
            if isinstance(step, Transmission) and self._port.state.up:
                await self._transmit(step)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s(step, now)):
                    await self._wake.wait()

    def _pause_s(self, step: Transmission | float, now: float) -> float | None:
        """How long nothing is due; None while only the radio is missing."""
        if isinstance(step, Transmission):
            return None
        return min(step, self._repair.wait_s(now), self._documents.wait_s(now)) if self._port.state.up else step

    async def _transmit(self, transmission: Transmission) -> None:
        await self._meter.charge(transmission.airtime_ms)
        try:
            airtime_ms = await self._port.send(transmission.packet, urgent=transmission.urgent)
        except PortLost as error:
            log.info("a transmission was cut off: %s", error)
            self._station.not_sent(time.monotonic())
            return
        except Refused as error:
            log.info("the radio did not transmit: %s", error)
            await self._meter.refund(transmission.airtime_ms)
            self._station.not_sent(time.monotonic(), error.retry_s)
            return
        if airtime_ms > transmission.airtime_ms:
            await self._meter.charge(airtime_ms - transmission.airtime_ms)
        self.sent += 1
        self._station.sent(transmission, time.monotonic())
        if isinstance(transmission.subject, Outgoing):
            await self._trouble.writing(self._store.progress(transmission.subject), None)
        self._changed.set()
