"""A LoRa modem on a pseudo-terminal: speaks docs/protocol/modem.md byte by byte, as a board on USB would."""

import asyncio
import os
import select
import tty
from dataclasses import dataclass, field
from pathlib import Path

from meshwire import modem

POUR = 512  # bytes; a line that takes any takes so many
BOOT_TEXT = b"ets Jul 29 2019 12:21:46\r\nMPY: soft reboot\r\n"


@dataclass
class FakeModem:
    """`device` is what the gateway opens. Transmissions wait in `sent` until the test answers them."""

    version: int = modem.VERSION
    settings: modem.Settings | None = None
    is_deaf: bool = False  # answers nothing
    sent: asyncio.Queue = field(default_factory=asyncio.Queue)
    configured: asyncio.Event = field(default_factory=asyncio.Event)

    def __enter__(self):
        self._line, self._other = os.openpty()
        tty.setraw(self._other)
        self.device = Path(os.ttyname(self._other))
        self._decoder = modem.Decoder()
        asyncio.get_running_loop().add_reader(self._line, self._read)
        return self

    def __exit__(self, *_):
        self.unplug()

    def unplug(self):
        if self._line >= 0:
            asyncio.get_running_loop().remove_reader(self._line)
            os.close(self._line)
            os.close(self._other)
            self._line = -1

    def restart(self):
        """Power was lost for a moment: the settings are gone, and the boot loader talks."""
        self.settings = None
        self.configured.clear()
        self.write(BOOT_TEXT)
        self._greet()

    def write(self, data):
        os.write(self._line, data)

    async def pour(self, data):
        """Write more than the line holds at a time, as fast as the other end reads."""
        for at in range(0, len(data), POUR):
            while not select.select([], [self._line], [], 0)[1]:  # noqa: ASYNC110  # a line sets no event
                await asyncio.sleep(0.001)
            self.write(data[at : at + POUR])

    def say(self, kind, content=b""):
        self.write(modem.encode(kind, content))

    def done(self, number, airtime_ms):
        self.say(modem.DONE, number.to_bytes(2, "big") + airtime_ms.to_bytes(4, "big"))

    def refuse(self, number, reason):
        self.say(modem.REFUSED, number.to_bytes(2, "big") + reason.encode())

    def receive(self, payload, *, rssi_dbm=-90, snr_db=5):
        self.say(modem.RECEIVED, modem.encode_received(modem.Received(rssi_dbm, snr_db, payload)))

    def _greet(self):
        self.say(modem.HELLO, modem.encode_hello(modem.Hello(self.version, self.settings is not None, "fake")))

    def _read(self):
        for kind, content in self._decoder.feed(os.read(self._line, 4096)):
            if self.is_deaf:
                continue
            if kind == modem.SETTINGS:
                self.settings = modem.decode_settings(content)
                self.configured.set()
            if kind in (modem.PING, modem.SETTINGS):
                self._greet()
            elif kind == modem.TRANSMIT:
                self.sent.put_nowait((int.from_bytes(content[:2], "big"), content[2:]))
