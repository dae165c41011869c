"""Two sessions without any I/O: what one says is put into the other."""

from collections import deque
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import BadRequest
from edge_agent.events.model import Held, Outcome
from edge_agent.mesh.admission import Admission
from edge_agent.mesh.index import Entry, Index, Names, names_of, weight
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.session import MAX_REPLIES, Cut, Intent, Keep, Serve, Session
from edge_agent.mesh.session_codec import decode, encode
from edge_agent.mesh.session_forks import Slicing
from edge_agent.mesh.session_messages import MAX_NAMES, News, State, Want
from edge_agent.mesh.session_wants import MAX_KNOWN, WINDOW, Wants
from meshwire.event import CIVDEF, PEOPLE, ROSTER, SENSE, Event
from tests.events.people import Author
from tests.mesh.village import COMMUNITY, ROOT, certified, said

ADA, BOB = Author(1), Author(2)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from([ADA, BOB]), st.integers(1, 200), st.sampled_from([CIVDEF, PEOPLE]), st.sampled_from("ab")
    ),
    unique=True, max_size=12,
)  # fmt: skip


class Log:
    """A node's log in memory and its side of the exchange."""

    def __init__(self, *events: Event) -> None:
        self.index = Index(Admission(ROOT.public))
        self.events: dict[tuple[bytes, int, int], Event] = {}
        self.forks: list[Event] = []
        self.session = Session(self.index, {}, COMMUNITY)
        self.take([certified(ADA, 1), certified(BOB, 2), *events])

    def take(self, events: Iterable[Event]) -> list[Outcome]:
        return [self._take(event) for event in events]

    def _take(self, event: Event) -> Outcome:
        known = self.events.setdefault((event.author, event.topic, event.seq), event)
        entry = Entry(1, event.author, event.topic, event.seq, weight(event.author, event.part), event)
        if known is event:
            self.index.take_events([entry])
            self.session.tell(names_of([event]))
            return Outcome.NEW
        if known == event or event in self.forks:
            return Outcome.KNOWN
        self.forks.append(event)
        self.index.take_forks([entry])
        return Outcome.FORK

    def everything(self) -> set[Event]:
        return {event[:3] for event in [*self.events.values(), *self.forks]}

    def do(self, intent: Intent) -> None:
        match intent:
            case Serve(want):
                found = self._named(want.names, forks=want.forks)
                self.session.served(want, [held(event) for event in found], more=False)
            case Keep(answer):
                self.session.stored(answer, self.take(answer.events))
            case Cut(probe):
                slicing = Slicing(probe)
                for event in self._named({probe.feed: Ranges([(probe.low, probe.high)])}, forks=True):
                    slicing.add(event.seq, weight(event.author, event.part))
                self.session.computed(intent, slicing.digests())

    def _named(self, names: Names, *, forks: bool) -> list[Event]:
        every = [*self.events.values(), *(self.forks if forks else [])]
        return [event for event in every if event.seq in names.get((event.author, event.topic), Ranges())]


def held(event: Event) -> Held:
    return Held(0, event.author, event.topic, event.seq, event.part, event.signature)


def exchange(one: Log, other: Log) -> int:
    """Until both have nothing to say; how many messages that took."""
    count = 0
    said_here = True
    while said_here:
        said_here = False
        for speaker, hearer in ((one, other), (other, one)):
            while (message := speaker.session.to_send()) is not None:
                said_here, count = True, count + 1
                intents = deque(hearer.session.received(decode(encode(message))))
                while intents:
                    hearer.do(intents.popleft())
    return count


def events_of(drawn: list) -> list[Event]:
    return [said(author, seq, text, topic=topic) for author, seq, topic, text in drawn]


@given(EVENTS, EVENTS)
def test_two_logs_are_equal_after_one_exchange_that_one_side_began(mine: list, theirs: list) -> None:
    one, other = Log(*events_of(mine)), Log(*events_of(theirs))
    both = one.everything() | other.everything()

    one.session.start_round()
    exchange(one, other)
    one.session.start_round()  # what came in the first one may have made the numbers of a forked feed equal
    exchange(one, other)

    assert one.everything() == other.everything() == both
    one.session.start_round()
    assert exchange(one, other) == 2  # the states, which are equal


@given(EVENTS, EVENTS)
def test_everything_is_sent_once(mine: list, theirs: list) -> None:
    one, other = Log(*events_of(mine)), Log(*events_of(theirs))
    lacking = len(one.events.keys() ^ other.events.keys())
    brought: list[int] = []
    for log in (one, other):
        log.take = counted(log, brought)  # type: ignore[method-assign]

    one.session.start_round()
    exchange(one, other)

    assert brought.count(1) == lacking


def counted(log: Log, brought: list[int]):
    take = log.take

    def counting(events: Iterable[Event]) -> list[Outcome]:
        outcomes = take(events)
        brought.extend(1 for outcome in outcomes if outcome is Outcome.NEW)
        assert Outcome.KNOWN not in outcomes or log.forks
        return outcomes

    return counting


def test_roster_and_alerts_are_asked_for_first_and_beside_a_full_window() -> None:
    log = Log()
    assert isinstance(log.session.to_send(), News)  # of its own roster
    bulk, alert = {(ADA.public, SENSE): Ranges([(1, 100_000)])}, {(ADA.public, CIVDEF): Ranges([(1, 2)])}
    log.session.received(News(bulk | alert | {(ROOT.public, ROSTER): Ranges([(3, 4)])}))

    first = log.session.to_send()
    while log.session.to_send():
        pass
    log.session.received(News({(ADA.public, CIVDEF): Ranges([(2, 3)])}))
    late = log.session.to_send()

    assert isinstance(first, Want)
    assert list(first.names)[:2] == [(ROOT.public, ROSTER), (ADA.public, CIVDEF)]
    assert isinstance(late, Want)
    assert list(late.names) == [(ADA.public, CIVDEF)]


def test_news_for_a_slow_peer_are_kept_as_ranges_and_not_as_a_queue() -> None:
    log = Log()
    while log.session.to_send():
        pass

    log.take(said(ADA, n) for n in range(1, 2000))
    message = log.session.to_send()

    assert message == News({(ADA.public, PEOPLE): Ranges([(1, 2000)])})
    assert log.session.to_send() is None


def test_what_there_is_no_room_to_remember_is_asked_for_in_another_round() -> None:
    index = Index(Admission(ROOT.public))
    wants = Wants(index, {})
    feed = (ROOT.public, PEOPLE)
    for start in range(1, 40 * MAX_KNOWN, 10_000):
        wants.claimed(feed, Ranges((start + 2 * n, start + 2 * n + 1) for n in range(5000)))

    remembered = wants.next()

    assert wants.overflowed
    assert remembered is not None
    assert remembered.names[feed].count == MAX_NAMES
    assert sum(len(numbers) for numbers in wants._theirs.values()) <= MAX_KNOWN


def test_the_rest_of_an_overflowing_summary_arrives_all_the_same(monkeypatch) -> None:
    monkeypatch.setattr("edge_agent.mesh.session_wants.MAX_KNOWN", 10)
    one, other = Log(*(said(ADA, 2 * n) for n in range(1, 100))), Log()

    other.session.start_round()
    exchange(one, other)

    assert one.everything() == other.everything()


def test_a_peer_that_talks_and_does_not_read_is_cut_off() -> None:
    log = Log()
    hello = State(COMMUNITY, log.index.fingerprint(), reply=False)

    with pytest.raises(BadRequest, match="does not read"):
        [log.session.received(hello) for _ in range(MAX_REPLIES + 2)]


def test_a_window_of_questions_is_open_at_once() -> None:
    log = Log()
    log.session.received(News({(ADA.public, PEOPLE): Ranges([(1, 100_000)])}))

    asked = []
    while (message := log.session.to_send()) is not None:
        asked.append(message)

    assert len([message for message in asked if isinstance(message, Want)]) == WINDOW
