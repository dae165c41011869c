"""One exchange between two nodes: what they say is put in, what has to be done comes out. Pure.

Both sides run the same machine. docs/sync.md says why it ends with equal logs, docs/protocol/mesh-sync.md what is said.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edge_agent.errors import BadRequest
from edge_agent.events.model import Held, Outcome
from edge_agent.mesh.diff import Comparison, summaries
from edge_agent.mesh.index import Feed, Index, Names, merge, take_some
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.session_forks import CHEAP, MAX_PROBES, Search
from edge_agent.mesh.session_messages import (
    MAX_NAMES,
    Answer,
    Digests,
    Events,
    Message,
    News,
    Probe,
    Sent,
    State,
    Summary,
    Want,
)
from edge_agent.mesh.session_wants import WINDOW, Wants

MAX_REPLIES = 64  # short ones that wait for a peer to read them; an honest one leaves a handful
MAX_ROUNDS = 16  # summaries told in a period; one costs more to make than to ask for


@dataclass(frozen=True, slots=True)
class Serve:
    """Read these events, then call `served`."""

    want: Want


@dataclass(frozen=True, slots=True)
class Keep:
    """Verify and store these events, bring the index up to date, then call `stored`. One that is forged ends it."""

    answer: Events


@dataclass(frozen=True, slots=True)
class Cut:
    """Compute the digests of the slices, then call `computed`; `own`: for a question of ours, not the peer's."""

    probe: Probe
    own: bool


Intent = Serve | Keep | Cut


class Session:
    def __init__(self, index: Index, everywhere: Names, community: bytes) -> None:
        """`everywhere`: what all sessions of this node have asked for."""
        self.refused: set[bytes] = set()  # authors of whom the peer has something and nothing is taken here
        self.answers = 0
        self.wants = Wants(index, everywhere)
        self._index = index
        self._community = community
        self._search = Search()
        self._replies: deque[Sent] = deque()
        self._answers: deque[Answer] = deque()  # bulky: after everything that is short
        self._news: Names = {}
        self._telling: Iterator[Summary] | None = None
        self._comparison = Comparison(index)
        self._summaries_due = 0  # the peer may send one for each state of ours
        self._states_due = 0
        self._serving = 0
        self._cutting = False
        self._again = False  # start another round when this one has its answer
        self._rounds_left = MAX_ROUNDS
        self._cuts_left = MAX_PROBES

    @property
    def is_owed(self) -> bool:
        """Whether the peer has not answered everything yet; `answers` counts what it did answer."""
        return bool(self._states_due) or self.wants.oldest is not None or self._search.is_asking

    def start_round(self) -> None:
        """Compare the logs, now and every now and then: whatever was missed, this finds it."""
        if self._states_due:
            self._again = True
            return
        self._again = False
        self._states_due = 1
        self._say_state(reply=False)

    def refill(self) -> None:
        """A new period: the peer may ask again for what costs more to give than to ask for."""
        self._rounds_left = MAX_ROUNDS
        self._cuts_left = self._search.probes_left = MAX_PROBES

    def _say_state(self, *, reply: bool) -> None:
        self._summaries_due = min(self._summaries_due + 1, 2 * MAX_ROUNDS)
        self._replies.append(State(self._community, self._index.fingerprint(), reply))

    def tell(self, names: Names) -> None:
        """These came into the log; the peer will hear of them, unless they are from there."""
        for feed, numbers in names.items():
            untold = self.wants.untold(feed, numbers)
            if untold and self._index.refusal(feed) is None:
                merge(self._news, {feed: untold})

    def to_send(self) -> Sent | None:
        """The next message; asked for when the link has room for it. The short ones go first."""
        if self._replies:
            return self._replies.popleft()
        if self._news:
            return News(take_some(self._news, MAX_NAMES))
        want = self.wants.next()
        if want:
            return want
        if self._answers:
            self._serving -= 1
            return self._answers.popleft()
        if self._telling:
            part = next(self._telling)
            self._telling = None if part.last else self._telling
            return part
        return None

    def received(self, message: Message) -> list[Intent]:
        """What is to be done about it. BadRequest: no honest peer says this."""
        if len(self._replies) > MAX_REPLIES:
            raise BadRequest("it does not read what it asks for")
        match message:
            case State():
                self._state(message)
            case Summary():
                return self._summary(message)
            case Want():
                return [self._serve(message)]
            case Events():
                self.answers += 1
                self.wants.answered(message)
                return [Keep(message)]
            case News():
                self._told(message)
            case Probe() | Digests():
                return self._searching(message)
        return []

    def _searching(self, message: Probe | Digests) -> list[Intent]:
        if isinstance(message, Probe):
            return self._probe(message)
        self.answers += 1
        self.wants.forked(self._search.answered(message.digests))
        return self._search_on()

    def _told(self, news: News) -> None:
        for feed, numbers in news.names.items():
            self._claimed(feed, numbers.minus(self._index.numbers(feed)))

    def _state(self, state: State) -> None:
        if state.community != self._community:
            raise BadRequest("it belongs to another community")
        if not state.reply:
            self._say_state(reply=True)
        elif self._states_due:
            self._states_due = 0
            self.answers += 1
            if self._again:
                self.start_round()
        if state.fingerprint != self._index.fingerprint() and self._telling is None and self._rounds_left:
            self._rounds_left -= 1
            self._telling = summaries(self._index)

    def _summary(self, summary: Summary) -> list[Intent]:
        if not self._summaries_due:
            raise BadRequest("it sent a summary that nobody had asked for")
        for claim in summary.claims:
            lacking, forked = self._comparison.take(claim)
            self._claimed(claim.feed, lacking)
            if forked:
                self._search.suspect(claim.feed, self._index.numbers(claim.feed))
        if summary.last:
            self._summaries_due -= 1
            self._comparison = Comparison(self._index)
        return self._search_on()

    def _claimed(self, feed: Feed, lacking: Ranges) -> None:
        if self._index.refusal(feed) is None:
            self.wants.claimed(feed, lacking)
        elif len(self.refused) < MAX_NAMES:
            self.refused.add(feed[0])

    def _serve(self, want: Want) -> Serve:
        self._serving += 1
        if self._serving > WINDOW + 1:
            raise BadRequest("it asks for more before it has got what it asked for")
        if sum(len(numbers) for numbers in want.names.values()) > MAX_NAMES:
            raise BadRequest("it asks for too much at once")
        return Serve(want)

    def served(self, want: Want, events: Sequence[Held], *, more: bool) -> None:
        self._answers.append(Answer(want.number, more, events))

    def stored(self, answer: Events, outcomes: Sequence[Outcome]) -> None:
        self.wants.stored(answer, outcomes)
        if self.wants.overflowed and self.wants.is_done and Outcome.NEW in outcomes:
            self.wants.overflowed = False
            self.start_round()  # for what there was no room to remember

    def _probe(self, probe: Probe) -> list[Intent]:
        if self._cutting:
            raise BadRequest("it asks for more before it has got what it asked for")
        if self._cuts_left <= 0:
            self._replies.append(Digests([]))
            return []
        self._cuts_left -= 1 + self._index.numbers(probe.feed).within(probe.low, probe.high).count // CHEAP
        self._cutting = True
        return [Cut(probe, own=False)]

    def _search_on(self) -> list[Intent]:
        probe = self._search.next(self._index.is_proven)
        return [Cut(probe, own=True)] if probe else []

    def computed(self, cut: Cut, digests: Sequence[bytes]) -> None:
        if cut.own:
            self._search.computed(digests)
            self._replies.append(cut.probe)
        else:
            self._cutting = False
            self._replies.append(Digests(digests))

    def close(self) -> None:
        """Let the others ask for what this peer was asked for."""
        self.wants.close()
