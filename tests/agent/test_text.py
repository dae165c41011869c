"""Text from outside cannot steer a terminal or a log."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.desk.panel import cells, panel
from edge_agent.text import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hochwasser: Ufer räumen", "Hochwasser: Ufer räumen"),
        ("फ़्लड 洪水 فيضان", "फ़्लड 洪水 فيضان"),
        ("\x1b[2Jgone", "\ufffd[2Jgone"),
        ("two\nlines", "two lines"),
        ("a\u202eb", "a\ufffdb"),
    ],
)
def test_what_is_printable_stays_and_what_steers_is_shown_as_unknown(text, shown):
    assert printable(text) == shown


def test_a_long_text_is_cut_visibly():
    assert printable("x" * 100, 10) == "x" * 9 + "\u2026"


@given(st.text())
def test_nothing_printable_controls_a_terminal(text):
    shown = printable(text)
    assert len(shown) <= 500
    assert {unicodedata.category(char) for char in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})


def test_a_panel_is_a_box_of_equal_width():
    lines = panel({"board": "desk", "screen": ["SEVERE", "洪水: 避難", "x" * 60], "siren": "severe"})

    assert {cells(line) for line in lines} == {25}
    assert "siren: SEVERE" in lines[-1]


@pytest.mark.parametrize("state", [{}, {"screen": 5, "siren": []}, {"screen": [1, None]}])
def test_a_board_that_says_nonsense_gives_an_empty_box(state):
    assert {cells(line) for line in panel(state)} == {25}
