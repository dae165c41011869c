"""`modem://`: a MicroPython board with an SX126x radio on USB. docs/protocol/modem.md."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from itertools import count

from lora_gateway.air.radio import Radio
from lora_gateway.errors import PortLost, Refused
from lora_gateway.port import raw
from lora_gateway.port.port import Carrier, Dropped, Packet, PortEvent, State
from lora_gateway.port.reports import Reports
from lora_gateway.port.transport import Transport
from meshwire import modem
from meshwire.errors import WireError

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0  # between tries: a radio that is plugged in again is back in less than 30 s
PING_S, SILENCE_S = 10.0, 30.0
MAX_TEXT = 100  # characters of a modem's text in a log line


class ModemPort:
    """One transmission at a time; the modem gets `settings` whenever it says that it has none."""

    def __init__(self, url: str, transport: Transport, preset: str, settings: modem.Settings) -> None:
        self.url = url
        self.radio = Radio(preset)
        self._transport = transport
        self._settings = settings
        self._reports = Reports(url)
        self._numbers = count()
        self._number = -1
        self._asked = False  # whether the settings are on their way

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
                await self._transport.open()
                await self._serve()
            except PortLost as error:
                if self.state.up:
                    pause_s = FIRST_PAUSE_S
                await self._reports.down(str(error))
            finally:
                await self._transport.close()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def send(self, packet: Packet, *, urgent: bool) -> int:
        if not self.state.up:
            raise PortLost(self.state.reason)
        self._number = next(self._numbers) % 65536
        content = self._number.to_bytes(2, "big") + raw.encode(packet)
        return await self._reports.transmission(lambda: self._write(modem.TRANSMIT, content))

    async def _serve(self) -> None:
        """Talk to the modem until it is gone; raises PortLost then."""
        decoder, loop = modem.Decoder(), asyncio.get_running_loop()
        self._asked = False
        heard_at, damaged = loop.time(), 0
        self._write(modem.PING)
        while loop.time() - heard_at < SILENCE_S:
            for kind, content in decoder.feed(await self._read()):
                heard_at = loop.time()
                await self._take(kind, content)
            if decoder.damaged > damaged:
                damaged = decoder.damaged
                await self._reports.tell(Dropped("damaged on the serial line"))
        raise PortLost("the modem does not answer; does the board run the modem's program?")

    async def _read(self) -> bytes:
        """What came within a while; a silent modem is asked whether it is there."""
        try:
            async with asyncio.timeout(PING_S):
                data = await self._transport.read()
        except TimeoutError:
            self._write(modem.PING)
            return b""
        if not data:
            raise PortLost("the modem was unplugged")
        return data

    async def _take(self, kind: bytes, content: bytes) -> None:
        try:
            if kind == modem.HELLO:
                await self._greet(modem.decode_hello(content))
            elif kind == modem.RECEIVED:
                received = modem.decode_received(content)
                await self._reports.tell(raw.reception(received.payload, received.rssi_dbm, received.snr_db))
            elif kind == modem.CARRIER:
                await self._reports.tell(Carrier(content != b"\0"))
            elif kind == modem.LOG:
                log.info("modem: %s", _text(content))
            elif int.from_bytes(content[:2], "big") == self._number:
                self._end(kind, content[2:])
        except WireError as error:
            log.warning("%s", error)

    async def _greet(self, hello: modem.Hello) -> None:
        if hello.version != modem.VERSION:
            raise PortLost(f"the modem speaks version {hello.version}, this gateway {modem.VERSION}; flash it again")
        if hello.is_set and self._asked:
            await self._reports.up()
            return
        await self._reports.down("the modem is being set up")  # it started anew, or was set up by somebody else
        self._asked = True
        self._write(modem.SETTINGS, modem.encode_settings(self._settings))

    def _end(self, kind: bytes, content: bytes) -> None:
        if kind == modem.DONE:
            self._reports.done(int.from_bytes(content[:4], "big"))
        elif kind == modem.REFUSED:
            self._reports.failed(Refused(_text(content)))

    def _write(self, kind: bytes, content: bytes = b"") -> None:
        self._transport.write(modem.encode(kind, content))


def _text(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "?" for character in text)[:MAX_TEXT]
