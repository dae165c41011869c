"""The radio driver on doubles: the lora library at the interface of its README, and the chip at its registers."""

import asyncio

import pytest

from drivers import lora_radio
from drivers.lora_radio import MAX_HEARD, Radio
from drivers.sx126x import Chip
from meshwire.modem import Settings
from tests.boards.doubles.bench import Bench
from tests.boards.doubles.lora_library import Library
from tests.boards.doubles.machine import Machine
from tests.boards.doubles.sx1262 import RECEIVE, Sx1262

SELECT, RESET, BUSY, DIO1 = 8, 12, 13, 14
LONG_FAST = Settings(869525000, 250000, 11, 5, 16, 0x12, 14)


class Log:
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)


class Station:
    """A tuned radio, and what its news and log said."""

    def __init__(self, bench: Bench) -> None:
        machine = Machine(bench)
        self.bench = bench
        self.library = Library(bench)
        self.chip = Sx1262(bench, SELECT, RESET, BUSY, DIO1)
        self.log = Log()
        self.news = 0
        spi = machine.SPI(1, baudrate=2000000)
        select, busy = machine.Pin(SELECT, machine.Pin.OUT, value=1), machine.Pin(BUSY, machine.Pin.IN)
        self.radio = Radio(
            lambda: self.library.AsyncSX1262(spi, select, busy), Chip(spi, select, busy), self.count, self.log
        )
        self.was_tuned = self.radio.tune(LONG_FAST)
        self.chip.mode, self.chip.packet_type = RECEIVE, 1

    @property
    def modem(self):
        return self.library.modems[-1]

    def count(self) -> None:
        self.news += 1

    def send(self, payload: bytes) -> bool:
        return self.bench.run(self.radio.send(payload))


@pytest.fixture
def station(bench):
    return Station(bench)


def test_a_radio_that_was_not_tuned_is_silent_and_busy(bench):
    radio = Radio(lambda: pytest.fail("opened"), None, None, None)
    assert radio.heard() == []
    assert radio.is_busy()
    assert bench.run(radio.send(b"x")) is False


@pytest.mark.parametrize(
    ("settings", "configuration"),
    [
        (
            LONG_FAST,
            {
                "freq_khz": 869525, "bw": 250, "sf": 11, "coding_rate": 5, "preamble_len": 16, "syncword": 0x12,
                "output_power": 14, "rx_boost": True,
            },
        ),
        (LONG_FAST._replace(bandwidth_hz=62500, sync_word=0x2B), {"bw": "62.5", "syncword": 0x2B}),
        (LONG_FAST._replace(frequency_hz=869412500), {"freq_khz": 869412.5}),
    ],
)  # fmt: skip
def test_settings_become_what_the_library_calls_them(station, settings, configuration):
    assert station.radio.tune(settings)
    assert station.modem.configuration.items() >= configuration.items()
    assert station.modem.is_receiving


def test_what_is_heard_is_told_with_its_signal(station):
    station.modem.hear(b"one", rssi=-97, snr=-14)
    assert station.news == 1
    assert station.radio.heard() == [b"one"]
    assert station.radio.signals() == [(-97, -4)]
    assert station.radio.heard() == []


def test_packets_are_fetched_by_the_interrupt_while_the_board_is_busy_with_something_else(station):
    for number in range(3):
        station.modem.hear(bytes((number,)))
    assert station.modem.arrived == []
    assert station.radio.heard() == [b"\0", b"\1", b"\2"]


def test_no_more_is_kept_than_there_is_room_for_and_the_rest_is_counted(station):
    for number in range(MAX_HEARD + 5):
        station.modem.hear(bytes((number,)))
    assert len(station.radio.heard()) == MAX_HEARD
    assert (station.radio.lost(), station.radio.lost()) == (5, 0)
    assert station.radio.facts()["dropped"] == 5


def test_a_packet_buffer_is_used_again(station):
    for payload in (b"first", b"again"):
        station.modem.hear(payload)
    given = [packet for packet in station.modem.given if packet is not None]
    assert len({id(packet) for packet in given}) == 1
    assert station.radio.heard() == [b"first", b"again"]  # and what was given away is a copy


def test_a_lost_interrupt_costs_a_second(station, bench):
    station.modem.arrived.append((b"quiet", -80, 0))
    assert station.radio.heard() == []
    bench.pass_ms(1000)
    assert station.radio.heard() == [b"quiet"]


def test_a_frame_is_sent_within_its_time_on_air(station, bench):
    before = bench.now_us
    assert station.send(b"x" * 100) is True
    assert station.modem.sent == [b"x" * 100]
    assert bench.now_us - before < 120000
    assert station.radio.facts()["sent"] == 1


def test_a_transmission_that_does_not_end_is_given_up_and_the_chip_started_anew(station, bench):
    station.modem.never_ends = True
    before = bench.now_us
    assert station.send(b"x" * 100) is False
    assert bench.now_us - before < 400000
    bench.pass_ms(1000)
    station.radio.heard()
    assert len(station.library.modems) == 2
    assert station.send(b"y") is True
    assert "did not end" in station.log.notes[0]


def test_a_dead_chip_is_tried_again_after_growing_pauses_and_comes_back(station, bench):
    station.library.is_dead = True
    station.modem.error = RuntimeError("BUSY timeout", 7000)
    bench.pass_ms(1000)
    for _ in range(300):
        bench.pass_ms(1000)
        assert station.radio.heard() == []
        assert station.radio.is_busy()
    assert 7 <= station.radio.facts()["errors"] <= 11  # 1, 2, 4, 8, 16, 32, 60, 60 ... seconds
    assert station.send(b"x") is False
    station.library.is_dead = False
    bench.pass_ms(60000)
    assert station.radio.heard() == []
    assert station.radio.facts()["up"]
    station.modem.hear(b"back")
    assert station.radio.heard() == [b"back"]


@pytest.mark.parametrize("error", [RuntimeError("x"), OSError("x"), ValueError("x"), AssertionError("x")])
def test_whatever_the_library_raises_is_counted_and_leaves_the_radio_usable(station, bench, error):
    station.modem.error = error
    assert station.send(b"x") is False
    assert station.radio.facts()["errors"] == 1
    bench.pass_ms(1000)
    assert station.send(b"x") is True


def test_strong_signals_make_the_channel_busy(station):
    station.chip.rssi_dbm = -110
    assert not station.radio.is_busy()
    station.chip.rssi_dbm = -70
    assert station.radio.is_busy()


def test_noise_that_stays_does_not_silence_the_board_for_good(station, bench):
    station.chip.rssi_dbm = -70
    waited_s = 0
    while station.radio.is_busy():
        bench.pass_ms(1000)
        waited_s += 1
        assert waited_s < 60
    assert waited_s > 20
    assert station.radio.facts()["noise_dbm"] > -80


def test_no_packet_is_long_enough_to_pass_for_noise_however_often_it_is_asked(station, bench):
    station.chip.rssi_dbm = -115
    assert not station.radio.is_busy()
    station.chip.rssi_dbm = -75
    for _ in range(700):  # seven seconds
        assert station.radio.is_busy()
        bench.pass_ms(10)


def test_a_weak_packet_makes_the_channel_busy_from_its_header_on(station, bench):
    station.chip.rssi_dbm = -118
    station.chip.set["SetRx"] = b"\xff\xff\xff"
    station.chip.arrive(b"x" * 40)
    assert not station.radio.is_busy()
    bench.pass_ms(20)
    assert station.radio.is_busy()
    station.chip.irq = 0  # as the library does when it has fetched it
    assert not station.radio.is_busy()


def test_a_header_without_an_end_does_not_keep_the_channel_busy(station, bench):
    station.chip.irq = 0x0010
    assert station.radio.is_busy()
    bench.pass_ms(10001)
    assert not station.radio.is_busy()


def test_a_chip_that_lost_its_settings_is_started_anew(station, bench):
    station.chip.drop_out()
    bench.pass_ms(60001)
    station.radio.heard()
    bench.pass_ms(1001)
    station.radio.heard()
    assert len(station.library.modems) == 2
    assert "lost its settings" in station.log.notes[0]


def test_a_stuck_busy_line_is_an_error_and_no_endless_wait(station, bench):
    station.chip.is_stuck = True
    bench.wire(BUSY).drive(1)
    before = bench.now_us
    assert station.radio.is_busy()
    assert bench.now_us - before < 10000
    assert station.radio.facts()["errors"] == 1


def test_under_asyncio_a_second_frame_is_refused_while_the_first_is_on_the_air(bench, monkeypatch):
    station = Station(bench)
    monkeypatch.setattr(lora_radio, "asyncio", asyncio)

    async def both() -> list[bool]:
        first = asyncio.create_task(station.radio.send(b"first"))
        await asyncio.sleep(0)
        second = await station.radio.send(b"second")
        bench.pass_ms(10)
        return [await first, second]

    assert asyncio.run(both()) == [True, False]
    assert station.modem.sent == [b"first"]
