"""Findings: summed, cleaned, and what the exit code says of them."""

import pytest

from edge_agent.doctor.finding import Verdict, broken, cleaned, exit_code, note, ok, summed, unknown, warning

FINE = ok("x", "fine")


def test_a_sum_has_the_worst_verdict_its_next_step_and_all_reasons():
    found = summed([note("x", "c", "z"), None, broken("x", "a", "do"), warning("x", "b", "y")], otherwise=FINE)
    assert (found.verdict, found.reason, found.next_step) == (Verdict.BROKEN, "a; b; c", "do")


def test_a_sum_of_nothing_is_what_it_is_otherwise():
    assert summed([None, None], otherwise=FINE) == FINE


def test_many_reasons_are_counted():
    found = summed([warning("x", str(number), "y") for number in range(9)], otherwise=FINE)
    assert found.reason == "0; 1; 2; 3; and 5 more"


def test_text_of_others_is_cleaned_and_bounded():
    found = cleaned(warning("x", "bad\x1b[2J\nname\u202e" + "a" * 5000, "b\x07"))
    assert found.reason.isprintable()
    assert len(found.reason) == 600
    assert found.next_step == "b\ufffd"


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([], 0),
        ([FINE, note("x", "n"), unknown("x", "u")], 0),
        ([FINE, warning("x", "w", "s")], 1),
        ([broken("x", "b", "s")], 1),
        ([unknown("x", "this user may not look", "sudo -u ada hearthnet doctor")], 1),
    ],
)
def test_a_warning_something_broken_and_a_look_that_is_still_to_be_taken_are_something_to_do(findings, code):
    assert exit_code(findings) == code
