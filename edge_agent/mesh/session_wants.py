"""What one session asks its peer for, and how much at once. Pure."""

from collections.abc import Sequence

from edge_agent.errors import BadRequest
from edge_agent.events.model import Outcome
from edge_agent.mesh import snapshot
from edge_agent.mesh.index import Feed, Index, Names, merge, names_of, subtract, take_some
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.session_messages import MAX_NAMES, Events, Want
from meshwire.event import CIVDEF

WINDOW = 4  # answers on the way: one is sent, one received, one verified, one stored
URGENT = CIVDEF  # roster and alerts: asked of everybody who has them, and beside a full window
MAX_KNOWN = 1 << 13  # ranges remembered of what a peer has and we lack: 5 ms to look through; a round tells the rest
MAX_LIES = 3  # answers without what the peer said it holds; the log only grows, so an honest one has none


_NOTHING = Ranges()


class Wants:
    def __init__(self, index: Index, everywhere: Names) -> None:
        """`everywhere`: what all sessions of this node have asked for, so that nothing bulky comes twice."""
        self.overflowed = False
        self._index = index
        self._everywhere = everywhere
        self._here: Names = {}
        self._theirs: Names = {}  # what the peer has and this log lacks
        self._known = 0  # ranges in there, or more
        self._forked: Names = {}
        self._ahead: Names = {}  # far ahead of the clock: asked for again when everything else is here
        self._waiting: dict[int, Want] = {}
        self._storing: dict[int, Names] = {}
        self._number = self._lies = 0
        self._progress = False

    @property
    def oldest(self) -> int | None:
        """The number of the oldest question without answer."""
        return next(iter(self._waiting), None)

    @property
    def is_done(self) -> bool:
        return not (self._theirs or self._waiting or self._storing)

    def claimed(self, feed: Feed, lacking: Ranges) -> None:
        """The peer has these of an admitted author, and they are not here."""
        if self._known + len(lacking) > MAX_KNOWN:
            self._known = sum(len(numbers) for numbers in self._theirs.values())
        room = MAX_KNOWN - self._known
        if len(lacking) > room:
            self.overflowed = True
            lacking = next(lacking.pieces(room)) if room > 0 else _NOTHING
        if lacking:
            self._theirs.setdefault(feed, Ranges()).update(lacking)
            self._known += len(lacking)

    def forked(self, names: Names) -> None:
        """Under these names the peer has other events than this log."""
        merge(self._forked, names)

    def next(self) -> Want | None:
        """The next question, when there is one and the window is not full."""
        if len(self._waiting) + len(self._storing) > WINDOW:
            return None
        if self._forked:
            return self._ask(take_some(self._forked, MAX_NAMES), forks=True)
        names = self._choose()
        if not names and self._ahead and self._progress and not self._waiting and not self._storing:
            merge(self._theirs, self._ahead)
            self._ahead, self._progress = {}, False
            names = self._choose()
        return self._ask(names, forks=False) if names else None

    def _choose(self) -> Names:
        full = len(self._waiting) + len(self._storing) >= WINDOW
        names: Names = {}
        room = MAX_NAMES
        snapshots = [feed for feed in self._theirs if feed[1] == snapshot.TOPIC]
        for feed in sorted(self._theirs, key=_rank):
            if not room or (full and _topic(feed) > URGENT):
                break
            if _rank(feed) > _SNAPSHOTS and any(one in self._theirs for one in snapshots):
                break  # first see what need not come
            held, over = self._index.numbers(feed), self._index.over(feed)
            lacking = self._theirs[feed] = self._theirs[feed].minus(held, over)
            if not lacking:
                del self._theirs[feed]
            taken = self._here if _topic(feed) <= URGENT else self._everywhere
            chosen = lacking.minus(taken.get(feed, _NOTHING)).first(room)
            if chosen:
                names[feed] = chosen
                room -= chosen.count
        return names

    def _ask(self, names: Names, *, forks: bool) -> Want:
        self._number += 1
        want = self._waiting[self._number] = Want(self._number, forks, names)
        if not forks:
            merge(self._here, names)
            merge(self._everywhere, names)
        return want

    def answered(self, answer: Events) -> None:
        """BadRequest for what nobody asked for, and for the third answer without what the peer said it holds."""
        want = self._waiting.pop(answer.number, None)
        if want is None:
            raise BadRequest("it sent events that nobody had asked for")
        got = names_of(answer.events)
        if any(numbers.minus(want.names.get(feed, _NOTHING)) for feed, numbers in got.items()):
            raise BadRequest("it sent events that nobody had asked for")
        self._storing[answer.number] = got
        if want.forks:
            return
        absent = {feed: numbers.minus(got.get(feed, _NOTHING)) for feed, numbers in want.names.items()}
        self._release(absent)
        if not (answer.more and answer.events):
            self._disbelieve({feed: numbers for feed, numbers in absent.items() if numbers})

    def _disbelieve(self, names: Names) -> None:
        self._lies += bool(names)
        if self._lies >= MAX_LIES:
            raise BadRequest("it does not hold what it says it holds")
        subtract(self._theirs, names)

    def stored(self, answer: Events, outcomes: Sequence[Outcome]) -> None:
        """The log has taken an answer, all but what is far ahead of its clock."""
        got = self._storing.pop(answer.number)
        self._release(got)
        subtract(self._theirs, got)
        ahead = names_of(event for event, one in zip(answer.events, outcomes, strict=True) if one is Outcome.AHEAD)
        merge(self._ahead, ahead)
        self._progress = self._progress or Outcome.NEW in outcomes

    def untold(self, feed: Feed, numbers: Ranges) -> Ranges:
        """Which of these the peer has not told us of itself."""
        coming = [names[feed] for names in self._storing.values() if feed in names]
        return numbers.minus(self._theirs.get(feed, _NOTHING), *coming)

    def close(self) -> None:
        """Let others ask for what will not come here any more."""
        for names in [*(want.names for want in self._waiting.values()), *self._storing.values()]:
            self._release(names)

    def _release(self, names: Names) -> None:
        subtract(self._here, names)
        subtract(self._everywhere, names)


_SNAPSHOTS = (1, snapshot.TOPIC)


def _rank(feed: Feed) -> tuple[int, int]:
    """Roster and alerts, what is over, and then the rest."""
    return (0 if feed[1] <= URGENT else 1 if feed[1] == snapshot.TOPIC else 2), feed[1]


def _topic(feed: Feed) -> int:
    return feed[1]
