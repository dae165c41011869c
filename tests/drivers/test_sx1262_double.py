"""The double of the SX1262 is held to the data sheet: DS.SX1261-2 rev. 2.1, chapters 8 to 13."""

import pytest

from tests.boards.doubles.sx1262 import COMMANDS, RECEIVE, STANDBY_RC, STANDBY_XOSC, TRANSMIT, Sx1262

SELECT, RESET, BUSY, DIO1 = 8, 12, 13, 14
# Opcode, name and bytes after the opcode of every command with a fixed length, as chapter 13 gives them one by one.
DATA_SHEET = """
    84 SetSleep 1, 80 SetStandby 1, C1 SetFs 0, 83 SetTx 3, 82 SetRx 3, 9F StopTimerOnPreamble 1, 94 SetRxDutyCycle 6,
    C5 SetCad 0, D1 SetTxContinuousWave 0, D2 SetTxInfinitePreamble 0, 96 SetRegulatorMode 1, 89 Calibrate 1,
    98 CalibrateImage 2, 95 SetPaConfig 4, 93 SetRxTxFallbackMode 1, 08 SetDioIrqParams 8, 12 GetIrqStatus 3,
    02 ClearIrqStatus 2, 9D SetDIO2AsRfSwitchCtrl 1, 97 SetDIO3AsTCXOCtrl 4, 86 SetRfFrequency 4, 8A SetPacketType 1,
    11 GetPacketType 2, 8E SetTxParams 2, 88 SetCadParams 7, 8F SetBufferBaseAddress 2, A0 SetLoRaSymbNumTimeout 1,
    C0 GetStatus 1, 13 GetRxBufferStatus 3, 14 GetPacketStatus 4, 15 GetRssiInst 2, 10 GetStats 7, 00 ResetStats 6,
    17 GetDeviceErrors 3, 07 ClearDeviceErrors 2
"""
VARIABLE = {0x0D: "WriteRegister", 0x1D: "ReadRegister", 0x0E: "WriteBuffer", 0x1E: "ReadBuffer"}
BY_PACKET_TYPE = {0x8B: "SetModulationParams", 0x8C: "SetPacketParams"}
LORA = (b"\x8a\x01", b"\x86\x36\x58\x66\x66", b"\x8b\x0b\x05\x01\x00", b"\x8c\x00\x10\x00\xff\x01\x00", b"\x8f\x00\x80")
ALL_IRQS = b"\x08\x03\xff\x02\x03\x00\x00\x00\x00"


class Host:
    """Talks to the chip over its pins."""

    def __init__(self, bench) -> None:
        self.bench = bench
        self.chip = Sx1262(bench, SELECT, RESET, BUSY, DIO1)

    def say(self, data: bytes) -> bytes:
        assert self.bench.wire(BUSY).level == 0
        self.bench.wire(SELECT).drive(0)
        answer = bytes(self.chip.exchange(byte) for byte in data)
        self.bench.wire(SELECT).drive(1)
        self.bench.pass_ms(5)
        return answer

    def set_up(self, *more: bytes) -> None:
        for command in (*LORA, ALL_IRQS, *more):
            self.say(command)


@pytest.fixture
def host(bench):
    bench.wire(SELECT).drive(1)
    return Host(bench)


def test_its_commands_are_those_of_the_data_sheet():
    rows = [row.split() for row in DATA_SHEET.split(",")]
    fixed = {int(code, 16): (name, int(length)) for code, name, length in rows}
    assert {code: row for code, row in COMMANDS.items() if row[1] is not None} == fixed
    assert {code: row[0] for code, row in COMMANDS.items() if row[1] is None} == VARIABLE | BY_PACKET_TYPE


@pytest.mark.parametrize("command", [b"\x77", b"\x80", b"\x86\x01\x02", b"\x12\x00", b"\x82\x00\x00\x00\x00"])
def test_a_command_that_is_unknown_or_of_the_wrong_length_is_a_fault(host, command):
    host.say(command)
    assert len(host.chip.faults) == 1
    assert host.say(b"\xc0\x00")[1] >> 1 & 7 == 4  # command processing error


def test_a_command_while_busy_is_a_fault(host):
    host.bench.wire(SELECT).drive(0)
    host.chip.exchange(0x80)
    host.chip.exchange(0)
    host.bench.wire(SELECT).drive(1)
    assert host.bench.wire(BUSY).level == 1
    host.bench.wire(SELECT).drive(0)
    host.chip.exchange(0xC0)
    assert host.chip.faults == ["command c0 while BUSY"]


def test_after_a_reset_everything_is_as_at_the_start(host):
    host.set_up(b"\x0d\x07\x40\x24\xb4")
    host.bench.wire(RESET).drive(0)
    host.bench.wire(RESET).drive(1)
    assert (host.chip.mode, host.chip.packet_type) == (STANDBY_RC, 0)
    assert host.say(b"\x1d\x07\x40\x00\x00\x00")[4:] == b"\x14\x24"
    assert host.say(b"\x17\x00\x00\x00")[2:] == b"\x00\x20"  # its TCXO is not powered yet


@pytest.mark.parametrize(("argument", "mode"), [(b"\0", STANDBY_RC), (b"\1", STANDBY_XOSC)])
def test_the_mode_is_in_every_status(host, argument, mode):
    host.say(b"\x97\x02\x00\x01\x40")
    host.say(b"\x80" + argument)
    assert host.say(b"\xc0\x00")[1] >> 4 & 7 == mode


def test_registers_and_buffer_keep_what_was_written(host):
    host.say(b"\x0d\x08\xac\x96")
    assert host.say(b"\x1d\x08\xac\x00\x00")[4:] == b"\x96"
    host.say(b"\x0e\xfe" + b"abcd")  # it begins again after 256 bytes
    assert host.say(b"\x1e\xff\x00" + bytes(3))[3:] == b"bcd"


def test_a_packet_is_received_as_chapter_14_describes(host):
    host.set_up(b"\x82\xff\xff\xff")
    assert host.chip.mode == RECEIVE
    host.chip.arrive(b"hello", -97, -5)
    host.bench.pass_ms(9)
    assert host.say(b"\x12\x00\x00\x00")[2:] == b"\x00\x1c"  # preamble, sync word, header
    host.bench.pass_ms(20)
    assert host.bench.wire(DIO1).level == 1
    assert host.say(b"\x13\x00\x00\x00")[2:] == b"\x05\x80"
    assert host.say(b"\x1e\x80\x00" + bytes(5))[3:] == b"hello"
    assert host.say(b"\x14\x00\x00\x00\x00")[2:4] == bytes((194, 236))  # -RSSI times 2, SNR times 4
    host.say(b"\x02\xff\xff")
    assert host.bench.wire(DIO1).level == 0
    assert host.chip.faults == []


def test_a_damaged_packet_raises_the_crc_error(host):
    host.set_up(b"\x82\xff\xff\xff")
    host.chip.arrive(b"hello", is_whole=False)
    host.bench.pass_ms(30)
    assert host.chip.irq & 0x0042 == 0x0042


def test_a_single_reception_ends_in_standby(host):
    host.set_up(b"\x82\x00\x00\x00")
    host.chip.arrive(b"hello")
    host.bench.pass_ms(30)
    assert host.chip.mode == STANDBY_RC


def test_nothing_is_heard_in_standby(host):
    host.set_up(b"\x80\x00")
    host.chip.arrive(b"hello")
    host.bench.pass_ms(30)
    assert host.chip.irq == 0


def test_an_interrupt_that_is_not_enabled_is_not_kept(host):
    host.set_up(b"\x08\x00\x02\x00\x02\x00\x00\x00\x00", b"\x82\xff\xff\xff")
    host.chip.arrive(b"hello")
    host.bench.pass_ms(30)
    assert host.chip.irq == 0x0002


def test_a_packet_is_sent_and_takes_its_time(host):
    host.set_up(b"\x0e\x00hi there", b"\x8c\x00\x10\x00\x08\x01\x00", b"\x83\x00\x00\x00")
    assert host.chip.mode == TRANSMIT
    assert host.chip.sent == []
    host.bench.pass_ms(30)
    assert [payload for payload, _ in host.chip.sent] == [b"hi there"]
    assert host.chip.sent[0][1]["sync"] == 0x1424
    assert host.bench.wire(DIO1).level == 1
    assert host.chip.mode == STANDBY_RC


@pytest.mark.parametrize("command", [b"\x83\x00\x00\x00", b"\x82\xff\xff\xff"])
def test_the_air_is_refused_to_a_chip_that_was_not_set_up(host, command):
    host.say(command)
    assert host.chip.mode == STANDBY_RC
    assert len(host.chip.faults) == 1


def test_the_signal_of_this_instant_is_told_in_half_decibels(host):
    host.chip.rssi_dbm = -87
    assert host.say(b"\x15\x00\x00")[2] == 174


def test_a_stuck_chip_is_freed_by_its_reset_alone(host):
    host.chip.is_stuck = True
    host.bench.wire(BUSY).drive(1)
    host.bench.pass_ms(10000)
    assert host.bench.wire(BUSY).level == 1
    host.bench.wire(RESET).drive(0)
    assert host.bench.wire(BUSY).level == 0
