"""Boards heard by radio, from what a gateway tells to what people see; whatever it tells."""

import pytest

from edge_agent.boards.heard import MAX_HEARD, heard
from edge_agent.cli.status import heard_line

NOW = 1_790_000_000
MILL = {
    "id": "4f2a91c0", "name": "mill", "battery": 55, "calls": False, "has_clock": True, "uptime_h": 3,
    "readings": [[1, 182]], "rssi": -97, "snr": 6, "at": NOW - 90, "certified": True,
}  # fmt: skip


def test_a_board_is_listed_with_its_age():
    [one] = heard([MILL], NOW)

    assert (one.board, one.age_s, one.readings) == ("mill", 90, ((1, 182),))
    assert heard_line(one.as_json()) == "heard by radio 90 s ago, battery 55 %, -97 dBm, 6 dB"


def test_one_that_calls_for_help_and_nobody_knows_is_told_as_that():
    [one] = heard([{**MILL, "battery": None, "calls": True, "certified": False}], NOW)

    assert heard_line(one.as_json()).endswith("no battery reading, -97 dBm, 6 dB, calls for help, not certified")


def test_a_name_cannot_do_more_than_be_read():
    [one] = heard([{**MILL, "name": "\x1b[2J" + "x" * 100}], NOW)
    [nameless] = heard([{**MILL, "name": ""}], NOW)

    assert "\x1b" not in one.board
    assert len(one.board) <= 20
    assert nameless.board == "4f2a91c0"


@pytest.mark.parametrize(
    "told",
    [None, {}, "x", [None, 1, {}], [{**MILL, "id": b"x"}], [{**MILL, "battery": "full"}], [{**MILL, "at": None}]],
)
def test_what_is_not_of_that_shape_is_left_out(told):
    assert heard(told, NOW) == []


def test_no_more_are_taken_than_a_gateway_lists():
    assert len(heard([MILL] * 1000, NOW)) == MAX_HEARD
