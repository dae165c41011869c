"""Which version runs, whatever happens between two starts."""

import pytest

from node import slots


def installed() -> slots.State:
    return slots.install(slots.FIRST, "a", "2.0", 2)


def test_a_board_that_was_never_updated_runs_what_it_was_flashed_with():
    assert slots.path(slots.start(slots.FIRST)) == []
    assert slots.version(slots.FIRST) == ""


def test_a_new_version_is_tried_and_kept_when_it_is_well():
    tried = slots.start(installed())
    assert slots.path(tried) == ["/slots/a", "/slots/a/lib"]
    kept = slots.keep(tried)
    assert slots.start(kept) == kept
    assert (slots.version(kept), slots.counter(kept)) == ("2.0", 2)


def test_a_version_that_did_not_say_that_it_is_well_is_given_up():
    fallen = slots.start(slots.start(installed()))
    assert (slots.path(fallen), fallen.given_up) == ([], "2.0")
    assert slots.start(fallen) == fallen


def test_the_version_before_comes_back_not_only_the_flashed_one():
    kept = slots.keep(slots.start(installed()))
    assert slots.free_slot(kept) == "b"
    fallen = slots.start(slots.start(slots.install(kept, "b", "3.0", 3)))
    assert (slots.version(fallen), slots.counter(fallen), fallen.given_up) == ("2.0", 2, "3.0")


def test_no_version_is_written_over_one_that_runs_or_may_have_to_run():
    kept = slots.keep(slots.start(installed()))
    waiting = slots.install(kept, "b", "3.0", 3)
    assert slots.free_slot(waiting) is None
    assert slots.free_slot(slots.start(waiting)) is None
    assert slots.free_slot(slots.keep(slots.start(waiting))) == "a"


@pytest.mark.parametrize("state", [slots.FIRST, installed(), slots.keep(slots.start(installed()))])
def test_a_state_survives_the_flash(state):
    assert slots.decode(slots.encode(state)) == state


@pytest.mark.parametrize(
    "data",
    [
        None, b"", b"{", b"5", b"[]", b"[1,2,3,4,5,6]", b"\xff", b"[" * 3000, b'["b","a",true,true,{},""]',
        b'["../x","a",true,true,{"../x":["2",2]},""]', b'["a","a",true,true,{"a":[2,"2"]},""]', b'["a","a",1,1,{},""]',
    ],
)  # fmt: skip
def test_a_damaged_state_means_the_flashed_program(data):
    assert slots.decode(data) == slots.FIRST
