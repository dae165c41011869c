"""What a station says that it lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import need, wanted
from meshwire.errors import WireError

ids = st.binary(min_size=4, max_size=4)
runs = st.lists(st.integers(1, 2000), unique=True, min_size=1, max_size=6).map(
    lambda numbers: [(5 * number, 1 + number % 4) for number in sorted(numbers)]
)
by_index = st.dictionaries(st.tuples(st.integers(1, 4), st.integers(0, 200)), runs, max_size=12)


@given(st.dictionaries(st.tuples(ids, st.integers(1, 4)), runs, max_size=4), st.lists(ids, max_size=8))
def test_names_and_certificates_arrive_as_they_were_asked_for(named, certificates):
    asked = [(author_id, topic, *run) for (author_id, topic), found in sorted(named.items()) for run in found]
    one = need.Need(asked, certificates, None, None)
    assert need.decode(need.encode(one)) == one


@given(by_index)
def test_runs_by_author_index_arrive_as_they_were_asked_for(asked):
    assert wanted.decode(wanted.encode(asked, 10_000)) == asked


@given(by_index, st.integers(1, 60))
def test_what_does_not_fit_is_left_for_the_next_time(asked, room):
    data = wanted.encode(asked, room)
    assert len(data) <= room
    for key, found in wanted.decode(data).items():
        assert found == asked[key][: len(found)]


def test_an_alert_costs_few_bytes():
    assert len(need.encode(need.Need([(b"abcd", 2, 7, 1)], [], None, None))) <= 10


@pytest.mark.parametrize(
    "one",
    [
        need.Need([(b"abcd", 2, 100 * n + 1, 2000) for n in range(3)], [], None, None),
        need.Need([(b"abcd", 2, 5 * n, 1) for n in range(1, 40)], [], None, None),
        need.Need([], [bytes((n, 0, 0, 0)) for n in range(40)], None, None),
    ],
)
def test_more_than_a_frame_may_ask_for_is_refused(one):
    with pytest.raises(WireError):
        need.decode(need.encode(one))


def test_what_does_not_fit_into_a_frame_is_not_encoded():
    with pytest.raises(WireError):
        need.encode(need.Need([(bytes((n, 0, 0, 0)), 2, 1, 1) for n in range(60)], [], None, None))
