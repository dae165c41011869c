"""A week of virtual time in the real interpreter and its heap of 128 kB: what it does to memory and flash."""

from statistics import median

import pytest

from tests.boards.week import Week, lived

FRAMES = 3000  # bench/boards_soak.py takes 100,000
SMALLEST_ALERT = 2048  # bytes: the longest run that judging and showing one more alert needs


@pytest.mark.parametrize("clock", [True, False], ids=["clock", "no clock"])
def test_after_a_week_a_board_has_the_memory_it_had_after_a_day(tmp_path, clock):
    found = lived(Week(2026, alerts=10, forgeries=10), tmp_path, count=FRAMES, clock=clock)
    assert "failed" not in found
    assert found["heard"] == FRAMES
    assert found["shown"] > 20
    assert found["refused"]["forged"] > 20
    free = [free for free, _ in found["samples"]]
    longest = [run for _, run in found["samples"]]
    assert median(free[70:]) > median(free[20:50]) - 1024
    assert median(longest[70:]) > median(longest[20:50]) / 2
    assert min(longest[20:]) > SMALLEST_ALERT
    assert found["writes"]["state.cbor"] <= 4 * found["shown"] + 20
