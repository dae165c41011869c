"""The button driver, on the level of its pin and the edges that a contact makes."""

import random

import pytest

from drivers.button import MAX_PRESSES, Button
from node.hardware import LONG, SHORT

PIN = 0


class Finger:
    def __init__(self, bench) -> None:
        self.bench = bench
        self.wire = bench.wire(PIN)
        self.news = 0
        self.button = Button(PIN, self.count)
        bench.pass_ms(100)

    def count(self) -> None:
        self.news += 1

    def down(self, bounces: int = 0) -> None:
        self.settle(0, bounces)

    def up(self, bounces: int = 0) -> None:
        self.settle(1, bounces)

    def settle(self, level: int, bounces: int) -> None:
        for _ in range(bounces):
            self.wire.drive(level)
            self.bench.pass_us(700)
            self.wire.drive(1 - level)
            self.bench.pass_us(300)
        self.wire.drive(level)

    def press(self, ms: int, bounces: int = 0) -> list[str]:
        self.down(bounces)
        self.bench.pass_ms(ms)
        self.up(bounces)
        self.bench.pass_ms(100)
        return self.button.presses()


@pytest.fixture
def finger(bench):
    return Finger(bench)


@pytest.mark.parametrize(
    ("ms", "presses"),
    [(5, []), (40, [SHORT]), (200, [SHORT]), (990, [SHORT]), (1010, []), (2900, []), (3000, [LONG]), (60000, [LONG])],
)
def test_how_long_it_was_held_is_what_it_means(finger, ms, presses):
    assert finger.press(ms) == presses
    assert finger.button.presses() == []


@pytest.mark.parametrize("bounces", [1, 5, 15])
def test_bounces_are_no_presses(finger, bounces):
    assert finger.press(300, bounces) == [SHORT]


def test_a_long_press_is_told_while_the_button_is_still_held(finger):
    finger.down()
    finger.bench.pass_ms(2990)
    assert not finger.button.has_news()
    finger.bench.pass_ms(20)
    assert finger.button.has_news()
    assert finger.button.presses() == [LONG]
    finger.bench.pass_ms(10000)
    finger.up()
    finger.bench.pass_ms(100)
    assert finger.button.presses() == []


def test_presses_are_counted_while_the_board_is_busy(finger):
    for _ in range(3):
        finger.down()
        finger.bench.pass_ms(100)
        finger.up()
        finger.bench.pass_ms(200)
    assert finger.button.presses() == [SHORT] * 3


def test_a_button_that_is_held_at_the_start_is_no_press(bench):
    bench.wire(PIN).drive(0)
    finger = Finger(bench)
    bench.pass_ms(5000)
    assert finger.button.presses() == []
    finger.up()
    bench.pass_ms(100)
    assert finger.button.presses() == []
    assert finger.press(100) == [SHORT]


def test_a_spike_on_the_wire_is_no_press(finger):
    for _ in range(50):
        finger.wire.drive(0)
        finger.bench.pass_us(20)
        finger.wire.drive(1)
        finger.bench.pass_ms(37)
    assert finger.button.presses() == []


def test_a_wire_that_trembles_for_an_hour_fills_no_memory(finger):
    chance = random.Random(4)
    for _ in range(20000):
        finger.wire.drive(chance.randrange(2))
        finger.bench.pass_ms(chance.randrange(1, 400))
    assert len(finger.button.presses()) <= MAX_PRESSES


def test_a_lost_edge_is_made_up_for(finger):
    finger.down()
    finger.bench.pass_ms(200)
    finger.wire.handler, handler = None, finger.wire.handler
    finger.up()
    finger.wire.handler = handler
    finger.bench.pass_ms(100)
    assert finger.button.presses() == []  # how long it was is not known: no press is better than a wrong one
    assert finger.press(200) == [SHORT]


def test_every_edge_ends_a_wait(finger):
    finger.press(100)
    assert finger.news == 2


def test_a_pin_without_a_pull_up_is_left_alone(bench):
    Button(PIN, print, pull=False)
    assert bench.wire(PIN).pull == -1
