"""The siren driver: what the piezo's PWM and the relay's pin are told, and when."""

import pytest

from drivers.siren import RELAY, TONES, Siren
from node.alarm import EXTREME, OFF, SEVERE
from tests.boards.doubles.machine import Machine

PIEZO, COIL = 4, 5


@pytest.fixture
def siren(bench):
    return Siren((0, 1), PIEZO, COIL)


def tones(bench, ms: int) -> list[tuple[int, int]]:
    """(when in ms, Hz) of every change of tone while so much time passes, 0 Hz when the duty cycle is 0."""
    heard = []
    frequency = 0
    for _ in range(ms // 10):
        bench.traffic.clear()
        at = bench.now_us // 1000
        bench.pass_ms(10)
        for entry in bench.traffic:
            if entry[:3] == ("pwm", PIEZO, "freq"):
                frequency = entry[3]
            elif entry[:3] == ("pwm", PIEZO, "duty"):
                heard.append((at + 10, frequency if entry[3] else 0))
    return heard


@pytest.mark.parametrize("pattern", sorted(TONES))
def test_a_pattern_is_played_as_it_is_written_again_and_again(bench, siren, pattern):
    siren.sound(pattern)
    once = sum(ms for _, ms in TONES[pattern])
    found = tones(bench, 3 * once)
    expected = []
    at = 0
    for frequency, ms in TONES[pattern] * 3:
        expected.append((at, frequency))
        at += ms
    assert found == [*expected[1:], (at, TONES[pattern][0][0])]


def test_off_is_silent_at_once_and_for_good(bench, siren):
    siren.sound(EXTREME)
    bench.pass_ms(400)
    bench.traffic.clear()
    siren.sound(OFF)
    assert ("pwm", PIEZO, "duty", 0) in bench.traffic
    assert bench.wire(COIL).level == 0
    assert tones(bench, 5000) == []


def test_asking_for_the_same_again_does_not_begin_it_anew(bench, siren):
    siren.sound(SEVERE)
    heard = []
    for _ in range(30):
        heard += tones(bench, 50)
        siren.sound(SEVERE)
    assert heard == [(600, 1500), (1200, 0)]


def test_a_new_pattern_takes_over_within_its_first_tone(bench, siren):
    siren.sound(SEVERE)
    bench.pass_ms(100)
    siren.sound(EXTREME)
    assert len(tones(bench, 1500)) == 10


def test_a_pattern_that_it_does_not_know_is_silence(bench, siren):
    siren.sound("jingle")
    assert tones(bench, 3000) == []


def test_the_relay_closes_and_opens_in_its_own_time(bench, siren):
    siren.sound(SEVERE)
    levels = []
    for _ in range(8):
        levels.append(bench.wire(COIL).level)
        bench.pass_ms(1000)
    assert levels == [1, 1, 0, 0, 1, 1, 0, 0]


def test_a_relay_may_close_at_a_low_level(bench):
    siren = Siren((0, 1), None, COIL, on=0)
    assert bench.wire(COIL).level == 1
    siren.sound(SEVERE)
    assert bench.wire(COIL).level == 0


def test_a_relay_lasts_an_hour_of_alarm_without_wearing_out():
    turns = {pattern: 3600000 // sum(RELAY[pattern]) for pattern in RELAY}
    assert max(turns.values()) <= 2000


def test_a_board_without_a_siren_takes_every_pattern(bench):
    silent = Siren((0, 1))
    silent.sound(EXTREME)
    assert silent.pattern == EXTREME


def test_every_pattern_of_the_alarm_has_tones_and_a_relay():
    assert set(TONES) == set(RELAY) >= {SEVERE, EXTREME, "local", "test"}


def test_machine_takes_the_frequencies(bench):
    machine = Machine(bench)
    for steps in TONES.values():
        for frequency, _ in steps:
            assert frequency == 0 or machine.PWM(machine.Pin(PIEZO), freq=frequency)
