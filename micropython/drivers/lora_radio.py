"""`radio` of node.hardware: an SX1262, through the `lora` packages of micropython-lib (MIT, installed by mip).

Of the library only what it calls public is used: the constructor, configure, calibrate_image, start_recv, poll_recv,
prepare_send, start_send, poll_send, irq_triggered, set_irq_callback, get_time_on_air_us, crc_errors.
"""

import asyncio
import time

MAX_HEARD = 16  # payloads between two steps; the chip itself holds one
NAP_S = 0.005
POLL_MS = 1000  # an interrupt may be lost
CHECK_MS = 60000  # between two looks whether the chip still has its settings
LATE_MS = 250  # beyond its time on air a transmission has failed
FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 1000, 60000  # between two tries to start the chip anew
BUSY_DBM = -90  # stronger than this the channel is taken: someone within a few hundred metres, or a real interferer
OVER_NOISE_DB = 8
QUIETEST_DBM = -120
RISE_MS = 500  # for each decibel that the noise floor is taken to rise: no packet lasts long enough to look like it
RSSI_SAMPLES = 4
ARRIVING_MS = 10000  # the longest packet of the slowest preset; a header older than that was never followed by an end
CHIP_ERRORS = (OSError, RuntimeError, ValueError, AssertionError)  # what the library raises when the chip misbehaves


class Radio:
    """Silent and busy until `tune` was called. The chip is started anew, after a growing pause, whenever it fails."""

    def __init__(self, open_modem, chip, news, log) -> None:
        """`open_modem()` resets the chip and makes the library's AsyncSX1262 of it; `chip` is of drivers.sx126x;
        `news()` is called when something may have been heard."""
        self._open = open_modem
        self._chip = chip
        self._news = news
        self._log = log
        self._settings = None
        self._modem = None
        self._packet = None  # the library fills it again when the next one is as long
        self._heard = []  # type: list[tuple[bytes, tuple[int, int]]]  # one list: an interrupt may come at any point
        self._lost = 0
        self._is_talking = False  # with the chip: an interrupt must then leave it alone
        self._is_sending = False
        self._polled_ms = self._checked_ms = self._failed_ms = time.ticks_ms()
        self._pause_ms = 0
        self._arriving_ms = None  # type: int | None
        self._noise_dbm = QUIETEST_DBM
        self._noise_ms = self._polled_ms
        self._signals = []  # type: list[tuple[int, int]]  # of what was given last
        self._last = (0, 0)
        self._crc_errors = 0  # of modems before this one
        self.errors = self.starts = self.received = self.sent = self.dropped = 0

    def tune(self, settings) -> bool:
        """Use these meshwire.modem.Settings from now on; False when the chip does not take them now."""
        self._settings = settings
        self._close()
        self._pause_ms = 0
        return self._is_ready()

    def heard(self) -> list[bytes]:
        self._look()
        heard, self._heard = self._heard, []
        self._signals = [signal for _, signal in heard]
        return [payload for payload, _ in heard]

    def signals(self) -> list[tuple[int, int]]:
        """RSSI in dBm and SNR in dB of each payload that `heard` gave last."""
        return self._signals

    def lost(self) -> int:
        """How many payloads came while there was no room, since this was last asked."""
        lost, self._lost = self._lost, 0
        return lost

    def is_busy(self) -> bool:
        """Whether a packet is on the air here. Noise that stays for half a minute is none."""
        if not self._is_ready() or self._is_sending:
            return True
        self._is_talking = True
        try:
            return self._is_arriving() or self._is_loud()
        except CHIP_ERRORS as error:
            self._fail(error)
            return True
        finally:
            self._is_talking = False

    async def send(self, payload: bytes) -> bool:
        """Within its time on air and a quarter of a second; whether the chip says that it was sent."""
        if self._is_sending or not self._is_ready():
            return False
        self._is_sending = True
        try:
            was_sent = await self._send(payload)
        except CHIP_ERRORS as error:
            self._fail(error)
            was_sent = False
        self._is_sending = self._is_talking = False
        self.sent += was_sent
        return was_sent

    def facts(self) -> dict:
        """For the console."""
        damaged = self._crc_errors + (self._modem.crc_errors if self._modem else 0)
        return {
            "up": self._modem is not None, "rssi_dbm": self._last[0], "snr_db": self._last[1],
            "noise_dbm": self._noise_dbm, "received": self.received, "sent": self.sent, "damaged": damaged,
            "dropped": self.dropped, "errors": self.errors, "starts": self.starts,
        }  # fmt: skip

    def _is_ready(self) -> bool:
        """Whether the chip works; starts it when it is time to."""
        if self._modem is not None:
            return True
        waited_ms = time.ticks_diff(time.ticks_ms(), self._failed_ms)
        if self._settings is None or waited_ms < self._pause_ms or self._is_talking:
            return False
        self._is_talking = True
        try:
            self._modem = self._start()
            self.starts += 1
            self._pause_ms = 0
        except CHIP_ERRORS as error:
            self._fail(error)
        self._is_talking = False
        return self._modem is not None

    def _start(self):
        modem = self._open()
        modem.configure(_configuration(self._settings))
        try:
            modem.calibrate_image()
        except ValueError:
            pass  # no values are known for this band; the chip then keeps those of its own start
        self._chip.latch_headers()
        modem.set_irq_callback(self._interrupt)
        modem.start_recv(continuous=True)
        self._polled_ms = self._checked_ms = time.ticks_ms()
        self._arriving_ms = None
        return modem

    def _fail(self, error) -> None:
        self.errors += 1
        self._close()
        self._failed_ms = time.ticks_ms()
        self._pause_ms = min(max(2 * self._pause_ms, FIRST_PAUSE_MS), LONGEST_PAUSE_MS)
        self._log.note("radio: %s; started anew in %d s" % (error, self._pause_ms // 1000))

    def _close(self) -> None:
        if self._modem is not None:
            self._crc_errors += self._modem.crc_errors
            self._modem.set_irq_callback(None)
        self._modem = None

    def _interrupt(self) -> None:
        """Fetch the packet at once, also while the board is busy with a signature: the next one overwrites it."""
        self._news()
        if not self._is_talking:
            self._look()

    def _look(self) -> None:
        if self._is_talking or not self._is_ready():
            return
        self._is_talking = True
        try:
            self._check()
            self._take()
        except CHIP_ERRORS as error:
            self._fail(error)
        except MemoryError:
            self._drop()
        self._is_talking = False

    def _take(self) -> None:
        now = time.ticks_ms()
        if not self._modem.irq_triggered() and time.ticks_diff(now, self._polled_ms) < POLL_MS:
            return
        self._polled_ms = now
        for _ in range(MAX_HEARD):
            packet = self._modem.poll_recv(self._packet)
            if packet is True:
                return
            if packet is False:
                self._modem.start_recv(continuous=True)
                return
            self._packet = packet
            self._last = (packet.rssi, packet.snr // 4)  # the library tells it in quarters
            self.received += 1
            if len(self._heard) < MAX_HEARD:
                self._heard.append((bytes(packet), self._last))
            else:
                self._drop()

    def _drop(self) -> None:
        self._lost += 1
        self.dropped += 1

    def _check(self) -> None:
        """A chip that lost its supply for a moment answers as before and hears nothing: its settings are gone."""
        now = time.ticks_ms()
        if self._is_sending or time.ticks_diff(now, self._checked_ms) < CHECK_MS:
            return
        self._checked_ms = now
        if not self._chip.is_lora():
            raise RuntimeError("the chip has lost its settings")

    async def _send(self, payload: bytes) -> bool:
        modem = self._modem
        limit_ms = modem.get_time_on_air_us(len(payload)) // 1000 + LATE_MS
        self._is_talking = True
        modem.prepare_send(payload)
        modem.start_send()
        self._is_talking = False
        started = time.ticks_ms()
        while True:
            await asyncio.sleep(NAP_S)
            if self._modem is not modem:
                return False  # tuned anew, or failed, meanwhile
            is_late = time.ticks_diff(time.ticks_ms(), started) > limit_ms
            if is_late or modem.irq_triggered():
                self._is_talking = True
                state = modem.poll_send()  # True: still sending; False: not at all; otherwise when it ended
                self._is_talking = False
                if state is not True:
                    return state is not False
            if is_late:
                raise RuntimeError("the chip did not end a transmission")

    def _is_arriving(self) -> bool:
        now = time.ticks_ms()
        if not self._chip.is_arriving():
            self._arriving_ms = None
            return False
        if self._arriving_ms is None:
            self._arriving_ms = now
        return time.ticks_diff(now, self._arriving_ms) < ARRIVING_MS

    def _is_loud(self) -> bool:
        loudest = max([self._chip.rssi_dbm() for _ in range(RSSI_SAMPLES)])
        floor = max(BUSY_DBM, self._noise_dbm + OVER_NOISE_DB)
        now = time.ticks_ms()
        if loudest < self._noise_dbm:
            self._noise_dbm = loudest
        elif loudest > self._noise_dbm and time.ticks_diff(now, self._noise_ms) >= RISE_MS:
            self._noise_dbm += 1
            self._noise_ms = now
        return loudest > floor


def _configuration(settings) -> dict:
    """What the library calls lora_cfg. It takes bandwidths as it writes them itself: 125, or "62.5"."""
    khz, rest = divmod(settings.bandwidth_hz, 1000)
    hertz = settings.frequency_hz
    return {
        "freq_khz": hertz // 1000 if hertz % 1000 == 0 else hertz / 1000,
        "bw": khz if rest == 0 else "%d.%d" % (khz, rest // 100),
        "sf": settings.spreading, "coding_rate": settings.coding, "preamble_len": settings.preamble,
        "syncword": settings.sync_word, "output_power": settings.power_dbm, "rx_boost": True,
    }  # fmt: skip
