"""Sensors of a board: one wrong reading warns of nothing, a real danger does, and no authority is claimed."""

import pytest

from meshwire import event
from meshwire.event import SENSE
from meshwire.phrasebook import Phrasebook
from node.screen import wrap
from node.sensor_settings import parse
from node.sensors import ALARM, NORMAL, SILENT, WATCH, Sensors, level
from node.settings import SettingsError
from tests.node.authority import payload
from tests.node.fake_board import FakeBoard

MILL = {"kind": "water-level", "name": "mill", "watch": 120, "alarm": 180}
FREEZER = {"kind": "temperature", "name": "freezer", "watch": -2.5, "alarm": -10, "below": True}
SMOKE = {"kind": "smoke", "name": "kitchen"}
MINUTE_MS = 60000


class Bench:
    """Sensors whose values the test turns."""

    def __init__(self, *entries, can_sign=True):
        self.values = {}
        self.said = []
        self.ms = 0
        self.can_sign = can_sign
        sensors = parse(list(entries))
        readers = {sensor.name: lambda name=sensor.name: self.values.get(name) for sensor in sensors}
        self.sensors = Sensors(sensors, readers, self.sign, 0)

    def sign(self, topic, kind, body):
        if not self.can_sign:
            return None
        assert topic == SENSE
        self.said.append((kind, body))
        return b"frame"

    def let(self, minutes, **values):
        self.values.update(values)
        for _ in range(minutes):
            self.ms += MINUTE_MS
            while self.sensors.wait_ms(self.ms) == 0:
                self.sensors.step(self.ms)
            while self.sensors.next(self.ms):
                pass

    @property
    def states(self):
        return [one.state for one in self.sensors.watched]


def test_a_state_counts_after_three_readings_and_is_told_once():
    bench = Bench(MILL)
    bench.let(5, mill=90)
    bench.let(2, mill=190)
    assert (bench.states, bench.said) == ([NORMAL], [])
    bench.let(5, mill=190)
    assert bench.states == [ALARM]
    assert bench.said == [(1, {0: 1, 1: 190, 2: ALARM, 3: "mill"})]


def test_one_wrong_reading_warns_of_nothing():
    bench = Bench(MILL)
    for _ in range(10):
        bench.let(2, mill=500)
        bench.let(1, mill=90)
    assert (bench.states, bench.said) == ([NORMAL], [])


def test_a_value_that_trembles_at_its_threshold_is_told_once():
    bench = Bench(MILL)
    for number in range(100):
        bench.let(3, mill=180 if number % 2 else 178)
    assert [body[2] for _, body in bench.said] == [WATCH, ALARM]


def test_a_value_that_goes_up_and_down_is_told_at_most_every_five_minutes():
    bench = Bench(MILL)
    for number in range(20):
        bench.let(3, mill=130 if number % 2 else 90)
    assert len(bench.said) <= 60 / 5


def test_the_way_up_to_an_alarm_does_not_wait():
    bench = Bench(MILL)
    bench.let(3, mill=130)
    bench.let(3, mill=200)
    assert [body[2] for _, body in bench.said] == [WATCH, ALARM]


def test_below_means_that_low_values_are_the_danger():
    bench = Bench(FREEZER)
    bench.let(4, freezer=5.0)
    assert bench.states == [NORMAL]
    bench.let(4, freezer=-2.6)
    assert bench.states == [WATCH]
    bench.let(4, freezer=-12.34)
    assert (bench.states, bench.said[-1][1][1]) == ([ALARM], -123)


def test_a_contact_needs_two_readings_and_no_threshold():
    bench = Bench(SMOKE)
    bench.let(1, kitchen=1)
    assert bench.states == [NORMAL]
    bench.let(1, kitchen=1)
    assert bench.states == [ALARM]


def test_a_sensor_that_stops_answering_is_told_and_its_last_value_is_not_passed_on_as_news():
    bench = Bench(MILL)
    bench.let(3, mill=90)
    assert bench.sensors.readings() == [[1, 90]]
    bench.let(6, mill=None)
    assert (bench.states, bench.sensors.readings()) == ([SILENT], [])
    assert bench.said[-1][1][2] == SILENT
    assert bench.sensors.idle_lines(Phrasebook("en")) == ["A sensor does not answer"]


def test_a_change_that_could_not_be_signed_is_told_later():
    bench = Bench(MILL, can_sign=False)
    bench.let(4, mill=200)
    assert bench.said == []
    bench.can_sign = True
    bench.let(1)
    assert len(bench.said) == 1


def test_a_warning_is_loud_until_somebody_acknowledges_it_and_again_after_it_was_over():
    bench = Bench(MILL, SMOKE)
    bench.let(4, mill=90, kitchen=1)
    assert bench.sensors.is_loud()
    assert bench.sensors.press()
    bench.let(4)
    assert not bench.sensors.is_loud()
    assert not bench.sensors.press()
    bench.let(4, kitchen=0)
    bench.let(4, kitchen=1)
    assert bench.sensors.is_loud()


def test_the_screen_says_what_where_how_much_and_that_no_authority_says_it():
    bench = Bench(MILL, SMOKE)
    bench.let(4, mill=203, kitchen=0)
    assert bench.sensors.lines(Phrasebook("de"), wrap, 21) == [
        "! Örtliche Warnung", "Wasserstand, mill:", "203 cm", "", "Von einem Sensor", "hier, nicht von einer",
        "Behörde",
    ]  # fmt: skip


def test_no_reading_escapes_three_bytes():
    bench = Bench(MILL)
    bench.let(4, mill=1e9)
    assert bench.sensors.readings() == [[1, (1 << 23) - 1]]


@pytest.mark.parametrize("before", [NORMAL, WATCH, ALARM, SILENT])
@pytest.mark.parametrize("entry", [MILL, {**MILL, "watch": None}, {**MILL, "alarm": None}])
def test_far_from_every_threshold_what_was_before_does_not_matter(entry, before):
    [sensor] = parse([entry])
    assert level(sensor, 20, before) == NORMAL
    assert level(sensor, 500, before) == (ALARM if entry["alarm"] else WATCH)


@pytest.mark.parametrize(
    "entries",
    [
        [3], [{}], [{"kind": "wind", "name": "x"}], [{"kind": "smoke"}], [{"kind": "smoke", "name": ""}],
        [{"kind": "smoke", "name": "x" * 21}], [{**MILL, "watch": "high"}], [{**MILL, "alarm": True}],
        [{**MILL, "watch": 200}], [{**FREEZER, "watch": -20}], [{**MILL, "below": 1}], [MILL, MILL],
        [{**MILL, "alarm": 1e9}],
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused_in_words(entries):
    with pytest.raises(ValueError, match="sensor|name"):
        parse(entries)


class Kitchen:
    """A board with a smoke detector."""

    def __init__(self, root, office):
        certificates = [event.encode(office.certificate).hex()]
        self.board = FakeBoard(root.public, certificates=certificates, sensors=[SMOKE])
        self.board.parts.readings["kitchen"] = lambda: self.smoke
        self.smoke = 0

    def let(self, seconds):
        for _ in range(seconds):
            self.board.step(1000)


@pytest.fixture
def kitchen(root, office):
    return Kitchen(root, office)


def test_smoke_sounds_the_local_pattern_until_the_button_is_pressed(kitchen):
    kitchen.let(10)
    assert kitchen.board.siren == "off"
    kitchen.smoke = 1
    kitchen.let(10)
    assert kitchen.board.siren == "local"
    assert kitchen.board.parts.lines[0] == "! Local warning"
    kitchen.board.press()
    assert kitchen.board.siren == "off"
    assert "Smoke, kitchen" in kitchen.board.parts.lines


def test_an_alert_of_an_authority_goes_before_a_local_warning(kitchen, office):
    kitchen.smoke = 1
    kitchen.let(10)
    kitchen.board.hear(payload(office.warn()))
    assert (kitchen.board.siren, "Local" in kitchen.board.screen) == ("severe", False)
    kitchen.board.press()
    assert (kitchen.board.siren, "Local" in kitchen.board.screen) == ("local", True)


def test_a_board_that_is_told_of_an_unknown_kind_says_so():
    with pytest.raises(SettingsError, match="a sensor is an object with a kind"):
        FakeBoard(bytes(32), sensors=[{"kind": "wind", "name": "roof"}])
