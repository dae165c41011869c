"""Sensor drivers on pins, buses and time that the test moves."""

import json
import sys

import pytest

from drivers import sensors
from drivers.sensors import MAX_SENSORS, connect
from node import sensor_settings

PIN = 6


class Log:
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)


class Post:
    """The sensors of one board.json on a bench."""

    def __init__(self, bench, *entries: dict[str, object]) -> None:
        self.bench = bench
        self.log = Log()
        self.readers = connect(
            json.dumps({"sensors": [{"name": "x", **entry} for entry in entries]}).encode(), self.uptime_ms, self.log
        )

    def uptime_ms(self) -> int:
        return self.bench.now_us // 1000

    def read(self) -> float | None:
        return self.readers["x"]()


class Thermometer:
    """onewire and ds18x20 of MicroPython, as far as they are documented, with one DS18B20."""

    OneWireError = type("OneWireError", (Exception,), {})

    def __init__(self) -> None:
        self.celsius: float | None = 21.5
        self.converted: float | None = None
        self.scans = 0

    def OneWire(self, pin):
        return pin

    def DS18X20(self, bus):
        return self

    def scan(self) -> list[bytes]:
        self.scans += 1
        return [] if self.celsius is None else [b"\x28rom..."]

    def convert_temp(self) -> None:
        if self.celsius is None:
            raise self.OneWireError
        self.converted = self.celsius

    def read_temp(self, rom: bytes) -> float:
        if self.celsius is None:
            raise self.OneWireError
        assert self.converted is not None, "read before it was converted"
        return self.converted


@pytest.fixture
def thermometer(monkeypatch):
    thermometer = Thermometer()
    monkeypatch.setitem(sys.modules, "onewire", thermometer)
    monkeypatch.setitem(sys.modules, "ds18x20", thermometer)
    return thermometer


def test_temperature_is_that_of_the_conversion_before(bench, thermometer):
    post = Post(bench, {"kind": "temperature", "pin": PIN})
    assert post.read() == 21.5
    thermometer.celsius = -18.25
    assert [post.read(), post.read()] == [21.5, -18.25]
    assert thermometer.scans == 1


def test_a_thermometer_that_was_unplugged_is_silent_and_found_again(bench, thermometer):
    post = Post(bench, {"kind": "temperature", "pin": PIN})
    thermometer.celsius = None
    assert [post.read(), post.read()] == [None, None]
    thermometer.celsius = 4.0
    assert [post.read(), post.read()] == [None, 4.0]


def test_the_value_after_a_loss_of_power_is_no_temperature(bench, thermometer):
    thermometer.celsius = 85.0
    assert Post(bench, {"kind": "temperature", "pin": PIN}).read() is None


LEVEL = {"kind": "water-level", "uart": 1, "rx": PIN, "height_cm": 250}


@pytest.mark.parametrize(
    ("data", "level"),
    [
        (b"\xff\x03\xe8\xea", 150),  # 1000 mm below the sensor
        (b"\xff\x03\xe8\xea" * 3 + b"\xff\x07\xd0\xd6", 50),  # the newest
        (b"\xe8\xea\xff\x03\xe8\xea\xff\x07", 150),  # cut at both ends
        (b"\xff\x03\xe8\xeb", None),  # sum
        (b"\xff\xff\xff\xff", None),
        (b"\xff\x00\x00\xff", None),  # nothing in range
        (b"", None),
    ],
)
def test_water_level_by_ultrasound_on_a_serial_line(bench, data, level):
    post = Post(bench, LEVEL)
    bench.uart[1] = data
    assert post.read() == level


def test_a_serial_line_full_of_noise_is_searched_once_and_forgotten(bench):
    post = Post(bench, LEVEL)
    bench.uart[1] = b"\xff" * 5000 + b"\x12" * 5000
    assert post.read() is None
    assert post.read() is None


@pytest.mark.parametrize(("echo_us", "level"), [(5800, 150), (-1, None), (40000, None)])
def test_water_level_by_echo_never_waits_longer_than_it_takes(bench, echo_us, level):
    post = Post(bench, {"kind": "water-level", "part": "ultrasonic-echo", "trigger": 7, "echo": PIN, "height_cm": 250})
    bench.echo_us = echo_us
    before = bench.now_us
    assert post.read() == level
    assert bench.now_us - before <= 31000
    assert [entry[2] for entry in bench.traffic if entry[:2] == ("pin", 7)] == [0, 1, 0]


PROBE = {
    "kind": "water-level",
    "part": "pressure",
    "pin": PIN,
    "empty_mv": 600,
    "full_mv": 3000,
    "range_cm": 500,
}


@pytest.mark.parametrize(
    ("millivolts", "level"), [(600, 0), (1800, 250), (3000, 500), (3240, 550), (560, 0), (530, None), (0, None)]
)
def test_water_level_by_pressure_tells_a_broken_wire_from_an_empty_river(bench, millivolts, level):
    post = Post(bench, PROBE)
    bench.microvolts[PIN] = 1000 * millivolts
    assert post.read() == level


@pytest.mark.parametrize(
    ("normally", "level", "alarm"), [("open", 1, 0), ("open", 0, 1), ("closed", 0, 0), ("closed", 1, 1)]
)
def test_a_contact_alarms_when_it_is_not_as_it_normally_is(bench, normally, level, alarm):
    post = Post(bench, {"kind": "smoke", "pin": PIN, "normally": normally})
    bench.wire(PIN).drive(level)
    assert post.read() == alarm
    assert bench.wire(PIN).pull == 2  # an open wire has a level


def test_a_spike_on_the_wire_of_a_contact_is_no_alarm(bench):
    post = Post(bench, {"kind": "carbon-monoxide", "pin": PIN})
    bench.wire(PIN).drive(0)
    bench.after(700, lambda: bench.wire(PIN).drive(1))
    assert post.read() == 0


def tip(bench, count: int = 1, bounces: int = 3) -> None:
    for _ in range(count):
        for _ in range(1 + bounces):
            bench.wire(PIN).drive(0)
            bench.pass_us(900)
            bench.wire(PIN).drive(1)
            bench.pass_us(600)
        bench.pass_ms(500)


def test_rain_is_what_fell_in_the_last_hour(bench):
    post = Post(bench, {"kind": "rain", "pin": PIN, "mm": 0.5})
    tip(bench, 4)
    assert post.read() == 2.0
    bench.pass_ms(30 * 60000)
    tip(bench, 2)
    assert post.read() == 3.0
    bench.pass_ms(31 * 60000)
    assert post.read() == 1.0
    bench.pass_ms(40 * 60000)
    assert post.read() == 0


def test_rain_is_counted_right_when_the_board_reads_rarely(bench):
    post = Post(bench, {"kind": "rain", "pin": PIN, "mm": 1})
    tip(bench, 5)
    bench.pass_ms(5 * 3600000)
    assert post.read() == 5  # when they fell it does not know any more: now
    bench.pass_ms(5 * 3600000)
    assert post.read() == 0


@pytest.mark.parametrize(
    "entry",
    [
        {"kind": "smoke"},
        {"kind": "smoke", "pin": "six"},
        {"kind": "smoke", "pin": PIN, "normally": "ajar"},
        {"kind": "water-level", "part": "pressure", "pin": PIN, "empty_mv": 3000, "full_mv": 600, "range_cm": 1},
        {"kind": "water-level", "part": "sonar"},
        {"kind": "temperature", "pin": PIN},  # this firmware has no onewire
        {"kind": "wind"},
    ],
)
def test_what_cannot_be_connected_is_left_out_and_noted(bench, entry):
    post = Post(bench, entry, {"kind": "rain", "pin": 9, "name": "rain"})
    assert list(post.readers) == ["rain"]
    assert len(post.log.notes) == 1


@pytest.mark.parametrize("data", [None, b"", b"{", b"[]", b'{"sensors": 5}', b'{"sensors": [5, null, {}]}', b"\xff"])
def test_a_file_that_says_nothing_of_sensors_connects_none(bench, data):
    assert connect(data, lambda: 0, Log()) == {}


def test_no_more_sensors_are_connected_than_a_board_may_have(bench):
    entries = [{"name": str(number), "kind": "smoke", "pin": number} for number in range(9)]
    assert len(Post(bench, *entries).readers) == MAX_SENSORS


def test_every_kind_has_a_driver_unless_another_is_named():
    assert set(sensors._USUAL) == set(sensor_settings.KINDS)
    assert set(sensors._USUAL.values()) <= set(sensors._PARTS)
