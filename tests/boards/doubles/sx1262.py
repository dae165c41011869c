"""An SX1262 at its pins and registers: commands, BUSY, DIO1, buffer, interrupts, as DS.SX1261-2 rev. 2.1 has them.

What the host does wrong is kept in `faults`: a command while BUSY, an unknown one, one of the wrong length, a command
that the mode does not allow. The air is what the test makes of it: `arrive` and `sent`.
"""

SLEEP, STANDBY_RC, STANDBY_XOSC, SYNTHESIS, RECEIVE, TRANSMIT = 0, 2, 3, 4, 5, 6  # chip modes, table 13-76
TX_DONE, RX_DONE, PREAMBLE, SYNC, HEADER_VALID, HEADER_ERROR = 0x0001, 0x0002, 0x0004, 0x0008, 0x0010, 0x0020
CRC_ERROR, TIMEOUT = 0x0040, 0x0200
ANY = None
# opcode: (name, bytes that follow it, ANY for one or more), tables 11-1 to 11-5. Reading commands count their status.
COMMANDS = {
    0x84: ("SetSleep", 1), 0x80: ("SetStandby", 1), 0xC1: ("SetFs", 0), 0x83: ("SetTx", 3), 0x82: ("SetRx", 3),
    0x9F: ("StopTimerOnPreamble", 1), 0x94: ("SetRxDutyCycle", 6), 0xC5: ("SetCad", 0),
    0xD1: ("SetTxContinuousWave", 0), 0xD2: ("SetTxInfinitePreamble", 0), 0x96: ("SetRegulatorMode", 1),
    0x89: ("Calibrate", 1), 0x98: ("CalibrateImage", 2), 0x95: ("SetPaConfig", 4), 0x93: ("SetRxTxFallbackMode", 1),
    0x0D: ("WriteRegister", ANY), 0x1D: ("ReadRegister", ANY), 0x0E: ("WriteBuffer", ANY),
    0x1E: ("ReadBuffer", ANY), 0x08: ("SetDioIrqParams", 8), 0x12: ("GetIrqStatus", 3), 0x02: ("ClearIrqStatus", 2),
    0x9D: ("SetDIO2AsRfSwitchCtrl", 1), 0x97: ("SetDIO3AsTCXOCtrl", 4), 0x86: ("SetRfFrequency", 4),
    0x8A: ("SetPacketType", 1), 0x11: ("GetPacketType", 2), 0x8E: ("SetTxParams", 2),
    0x8B: ("SetModulationParams", ANY), 0x8C: ("SetPacketParams", ANY), 0x88: ("SetCadParams", 7),
    0x8F: ("SetBufferBaseAddress", 2), 0xA0: ("SetLoRaSymbNumTimeout", 1), 0xC0: ("GetStatus", 1),
    0x15: ("GetRssiInst", 2), 0x13: ("GetRxBufferStatus", 3), 0x14: ("GetPacketStatus", 4),
    0x17: ("GetDeviceErrors", 3), 0x07: ("ClearDeviceErrors", 2), 0x10: ("GetStats", 7), 0x00: ("ResetStats", 6),
}  # fmt: skip
NOT_STARTED = 0x20  # XOSC_START_ERR, table 13-85
BUSY_US = {0x89: 3500, 0x98: 1500, 0x82: 120, 0x83: 120, 0x80: 100}  # others 2
AT_START = {0x0736: 0x0D, 0x0740: 0x14, 0x0741: 0x24, 0x0889: 0x01, 0x08AC: 0x94, 0x08D8: 0xC8, 0x0944: 0x00}
SYMBOL_US = 1000  # of its simple air: a packet takes as many symbols as it has bytes, and this many before
PREAMBLE_SYMBOLS = 8


class Sx1262:
    def __init__(self, bench, select: int, reset: int, busy: int, dio1: int, has_tcxo: bool = True) -> None:
        self._bench = bench
        self._busy = bench.wire(busy)
        self._dio1 = bench.wire(dio1)
        self._has_tcxo = has_tcxo
        self.faults = []
        self.commands = []  # (name, bytes that followed), in order, as they were carried out
        self.sent = []  # (payload, what was set: a dict)
        self.rssi_dbm = -110
        self.is_stuck = False  # BUSY stays high until the next reset
        self.is_mute = False  # transmissions never end
        self.resets = 0
        self._taken = bytearray()
        self._is_selected = False
        self._air = []  # what is due for it
        bench.spi[select] = self
        bench.wire(select).listeners.append(self.select)
        bench.wire(reset).listeners.append(self._on_reset)
        self._start()

    def arrive(self, payload: bytes, rssi_dbm: int = -80, snr_db: int = 6, is_whole: bool = True) -> None:
        """A packet begins now; its end comes when the bench lets its time pass."""
        if self.mode != RECEIVE or self.packet_type != 1:
            return
        self._later(PREAMBLE_SYMBOLS * SYMBOL_US, lambda: self._raise(PREAMBLE | SYNC | HEADER_VALID))
        length_us = (PREAMBLE_SYMBOLS + len(payload)) * SYMBOL_US
        self._later(length_us, lambda: self._received(payload, rssi_dbm, snr_db, is_whole))

    def drop_out(self) -> None:
        """Its supply goes for a moment: it starts anew and nobody is told."""
        self._start()

    def select(self, level: int) -> None:
        """The end of a transfer carries the command out."""
        if level == 0:
            self._taken = bytearray()
            self._is_selected = True
            if self.mode == SLEEP:
                self.mode = STANDBY_RC
        elif self._is_selected:
            self._is_selected = False
            if self._taken:
                self._carry_out(bytes(self._taken))

    def exchange(self, byte: int) -> int:
        self._taken.append(byte)
        if self._busy.level and len(self._taken) == 1:
            self.faults.append(f"command {byte:02x} while BUSY")
        return self._answer(len(self._taken) - 1)

    def _on_reset(self, level: int) -> None:
        if level == 0:
            self.is_stuck = False
            self.resets += 1
            self._start()

    def _start(self) -> None:
        """As after NRESET, section 9.1."""
        for entry in self._air:
            self._bench.cancel(entry)
        self._air = []
        self.mode = STANDBY_RC
        self.registers = dict(AT_START)
        self.buffer = bytearray(256)
        self.set = {}  # name of a setting command: its bytes
        self.packet_type = 0
        self.irq = self.irq_mask = self.dio1_mask = 0
        self.errors = NOT_STARTED if self._has_tcxo else 0
        self._tx_base = self._rx_base = 0
        self._received_length = self._received_at = 0
        self._quality = (0, 0)
        self._command_status = 1
        self._tell()
        self._be_busy(0)

    def _carry_out(self, taken: bytes) -> None:
        opcode, content = taken[0], taken[1:]
        name, length = COMMANDS.get(opcode, ("", 0))
        if not name or (len(content) == 0 if length is ANY else len(content) != length):
            self.faults.append(f"{name or 'unknown'} {opcode:02x} with {len(content)} bytes")
            self._command_status = 4  # command processing error
            return
        self.commands.append((name, content))
        self._command_status = 1
        getattr(self, "_" + name, self._keep)(name, content)
        self._be_busy(BUSY_US.get(opcode, 2))

    def _keep(self, name: str, content: bytes) -> None:
        if not name.startswith("Get") and not name.startswith("Read"):
            self.set[name] = content

    def _answer(self, at: int) -> int:
        opcode = self._taken[0]
        if opcode == 0x1D and at >= 4:
            return self.registers.get((self._taken[1] << 8 | self._taken[2]) + at - 4, 0)
        if opcode == 0x1E and at >= 3:
            return self.buffer[(self._taken[1] + at - 3) % 256]
        answers = {
            0x12: (self.irq >> 8, self.irq & 0xFF), 0x13: (self._received_length, self._received_at),
            0x14: self._quality + self._quality[:1], 0x15: (-2 * self.rssi_dbm,), 0x11: (self.packet_type,),
            0x17: (self.errors >> 8, self.errors & 0xFF),
        }.get(opcode, ())  # fmt: skip
        if 2 <= at < 2 + len(answers):
            return answers[at - 2]
        return self.mode << 4 | self._command_status << 1

    def _be_busy(self, us: int) -> None:
        self._busy.drive(1 if us or self.is_stuck else 0)
        if us and not self.is_stuck:
            self._bench.after(us, lambda: self._busy.drive(1 if self.is_stuck else 0))

    def _later(self, us: int, work) -> None:
        self._air.append(self._bench.after(us, work))

    def _raise(self, flags: int) -> None:
        self.irq |= flags & self.irq_mask
        self._tell()

    def _tell(self) -> None:
        self._dio1.drive(1 if self.irq & self.dio1_mask else 0)

    def _received(self, payload: bytes, rssi_dbm: int, snr_db: int, is_whole: bool) -> None:
        if self.mode != RECEIVE:
            return
        self._received_at, self._received_length = self._rx_base, len(payload)
        for at in range(len(payload)):
            self.buffer[(self._rx_base + at) % 256] = payload[at]
        self._quality = (-2 * rssi_dbm, snr_db * 4 & 0xFF)
        if self.set["SetRx"] != b"\xff\xff\xff":  # but in continuous mode
            self.mode = STANDBY_RC
        self._command_status = 2
        self._raise(RX_DONE if is_whole else RX_DONE | CRC_ERROR)

    def _leave_the_air(self) -> None:
        for entry in self._air:
            self._bench.cancel(entry)
        self._air = []

    def _SetStandby(self, name: str, content: bytes) -> None:
        self._leave_the_air()
        self.mode = STANDBY_XOSC if content[0] else STANDBY_RC
        if content[0] and self._has_tcxo and "SetDIO3AsTCXOCtrl" not in self.set:
            self.errors |= NOT_STARTED

    def _SetSleep(self, name: str, content: bytes) -> None:
        self.mode = SLEEP

    def _SetPacketType(self, name: str, content: bytes) -> None:
        self.packet_type = content[0]

    def _SetRx(self, name: str, content: bytes) -> None:
        self._leave_the_air()
        self.set[name] = content
        self._enter(RECEIVE)

    def _SetTx(self, name: str, content: bytes) -> None:
        self._leave_the_air()
        if not self._enter(TRANSMIT):
            return
        length = self.set["SetPacketParams"][3]
        payload = bytes([self.buffer[(self._tx_base + at) % 256] for at in range(length)])
        if not self.is_mute:
            self._later((PREAMBLE_SYMBOLS + length) * SYMBOL_US, lambda: self._transmitted(payload))

    def _enter(self, mode: int) -> bool:
        missing = [
            name for name in ("SetRfFrequency", "SetModulationParams", "SetPacketParams") if name not in self.set
        ]
        if missing or self.packet_type != 1:
            self.faults.append(f"on the air without {missing or 'LoRa'}")
            self._command_status = 5
            return False
        self.mode = mode
        return True

    def _transmitted(self, payload: bytes) -> None:
        self.mode = STANDBY_RC
        self.sent.append((payload, dict(self.set, sync=self.registers[0x0740] << 8 | self.registers[0x0741])))
        self._raise(TX_DONE)

    def _WriteRegister(self, name: str, content: bytes) -> None:
        for at in range(len(content) - 2):
            self.registers[(content[0] << 8 | content[1]) + at] = content[2 + at]

    def _WriteBuffer(self, name: str, content: bytes) -> None:
        for at in range(len(content) - 1):
            self.buffer[(content[0] + at) % 256] = content[1 + at]

    def _SetBufferBaseAddress(self, name: str, content: bytes) -> None:
        self._tx_base, self._rx_base = content

    def _SetDioIrqParams(self, name: str, content: bytes) -> None:
        self.irq_mask, self.dio1_mask = content[0] << 8 | content[1], content[2] << 8 | content[3]
        self._tell()

    def _ClearIrqStatus(self, name: str, content: bytes) -> None:
        self.irq &= ~(content[0] << 8 | content[1])
        self._tell()

    def _ClearDeviceErrors(self, name: str, content: bytes) -> None:
        self.errors = 0
