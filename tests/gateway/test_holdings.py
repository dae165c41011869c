"""The numbers of a feed that a gateway holds."""

from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.repair.holdings import HORIZON, NOTHING, Holdings, Window

NUMBERS = st.lists(st.one_of(st.integers(1, 60), st.integers(1, 3 * HORIZON), st.integers(1, (1 << 32) - 1)))


def window(numbers):
    held = NOTHING
    for seq in numbers:
        held = held.plus(seq)
    return held


def numbers_in(runs):
    return {seq for first, count in runs for seq in range(first, first + count)}


def model(numbers):
    """Highest number, and the numbers within the horizon: what a window must say, from a plain set."""
    high = max(numbers, default=0)
    return high, {seq for seq in numbers if seq > high - HORIZON}


@given(NUMBERS)
def test_a_window_knows_what_a_set_knows(numbers):
    high, held = model(numbers)
    window_held = window(numbers)
    assert window_held.high == high
    assert numbers_in(window_held.gaps()) == set(range(max(1, high - HORIZON + 1), high)) - held
    assert all(window_held.has(seq) for seq in numbers)


@given(NUMBERS, st.randoms())
def test_the_order_of_arrival_does_not_matter(numbers, chance):
    shuffled = list(numbers)
    chance.shuffle(shuffled)
    assert window(shuffled) == window(numbers)


@given(NUMBERS, NUMBERS)
def test_a_difference_is_what_one_has_and_the_other_lacks_within_the_horizon(mine, theirs):
    _, common = model([*mine, *theirs])
    assert numbers_in(window(mine).minus(window(theirs))) == (set(mine) - set(theirs)) & common


@given(NUMBERS, NUMBERS)
def test_after_exchanging_the_differences_both_hold_the_same(mine, theirs):
    ours, other = window(mine), window(theirs)
    gained = [*theirs, *numbers_in(ours.minus(other))]
    lost = [*mine, *numbers_in(other.minus(ours))]
    assert window(sorted(gained)) == window(sorted(lost))


@given(NUMBERS)
def test_a_window_comes_back_from_its_gaps(numbers):
    held = window(numbers)
    assert Window.of(held.high, held.gaps()) == held


@given(NUMBERS, st.integers(1, 2 * HORIZON))
def test_what_was_settled_is_not_missing(numbers, floor):
    held = window(numbers).settled(floor)
    assert all(first > floor for first, _ in held.gaps())
    assert held.has(floor)
    assert held.high == max([floor, *numbers])


def test_a_number_before_the_window_counts_as_over():
    held = window([5000])
    assert held.has(5000 - HORIZON)
    assert not held.has(5000 - HORIZON + 1)
    assert held.plus(1) == held


def test_gaps_claimed_without_bounds_cost_nothing():
    held = Window.of(10, [(1, 1 << 60), (1 << 60, 5), (-3, 2)])
    assert numbers_in(held.gaps()) == set(range(1, 11))


def test_feeds_are_kept_apart():
    holdings = Holdings()
    holdings.add((b"ada", 1), 1)
    holdings.add((b"ada", 3), 7)
    holdings.settle((b"bob", 3), 4)
    assert not holdings.has((b"ada", 1), 7)
    assert holdings.has((b"bob", 3), 4)
    assert set(holdings) == {(b"ada", 1), (b"ada", 3), (b"bob", 3)}
