"""`sim://`: a radio on the simulated air of this machine. docs/protocol/ether.md."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lora_gateway.air.radio import Radio
from lora_gateway.errors import BadMessage, ConfigError, PortLost, Refused
from lora_gateway.ether import wire
from lora_gateway.port import forms, raw
from lora_gateway.port.port import Carrier, Packet, PortEvent, State
from lora_gateway.port.reports import Reports

DEFAULT_STATION = "gateway"
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0  # between tries to reach the ether


class SimPort:
    def __init__(self, url: str, path: Path, station: str, preset: str) -> None:
        self.url = url
        self.radio = Radio(preset)
        self._path = path
        self._station = station
        self._reports = Reports(url)
        self._writer: asyncio.StreamWriter | None = None

    @property
    def state(self) -> State:
        return self._reports.state

    def about(self) -> Mapping[str, object]:
        return {}

    def events(self) -> AsyncIterator[PortEvent]:
        return self._reports.events()

    async def run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self._path)
            except OSError as error:
                await self._reports.down(f"no simulated air at {self._path} ({error.strerror})")
            else:
                began = asyncio.get_running_loop().time()
                await self._serve(reader, writer)
                if asyncio.get_running_loop().time() - began > LONGEST_PAUSE_S:  # not thrown out at once
                    pause_s = FIRST_PAUSE_S
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def send(self, packet: Packet, *, urgent: bool) -> int:
        writer = self._writer
        if writer is None:
            raise PortLost(self.state.reason)
        message = wire.encode(wire.TRANSMIT, raw.encode(packet))
        try:
            return await self._reports.transmission(lambda: writer.write(message))
        except PortLost:
            writer.close()
            raise

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reason = "the simulated air ended"
        try:
            writer.write(wire.encode(wire.HELLO, self._station.encode()))
            self._writer = writer
            await self._reports.up()
            while (message := await wire.read(reader)) is not None:
                await self._take(*message)
        except BadMessage as error:
            reason = str(error)
        finally:
            self._writer = None
            writer.close()
        await self._reports.down(reason)

    async def _take(self, kind: bytes, content: bytes) -> None:
        if kind == wire.RECEIVED:
            await self._reports.tell(raw.reception(*wire.decode_received(content)))
        elif kind == wire.CARRIER:
            await self._reports.tell(Carrier(content != b"\0"))
        elif kind == wire.DONE:
            self._reports.done(int.from_bytes(content[:4], "big"))
        elif kind == wire.REFUSED:
            self._reports.failed(Refused(content.decode("utf-8", "replace")))


def open_url(url: str, home: Path, preset: str, region: str) -> SimPort:
    """Not connected yet; ConfigError when the URL is none of ours."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if parts.netloc or query.keys() - {"station"}:
        raise ConfigError(f"port {url}: write it as {forms.SIM}")
    station = query.get("station", [DEFAULT_STATION])[0]
    if len(station.encode()) > wire.MAX_NAME or not station.isprintable():
        raise ConfigError(f"port {url}: a station's name has at most {wire.MAX_NAME} printable bytes")
    path = Path(parts.path) if parts.path else home / "run" / "ether.sock"
    return SimPort(url, path, station, preset)
