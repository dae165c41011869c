"""`sim://`: a radio on the simulated air of this machine. docs/protocol/ether.md."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from lora_gateway.air.radio import Radio
from lora_gateway.errors import BadMessage, PortLost, Refused
from lora_gateway.ether import wire
from lora_gateway.port import raw
from lora_gateway.port.port import Carrier, Packet, PortEvent, State

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0  # between tries to reach the ether
SEND_TIMEOUT_S = 20.0  # the longest payload takes 14.3 s on LongSlow
MAX_EVENTS = 256  # waiting for the reader; beyond that the ether has to wait


class SimPort:
    def __init__(self, url: str, path: Path, station: str, preset: str) -> None:
        self.url = url
        self.radio = Radio(preset)
        self.state = State(False, "not connected yet")
        self._path = path
        self._station = station
        self._events: asyncio.Queue[PortEvent] = asyncio.Queue(MAX_EVENTS)
        self._writer: asyncio.StreamWriter | None = None
        self._sending: asyncio.Future[int] | None = None

    async def run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self._path)
            except OSError as error:
                await self._down(f"no simulated air at {self._path} ({error.strerror})")
            else:
                began = asyncio.get_running_loop().time()
                await self._serve(reader, writer)
                if asyncio.get_running_loop().time() - began > LONGEST_PAUSE_S:  # not thrown out at once
                    pause_s = FIRST_PAUSE_S
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def send(self, packet: Packet, *, urgent: bool) -> int:
        if self._writer is None:
            raise PortLost(self.state.reason)
        self._sending = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(wire.encode(wire.TRANSMIT, raw.encode(packet)))
            async with asyncio.timeout(SEND_TIMEOUT_S):
                return await self._sending
        except TimeoutError:
            self._writer.close()
            raise PortLost("the simulated air does not answer") from None
        finally:
            self._sending = None

    async def events(self) -> AsyncIterator[PortEvent]:
        while True:
            yield await self._events.get()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reason = "the simulated air ended"
        try:
            writer.write(wire.encode(wire.HELLO, self._station.encode()))
            self._writer = writer
            await self._change(State(True))
            while (message := await wire.read(reader)) is not None:
                await self._take(*message)
        except BadMessage as error:
            reason = str(error)
        finally:
            self._writer = None
            writer.close()
        await self._down(reason)

    async def _take(self, kind: bytes, content: bytes) -> None:
        if kind == wire.RECEIVED:
            await self._events.put(raw.reception(*wire.decode_received(content)))
        elif kind == wire.CARRIER:
            await self._events.put(Carrier(content != b"\0"))
        elif self._sending is None or self._sending.done():
            log.debug("the ether said %r about nothing", kind)
        elif kind == wire.DONE:
            self._sending.set_result(int.from_bytes(content[:4], "big"))
        elif kind == wire.REFUSED:
            self._sending.set_exception(Refused(content.decode("utf-8", "replace")))

    async def _down(self, reason: str) -> None:
        if self._sending is not None and not self._sending.done():
            self._sending.set_exception(PortLost(reason))
        await self._change(State(False, reason))

    async def _change(self, state: State) -> None:
        if state != self.state:
            self.state = state
            log.info("radio %s is %s", self.url, "up" if state.up else f"down: {state.reason}")
            await self._events.put(state)
