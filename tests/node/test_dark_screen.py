"""A screen that has nothing to warn of goes dark, and comes back for whoever looks and for whatever happens."""

import pytest

from meshwire import event
from node.face import DARK_MS
from node.hardware import LONG
from tests.node.authority import NOW, payload
from tests.node.fake_board import FakeBoard

SMOKE = {"kind": "smoke", "name": "kitchen"}


@pytest.fixture
def dark(root, office) -> FakeBoard:
    """A board that nobody has touched for long."""
    board = FakeBoard(root.public, certificates=[event.encode(root.certify(office)).hex()])
    board.step(DARK_MS)
    return board


def test_a_screen_is_lit_for_five_minutes_after_the_start(root):
    board = FakeBoard(root.public)
    board.step(DARK_MS - 1)
    assert "No alert in force" in board.screen
    board.step(1)
    assert board.parts.lines == []


def test_a_press_lights_it_for_five_minutes(dark):
    dark.press()
    assert "No alert in force" in dark.screen
    dark.step(DARK_MS - 1000)
    assert dark.parts.lines != []
    dark.step(1000)
    assert dark.parts.lines == []


def test_an_alert_lights_it_until_it_ends(dark, office):
    dark.hear(payload(office.warn(time=NOW + DARK_MS // 1000, lifetime_min=60)))
    for _ in range(59):
        assert "SEVERE" in dark.screen
        dark.step(60000)
    dark.step(60000)
    assert "No alert in force" in dark.screen
    dark.step(DARK_MS)
    assert dark.parts.lines == []


def test_an_alert_that_was_acknowledged_stays_to_be_read(dark, office):
    dark.hear(payload(office.warn(lifetime_min=60)))
    dark.press()
    dark.step(2 * DARK_MS)
    assert "SEVERE" in dark.screen


def test_a_local_warning_lights_it(root):
    board = FakeBoard(root.public, sensors=[SMOKE])
    board.step(DARK_MS)
    board.parts.readings["kitchen"] = lambda: 1
    for _ in range(5):
        board.step(60000)
    assert "kitchen" in board.screen


def test_the_question_after_a_long_press_lights_it(dark):
    dark.press(LONG)
    assert dark.parts.lines != []


def test_a_sensor_that_does_not_answer_keeps_it_lit(root):
    board = FakeBoard(root.public, sensors=[SMOKE])
    for _ in range(20):
        board.step(60000)
    assert "A sensor does not" in board.screen


def test_a_fault_keeps_it_lit(root):
    board = FakeBoard(root.public)
    board.radio.facts = lambda: {"up": False}
    board.step(2 * DARK_MS)
    assert "RADIO GIVES NO ANSWER" in board.screen


def test_the_console_still_tells_what_would_stand_there(dark):
    assert "No alert in force" in dark.state["screen"]
