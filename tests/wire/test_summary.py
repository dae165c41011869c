"""What a station says that it holds, in as few bytes as that takes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import radio_key, summary, vector
from meshwire.errors import WireError
from meshwire.frame import MAX_FRAME

names = st.tuples(st.binary(min_size=4, max_size=4), st.integers(1, 2**32 - 1))
feeds = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 80), st.integers(1, 5000), st.integers(0, 20)), max_size=120
)


def size(said: summary.Summary) -> int:
    return len(radio_key.seal(bytes(32), summary.encode(said)))


def feed(topic: int, index: int, highest: int, chance: random.Random, holes: int = 0) -> vector.Feed:
    """A feed with up to so many single gaps."""
    lacking = sorted({chance.randrange(1, highest) for _ in range(holes)} if highest > 1 else ())
    apart = [seq for at, seq in enumerate(lacking) if at == 0 or seq - lacking[at - 1] > 1]
    return vector.feed(topic, index, highest, [(seq, 1) for seq in apart])


def vectors(rows: list[tuple[int, int, int, int]]) -> list[vector.Feed]:
    chance = random.Random(1)
    by_key = {row[:2]: row for row in rows}
    return [feed(*by_key[key][:3], chance, by_key[key][3]) for key in sorted(by_key)]


def test_a_quiet_board_needs_a_few_bytes_and_each_alert_a_few_more():
    authors = [bytes((n, 9, 9, 9)) for n in range(4)]
    sizes = [size(summary.alerts_only([(author, 40) for author in authors[:count]], [])) for count in range(5)]
    assert sizes[0] <= 16
    assert max(later - earlier for earlier, later in zip(sizes, sizes[1:], strict=False)) <= 8


@given(st.lists(names, unique=True, max_size=16), st.lists(names, unique=True, max_size=16))
def test_alerts_arrive_as_they_were_told(held, declined):
    declined = [name for name in declined if name not in held]
    found = summary.decode(summary.encode(summary.alerts_only(held, declined)))
    if not found.is_cut:
        assert (sorted(found.held), sorted(found.declined)) == (sorted(held), sorted(declined))
    assert set(found.held) <= set(held)


@given(st.lists(names, unique=True, min_size=20, max_size=60))
def test_what_does_not_fit_is_left_out_from_the_end_and_said_so(held):
    sealed = radio_key.seal(bytes(32), summary.encode(summary.alerts_only(held, [])))
    found = summary.decode(sealed[: -radio_key.TAG_SIZE])
    assert len(sealed) <= MAX_FRAME
    assert sorted(found.held) == sorted(held[: len(found.held)])
    assert found.is_cut == (len(found.held) < len(held))


@given(feeds, st.booleans(), st.integers(160, 220))
def test_a_vector_arrives_whatever_its_form_and_parts(rows, is_full, room):
    told = vectors(rows)
    ours = {one[:2]: one.highest for one in told}
    parts = vector.split(told, is_full, room)
    restored = [vector.restore(vector.decode(part), ours, vector.digest(told)) for part in parts]
    assert max(map(len, parts)) <= room
    assert [one for part in restored for one in part] == told


def test_the_parts_of_a_vector_cover_all_feeds_and_overlap_nowhere():
    told = vectors([(topic, index, 700, 9) for topic in (1, 3, 4) for index in range(90)])
    parts = [vector.decode(data) for data in vector.split(told, False, 200)]
    assert len(parts) > 2
    assert [part.start for part in parts] == [vector.START] + [part.end for part in parts[:-1]]
    assert parts[-1].end == vector.END


@given(feeds, st.integers(128, 5000))
def test_a_low_byte_that_was_guessed_wrong_is_found_out(rows, behind):
    told = vectors([row for row in rows if row[2] > 1])
    ours = {one[:2]: one.highest + behind for one in told}
    (part, *_) = vector.split(told, False, 200)
    restored = vector.restore(vector.decode(part), ours, vector.digest(told))
    assert restored is None or restored == told[: len(restored)]


@given(st.integers(1, 3000), st.integers(0, 127), st.booleans())
def test_a_low_byte_stands_for_the_nearest_number(highest, distance, is_more):
    told = [vector.Feed(3, 0, highest, ())]
    ours = {(3, 0): max(highest + (distance if is_more else -distance), 0)}
    assert vector.restore(vector.decode(vector.split(told, False, 200)[0]), ours, vector.digest(told)) == told


@given(st.sets(st.integers(1, 1000)), st.sets(st.integers(1, 1000)))
def test_what_is_missing_here_is_what_they_hold_and_we_do_not(theirs, ours):
    def of(held: set[int]) -> vector.Feed | None:
        lacking = sorted(set(range(1, max(held))) - held) if held else []
        runs = [(seq, 1) for seq in lacking]
        return vector.Feed(3, 0, max(held), tuple(runs)) if held else None

    found = vector.missing(of(theirs), of(ours)) if theirs else []
    assert {seq for first, count in found for seq in range(first, first + count)} == theirs - ours
    assert sum(count for _, count in found) == len(theirs - ours)


def test_below_the_horizon_nothing_is_missing():
    assert vector.missing(vector.Feed(3, 0, 5000, ()), None) == [(3977, 1024)]
    assert vector.feed(3, 0, 5000, [(10, 20), (3970, 10)]).gaps == ((3977, 3),)


def test_of_very_many_gaps_the_newest_are_told_so_that_any_feed_fits():
    holey = vector.feed(3, 0, 2000, [(seq, 1) for seq in range(990, 2000, 2)])
    assert len(holey.gaps) == vector.MAX_RUNS
    assert len(vector.split([holey], True, 150)) == 1


@pytest.mark.parametrize("digits", ["ffffffff", "e10208" + "00" * 300, "e1020100"])
def test_other_bytes_are_refused(digits):
    with pytest.raises(WireError):
        summary.decode(bytes.fromhex(digits))
