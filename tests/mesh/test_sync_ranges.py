"""Sets of numbers as ranges, compared with plain sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.mesh.ranges import LIMIT, Ranges

NUMBERS = st.sets(st.integers(1, 40))
PAIRS = st.tuples(st.integers(1, 40), st.integers(1, 40)).map(sorted).map(tuple)


def members(ranges: Ranges) -> set[int]:
    return {number for low, high in ranges for number in range(low, high)}


def is_canonical(ranges: Ranges) -> bool:
    edges = [edge for pair in ranges for edge in pair]
    return all(low < high for low, high in zip(edges, edges[1:], strict=False))


@given(st.lists(st.tuples(st.booleans(), PAIRS)))
def test_adding_and_removing_gives_the_same_as_with_sets(steps: list[tuple[bool, tuple[int, int]]]) -> None:
    ranges, numbers = Ranges(), set[int]()
    for adds, (low, high) in steps:
        (ranges.add if adds else ranges.remove)(low, high)
        numbers = numbers | set(range(low, high)) if adds else numbers - set(range(low, high))

        assert members(ranges) == numbers
        assert is_canonical(ranges)
        assert ranges.count == len(numbers)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_difference_is_that_of_sets(mine: set[int], theirs: set[int], taken: set[int]) -> None:
    left = Ranges.of(theirs).minus(Ranges.of(mine), Ranges.of(taken))

    assert members(left) == theirs - mine - taken
    assert is_canonical(left)


@given(NUMBERS, st.integers(0, 50), st.integers(0, 50))
def test_a_part_is_that_of_sets(numbers: set[int], low: int, high: int) -> None:
    ranges = Ranges.of(numbers)

    assert members(ranges.within(low, high)) == numbers & set(range(low, high))
    assert members(ranges.first(low)) == set(sorted(numbers)[:low])
    assert {number for number in range(51) if number in ranges} == numbers


@given(NUMBERS)
def test_runs_give_the_ranges_back(numbers: set[int]) -> None:
    ranges = Ranges.of(numbers)

    assert Ranges.from_runs(ranges.runs()) == ranges


@pytest.mark.parametrize(
    "runs", [[(0, 1)], [(1, 0)], [(5, 2), (0, 3)], [(1, LIMIT)], [(LIMIT, 1)], [(1, 1), (LIMIT - 2, 1)]]
)
def test_runs_that_nobody_sends_in_good_faith_are_refused(runs: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="runs"):
        Ranges.from_runs(runs)


def test_a_feed_with_every_second_number_costs_sixteen_bytes_a_range() -> None:
    ranges = Ranges.from_runs((1, 1) for _ in range(100_000))

    assert len(ranges) == ranges.count == 100_000
    assert ranges._edges.itemsize * len(ranges._edges) == 16 * 100_000


def test_packed_ranges_are_the_same_on_every_machine() -> None:
    assert Ranges([(1, 3), (256, 257)]).packed().hex(" ", 8) == (
        "0100000000000000 0300000000000000 0001000000000000 0101000000000000"
    )
