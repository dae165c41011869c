"""What a summary tells about two logs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import BadRequest
from edge_agent.mesh import diff
from edge_agent.mesh.admission import Admission
from edge_agent.mesh.diff import Comparison, claims, summaries
from edge_agent.mesh.index import Entry, Index
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.session_codec import encode
from edge_agent.mesh.session_messages import MAX_RUNS, MAX_SIZE, Claim
from meshwire.event import PEOPLE, ROSTER
from tests.mesh.village import ROOT

FEED = (ROOT.public, PEOPLE)
HELD = st.dictionaries(st.tuples(st.sampled_from([PEOPLE, ROSTER, 4]), st.integers(1, 12)), st.integers(1, 2))


def index_of(held: dict[tuple[int, int], int]) -> Index:
    """Of topics, numbers and weights; all of the root."""
    index = Index(Admission(ROOT.public))
    index.take_events([Entry(1, ROOT.public, topic, seq, one, None) for (topic, seq), one in held.items()])
    return index


def told(theirs: Index) -> list[Claim]:
    return [claim for summary in summaries(theirs) for claim in summary.claims]


@given(HELD, HELD)
def test_what_is_lacking_is_what_they_have_and_we_have_not(mine: dict, theirs: dict) -> None:
    comparison = Comparison(index_of(mine))

    lacking = [(claim.feed[1], comparison.take(claim)[0]) for claim in told(index_of(theirs))]

    assert {(topic, seq) for topic, some in lacking for low, high in some for seq in range(low, high)} == {
        *theirs.keys() - mine.keys()
    }


@given(HELD, HELD)
def test_a_fork_is_suspected_where_the_numbers_are_the_same_and_the_events_are_not(mine: dict, theirs: dict) -> None:
    comparison = Comparison(index_of(mine))

    suspected = {claim.feed[1] for claim in told(index_of(theirs)) if comparison.take(claim)[1]}

    for topic in (PEOPLE, ROSTER, 4):
        ours, others = ({seq: one for (of, seq), one in log.items() if of == topic} for log in (mine, theirs))
        assert (topic in suspected) == (ours.keys() == others.keys() and sum(ours.values()) != sum(others.values()))


def test_a_feed_full_of_gaps_is_told_in_several_claims_and_compared_as_one() -> None:
    sparse = {(PEOPLE, 2 * n): 1 for n in range(1, 2 * MAX_RUNS)}
    whole = told(index_of(sparse))
    assert len(whole) == 2

    same, other = Comparison(index_of(sparse)), Comparison(index_of(sparse | {(PEOPLE, 2): 9}))

    assert [same.take(claim)[1] for claim in whole] == [False, False]
    assert [other.take(claim)[1] for claim in whole] == [False, True]


def test_a_feed_that_grows_while_it_is_told_makes_no_liar_of_who_tells_it() -> None:
    index, comparison = index_of({(PEOPLE, 2 * n): 1 for n in range(2, 2 * MAX_RUNS)}), Comparison(index_of({}))
    telling = claims(index, FEED)
    comparison.take(next(telling))

    index.take_events([Entry(1, ROOT.public, PEOPLE, 1, 1, None)])

    assert [comparison.take(claim)[0].count for claim in telling]


def test_no_message_of_a_summary_is_longer_than_a_peer_takes() -> None:
    held = {(topic, 2 * n + topic): 1 for topic in range(1, 256) for n in range(1, 200)}
    sizes = [len(encode(summary)) for summary in summaries(index_of(held))]

    assert len(sizes) > 1
    assert max(sizes) <= MAX_SIZE


@pytest.mark.parametrize(
    "said",
    [
        [(FEED, [(5, 6)]), (FEED, [(5, 6)])],
        [(FEED, [(5, 6)]), (FEED, [(1, 2)])],
        [(FEED, [(5, 6)]), ((ROOT.public, ROSTER), [(5, 6)])],
        [(FEED, [])],
    ],
    ids=["again", "backwards", "an earlier feed", "nothing"],
)
def test_a_summary_that_does_not_ascend_is_refused(said: list) -> None:
    comparison = Comparison(index_of({}))

    with pytest.raises(BadRequest, match="out of order"):
        [comparison.take(Claim(feed, 1, bytes(16), Ranges(pairs))) for feed, pairs in said]


def test_a_summary_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff, "MAX_CLAIMS", 3)
    comparison = Comparison(index_of({}))
    many = [Claim(FEED, 1, bytes(16), Ranges([(2 * n, 2 * n + 1)])) for n in range(1, 5)]

    with pytest.raises(BadRequest, match="endless"):
        [comparison.take(claim) for claim in many]
