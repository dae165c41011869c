"""What the index says of a log, whatever the order in which it grew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.events.model import MAX_FORKS
from edge_agent.mesh.admission import Admission
from edge_agent.mesh.index import PROVEN, Entry, Index, merge, names_of, subtract, take_some, weight
from edge_agent.mesh.ranges import Ranges
from meshwire.event import PEOPLE, SENSE, Event
from tests.events.people import Author
from tests.mesh.village import ROOT, certified, said

ADA, BOB = Author(1), Author(2)
EVENTS = st.lists(
    st.tuples(st.sampled_from([ADA, BOB]), st.integers(1, 6), st.sampled_from([PEOPLE, SENSE]), st.sampled_from("ab")),
    unique=True, max_size=12,
)  # fmt: skip


def entry(event: Event, row: int = 1) -> Entry:
    return Entry(row, event.author, event.topic, event.seq, weight(event.author, event.part), event)


def index_of(*events: Event) -> Index:
    """Of a log that met them in this order: the second of a name is a fork."""
    index = Index(Admission(ROOT.public))
    index.take_events([entry(certified(author, seq)) for seq, author in enumerate((ADA, BOB), 1)])
    for event in events:
        known = event.seq in index.numbers((event.author, event.topic))
        (index.take_forks if known else index.take_events)([entry(event)])
    return index


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_same_events_in_any_order_have_one_fingerprint(drawn: list, shuffled: object) -> None:
    events = [said(author, seq, text, topic=topic) for author, seq, topic, text in drawn]
    other = list(events)
    shuffled.shuffle(other)  # type: ignore[attr-defined]

    assert index_of(*events).fingerprint() == index_of(*other).fingerprint()


@given(EVENTS.filter(bool))
def test_one_event_less_is_another_fingerprint(drawn: list) -> None:
    events = [said(author, seq, text, topic=topic) for author, seq, topic, text in drawn]

    assert index_of(*events).fingerprint() != index_of(*events[1:]).fingerprint()


def test_the_fingerprint_follows_what_is_added_later() -> None:
    index = index_of(said(ADA, 1))
    before = index.fingerprint()

    index.take_events([entry(said(ADA, 2))])

    assert index.fingerprint() == index_of(said(ADA, 2), said(ADA, 1)).fingerprint() != before


def test_a_signature_made_again_is_no_difference() -> None:
    again = said(ADA, 1)._replace(signature=bytes(64))

    assert index_of(said(ADA, 1)).fingerprint() == index_of(again).fingerprint()


def test_authors_without_certificate_do_not_count_until_they_have_one() -> None:
    stranger = Author(9)
    index = index_of(said(stranger, 1), said(ADA, 1))
    assert [author for author, _ in index.feeds()].count(stranger.public) == 0
    before = index.fingerprint()

    assert index.take_events([entry(certified(stranger, 3))])

    assert (stranger.public, PEOPLE) in index.feeds()
    assert index.fingerprint() != before


def test_sixteen_forks_prove_enough_and_the_others_make_no_difference() -> None:
    many = [said(ADA, seq, text) for text in "ab" for seq in range(1, MAX_FORKS + 1)]
    others = [*many[MAX_FORKS:], *many[:MAX_FORKS]]

    one, other = index_of(*many), index_of(*others[:-1], said(ADA, MAX_FORKS, "c"))

    assert one.digest((ADA.public, PEOPLE)) == PROVEN
    assert one.fingerprint() == other.fingerprint()


def test_a_certificate_signed_by_somebody_else_admits_nobody() -> None:
    false = certified(BOB, 1)._replace(author=ADA.public)
    admission = Admission(ROOT.public)

    assert not admission.learn(false)
    assert admission.refusal(BOB.public)


@pytest.mark.parametrize("body", [{}, {0: b"short", 1: 1, 2: 0, 4: ""}, {0: 7}])
def test_a_certificate_that_cannot_be_read_admits_nobody(body: dict) -> None:
    broken = certified(BOB, 1)._replace(body=body)

    assert not Admission(ROOT.public).learn(broken)


def test_who_was_revoked_since_is_still_admitted() -> None:
    revoked = certified(BOB, 2)._replace(kind=2, body={0: BOB.public, 1: "stolen"})
    admission = Admission(ROOT.public)

    assert admission.learn(revoked)
    assert admission.refusal(BOB.public) is None


NAMES = st.sets(st.tuples(st.sampled_from([(b"a", 1), (b"b", 1), (b"b", 2)]), st.integers(1, 30)))


def names(wanted: set) -> dict:
    found: dict = {}
    for feed, seq in wanted:
        merge(found, {feed: Ranges.of([seq])})
    return found


@given(NAMES, NAMES)
def test_names_are_subtracted_as_sets_are(some: set, others: set) -> None:
    left = names(some)

    subtract(left, names(others))

    assert left == names(some - others)


@given(NAMES, st.integers(1, 5))
def test_names_are_taken_piece_by_piece_and_none_is_lost(wanted: set, ranges: int) -> None:
    left, taken = names(wanted), dict[tuple[bytes, int], Ranges]()
    while left:
        piece = take_some(left, ranges)
        assert 0 < sum(len(numbers) for numbers in piece.values()) <= ranges
        merge(taken, piece)

    assert taken == names(wanted)


def test_names_are_gathered_by_feed() -> None:
    assert names_of([said(ADA, 3), said(ADA, 1), said(BOB, 3)]) == {
        (ADA.public, PEOPLE): Ranges.of([1, 3]),
        (BOB.public, PEOPLE): Ranges.of([3]),
    }
