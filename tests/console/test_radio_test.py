"""The test of the radio: what goes out, whom it leaves alone, and what is said of it."""

import pytest

from edge_agent.cli.client import call
from edge_agent.console.model import Do, Facts, News
from edge_agent.console.radio_test import result, send_test
from edge_agent.console.screens.radio import JOB
from edge_agent.console.step import press, told
from tests.console.test_screens import opened, shown
from tests.scenario.desk import desk


async def test_a_test_of_the_radio_is_repeated_by_a_neighbour_and_sounds_no_siren(tmp_path):
    progress = []
    async with desk(tmp_path / "node", "--loss", "0") as running:
        await running.board_shows("No alert in force")
        said = await send_test(running.home, progress.append, watch_s=60)
        await running.board_shows("Radio test")
        listed = (await call(running.home, "civdef.alert.list", {}))["alerts"]
        siren = running.board()["siren"]

    assert "another station repeated it" in said
    assert [(one["status"], one["headline"]) for one in listed] == [("System", "Radio test")]
    assert siren == "off"


@pytest.mark.parametrize(
    ("radio", "words"),
    [
        ({"state": "relayed", "tries": 2}, "sent 2 times, and another station repeated it"),
        ({"state": "relayed", "tries": 1}, "sent once, and another station"),
        ({"state": "sent", "tries": 4}, "sent 4 times, and nobody was heard repeating it within 20 s"),
        ({"state": "waiting", "tries": 0}, "not sent within 20 s (waiting)"),
        ({}, "not sent within 20 s (the gateway does not tell)"),
    ],
)
def test_what_became_of_it_is_said_in_words(radio, words):
    assert words in result(radio, 20)


UP = Facts(down="", radio={"link": "up", "radio": {"state": "up"}})


def test_the_progress_and_the_result_stand_on_the_radio_screen():
    state, _ = press(opened("Radio", facts=UP), "t")
    for key in "TEST":
        state, _ = press(state, key)
    state, asked = press(state, "enter")
    assert asked == (Do(JOB),)
    assert "test        under way" in shown(state)

    state, _ = told(state, News(JOB, {"said": "another station repeated it"}))
    assert "test        another station repeated it" in shown(state)


def test_a_second_test_is_not_offered_while_one_is_under_way():
    state, asked = press(opened("Radio", facts=UP, busy={JOB: "sent, 1 transmissions"}), "t")

    assert asked == ()
    assert state.over == ()
    assert "Not offered: send a test frame: it is under way" in shown(state)
