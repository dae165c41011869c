"""The board as the LoRa modem of a gateway on USB: it sends what it is told to. docs/protocol/modem.md.

No keys, no memory of frames, and of rules these: nothing before it was told on which channel, one transmission at a
time, none into a busy channel. The radio must take `tune(settings)`; `line` and the rest are those of node.hardware.
"""

import asyncio

from meshwire import airtime, modem
from meshwire.errors import WireError
from node.watch import Watch

MAX_READS = 4  # pieces of the line in one step
MAX_WAITING = 16  # messages for a gateway that does not read; then the oldest reception goes
PIECE = 256  # bytes
STEP_MS, BUSY_STEP_MS = 200, 20  # between two looks at the channel; while there is more to write or to read
FIRST_WINDOW_MS, LAST_WINDOW_MS = 50, 1600  # another look at a busy channel comes within that time, doubled each time
LISTEN_MS = 5000  # with the longest frame still less than the gateway waits
AGAIN_MS = 2000  # between two tries to set up a radio that does not take it
LOOP_MS, SENDING_MS = 10000, 30000  # a loop that is later stands still
BANDWIDTHS_HZ = (62500, 125000, 250000, 500000)


class Modem:
    def __init__(self, name: str, hardware, watch: Watch | None = None, sleep=asyncio.sleep) -> None:  # type: ignore[no-untyped-def]
        """`watch` learns that the loops go on; `sleep(seconds)`."""
        self._name = name
        self._hardware = hardware
        self._radio = hardware.radio
        self._watch = watch or Watch(hardware.clock.uptime_ms)
        self._sleep = sleep
        self._decoder = modem.Decoder()
        self._settings = None  # type: modem.Settings | None
        self._task = None  # type: tuple[int, bytes, modem.Settings] | None  # to be transmitted, until it was answered
        self._wanted = asyncio.Event()
        self._waiting = []  # type: list[tuple[bytes, bytes]]
        self._out = b""
        self._is_busy = False
        self._hello_ms = hardware.clock.uptime_ms()  # type: int | None  # when to say hello, at boot at once
        self._is_over = False
        self.sent = self.heard = self.lost = self.refused = 0

    async def run(self) -> None:
        """Until the gateway's machine wants the console back."""
        interruptible(False)
        self._show()
        transmitting = asyncio.create_task(self._transmit())
        try:
            while not self._is_over or self._out or self._waiting:
                await self._hardware.wait(self.step())
        finally:
            transmitting.cancel()
            self._watch.rest("modem")
            self._watch.rest("transmission")
            interruptible(True)

    def step(self) -> int:
        """Deal with what came over line and air; how many milliseconds until the next step."""
        now_ms = self._hardware.clock.uptime_ms()
        self._watch.expect("modem", LOOP_MS)
        is_more = self._read(now_ms)
        self._hear()
        self._look()
        if self._hello_ms is not None and now_ms >= self._hello_ms:
            self._hello_ms = None
            is_set = self._settings is not None
            self._say(modem.HELLO, modem.encode_hello(modem.Hello(modem.VERSION, is_set, self._name)))
        self._write()
        return BUSY_STEP_MS if is_more or self._out or self._waiting else STEP_MS

    async def transmit(self) -> None:
        """Send what was asked for, as soon as the channel is free; or say why not."""
        number, payload, settings = self._task  # type: ignore[misc]
        try:
            reason = await self._wait_for_channel(settings)
            if not reason and not await self._radio.send(payload):
                reason = "the radio did not send it"
        finally:
            self._task = None
        if reason:
            self._refuse(number, reason)
            return
        self.sent += 1
        used_us = airtime.time_on_air_us(
            len(payload), settings.bandwidth_hz, settings.spreading, settings.coding, settings.preamble
        )
        self._say(modem.DONE, number.to_bytes(2, "big") + (-(-used_us // 1000)).to_bytes(4, "big"))

    async def _transmit(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            self._watch.expect("transmission", SENDING_MS)
            await self.transmit()
            self._watch.rest("transmission")

    async def _wait_for_channel(self, settings: modem.Settings) -> str:
        """Empty when it is free, or why there is no sense in waiting longer."""
        waited_ms, window_ms = 0, FIRST_WINDOW_MS
        while True:
            if self._settings is not settings:
                return "the settings have changed"
            if not self._radio.is_busy():
                return ""
            if waited_ms >= LISTEN_MS:
                return "the channel is busy"
            pause_ms = self._hardware.random_ms(1, window_ms)
            await self._sleep(pause_ms / 1000)
            waited_ms += pause_ms
            window_ms = min(2 * window_ms, LAST_WINDOW_MS)

    def _read(self, now_ms: int) -> bool:
        """Whether there may be more."""
        for _ in range(MAX_READS):
            data = self._hardware.line.typed()
            for kind, content in self._decoder.feed(data):
                self._take(kind, content, now_ms)
            if not data:
                return False
        return True

    def _take(self, kind: bytes, content: bytes, now_ms: int) -> None:
        if kind == modem.PING:
            self._hello_ms = now_ms if self._hello_ms is None else self._hello_ms
        elif kind == modem.SETTINGS:
            self._tune(content, now_ms)
        elif kind == modem.TRANSMIT and len(content) >= 2:
            self._accept(int.from_bytes(content[:2], "big"), content[2:])
        elif (kind, content) == (modem.LEAVE, modem.LEAVE_WORD):
            self._is_over = True
            self._hello_ms = None
            self._say(modem.LOG, b"the console is back")

    def _tune(self, content: bytes, now_ms: int) -> None:
        """A hello answers. One that says that it failed comes late: the gateway tries again at once."""
        self._settings = None
        self._hello_ms = now_ms + AGAIN_MS
        try:
            settings = checked(modem.decode_settings(content))
        except WireError as error:
            self._say(modem.LOG, str(error).encode())
            return
        if not self._radio.tune(settings):
            self._say(modem.LOG, b"the radio does not take the settings; it is tried again")
            return
        self._settings = settings
        self._hello_ms = now_ms
        self._is_busy = False
        self._show()

    def _accept(self, number: int, payload: bytes) -> None:
        if self._settings is None:
            self._refuse(number, "no settings yet")
        elif self._task is not None:
            self._refuse(number, "one transmission at a time")
        elif not 0 < len(payload) <= airtime.MAX_PHY:
            self._refuse(number, "%d bytes; LoRa carries 1 to %d" % (len(payload), airtime.MAX_PHY))
        else:
            self._task = number, payload, self._settings
            self._wanted.set()

    def _hear(self) -> None:
        payloads = self._radio.heard()
        signals = self._radio.signals()
        for at in range(len(payloads)):
            rssi_dbm, snr_db = signals[at]
            told = modem.Received(max(min(rssi_dbm, 127), -255), max(min(snr_db, 127), -128), payloads[at])
            self.heard += 1
            self._say(modem.RECEIVED, modem.encode_received(told))
        self.lost += self._radio.lost()

    def _look(self) -> None:
        """Tell when the channel becomes busy or free; not of what this modem does itself."""
        if self._settings is None or self._task is not None:
            return
        is_busy = self._radio.is_busy()
        if is_busy != self._is_busy:
            self._is_busy = is_busy
            self._say(modem.CARRIER, b"\1" if is_busy else b"\0")

    def _refuse(self, number: int, reason: str) -> None:
        self.refused += 1
        self._say(modem.REFUSED, number.to_bytes(2, "big") + reason.encode())

    def _say(self, kind: bytes, content: bytes) -> None:
        if len(self._waiting) >= MAX_WAITING:
            received = [at for at in range(len(self._waiting)) if self._waiting[at][0] == modem.RECEIVED]
            self._waiting.pop(received[0] if received else 0)
            self.lost += 1
        self._waiting.append((kind, content))

    def _write(self) -> None:
        """As much as the line takes now; a message that was begun is ended before the next."""
        while self._out or self._waiting:
            if not self._out:
                self._out = modem.encode(*self._waiting.pop(0))
            count = self._hardware.line.write(self._out[:PIECE])
            if not count:
                return
            self._out = self._out[count:]

    def _show(self) -> None:
        lines = ["MODEM", self._name[:21], "", "waits for a gateway"]
        if self._settings is not None:
            hertz = self._settings.frequency_hz
            lines[3] = "%d.%03d MHz" % (hertz // 1000000, hertz // 1000 % 1000)
            lines.append("SF%d %d kHz" % (self._settings.spreading, self._settings.bandwidth_hz // 1000))
        self._hardware.display.show(lines)


def checked(settings: modem.Settings) -> modem.Settings:
    """The same when an SX126x can do that; WireError when not."""
    limits = (
        (settings.frequency_hz, 137000000, 1020000000), (settings.spreading, 7, 12), (settings.coding, 5, 8),
        (settings.preamble, 6, 1000), (settings.power_dbm, -9, 22),
    )  # fmt: skip
    if settings.bandwidth_hz not in BANDWIDTHS_HZ or not all([low <= value <= high for value, low, high in limits]):
        raise WireError("modem: settings that the radio cannot have")
    return settings


def interruptible(is_wanted: bool) -> None:
    """Whether a byte 3 on the line stops the program, as Ctrl-C of a terminal does: a message may hold one."""
    try:
        __import__("micropython").kbd_intr(3 if is_wanted else -1)
    except (ImportError, AttributeError):
        pass  # not on a chip
