"""Agrees with the neighbours on what a community has written. docs/protocol/sync.md. Pure.

One for each community. Control frames prove nothing but that their sender knows the community: what they claim moves
no window, and what they ask for is said three times at most. Times are seconds of one clock that never goes back.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from lora_gateway.repair.answers import Answers
from lora_gateway.repair.feeds import Feeds, Known
from lora_gateway.repair.holdings import NOTHING, EventName, Feed, Holdings, Run, Window
from lora_gateway.repair.lacking import Lacking
from lora_gateway.trust.live import Notice
from lora_gateway.trust.trusted import Trusted
from meshwire import need, summary, vector, wanted
from meshwire.event import CIVDEF, PEOPLE, ROSTER, Event, author_id
from meshwire.need import Need
from meshwire.summary import Summary
from meshwire.trickle import Trickle

ASK_AFTER_S = (2.0, 8.0)  # one station asks for what many lack
ALERT_PAUSE_S = 60.0  # between two beginnings of frequent summaries for an alert, and
NEWS_PAUSE_S = 600.0  # for anything else: nobody can keep us talking
MAX_DECLINED = 8
MAX_AUTHORS, MAX_RUNS, MAX_CERTIFICATES = 4, 4, 8  # of alerts and of certificates in one request
UNKNOWN_S = 900.0  # between requests for certificates only: anybody can make up authors; rosters are compared anyway
MAX_BESIDE = 16  # alerts beside a vector
MAX_NAMES = 1024  # taken from one request or summary for each feed
CERTIFICATE: list[Run] = [(1, 1)]  # the newest one, whatever its number
NONE = Holdings()

Ref = tuple[bytes, int]  # an alert on the air: author id, number
Uniform = Callable[[float, float], float]


class Sync:
    """`answers` holds what should be said from the archive; `next` gives the control frames, to be sealed."""

    def __init__(self, root: bytes, trusted: Trusted, known: Known, *, now: float, uniform: Uniform) -> None:
        self.root = root
        self.answers = Answers()
        self.agrees = False  # with the neighbour that was heard last
        self._trusted = trusted
        self._known = known
        self._uniform = uniform
        self._feeds = Feeds(root, trusted, known.holdings)
        self._lacking = Lacking()
        self._certificates = Lacking(UNKNOWN_S)
        self._waiting: list[bytes] = []  # author ids, as `known` told last
        self._declined: OrderedDict[Ref, None] = OrderedDict()
        self._ask_at: float | None = None
        self._tells_vector = self._tells_full = self._wants_full = False
        self._part = 0
        self._told_at = now
        self._trickle = Trickle(lambda low, high: int(uniform(low, high)))
        self._trickle.start(int(now * 1000))

    def feeds(self) -> Feeds:
        if not self._feeds.is_current(self._trusted, self._known.holdings):
            before, self._feeds = self._feeds, Feeds(self.root, self._trusted, self._known.holdings)
            if before.roster_digest != self._feeds.roster_digest:
                self._lacking.forget(lambda feed: not self._trusted.may(*feed))
        return self._feeds

    def hear(self, body: bytes, now: float, utc: float) -> None:
        """Take the body of a control frame that this community sealed; WireError when it is malformed."""
        if body[1:2] == summary.HEAD[1:2]:
            self._hear_summary(summary.decode(body), now, utc)
        elif body[1:2] == need.HEAD[1:2]:
            self._hear_need(need.decode(body), now, utc)

    def overheard(self, id: bytes, topic: int, seq: int, now: float) -> None:
        """An event is on the air: nobody needs to say it again, and it may be one that was asked for."""
        for key in self._trusted.keys(id):
            self.answers.heard((key, topic, seq), now)
            self._lacking.came((key, topic), now)

    def learned(self, event: Event, now: float) -> None:
        """A new event is held. What concerns everybody is told soon."""
        if event.topic == CIVDEF:
            self._tell_soon(now, ALERT_PAUSE_S)
        elif event.topic == ROSTER:
            self._tell_soon(now, NEWS_PAUSE_S)

    def next(self, now: float, utc: float) -> list[bytes]:
        """The bodies of the control frames to say now."""
        said = []
        if self._ask_at is not None and now >= self._ask_at:
            self._ask_at = None
            request = self._request(now)
            if request is not None:
                said.append(request)
        self._plan_to_ask(now)
        if self._trickle.is_due(int(now * 1000)):
            said.append(self._summary(utc))
        return said

    def wait_s(self, now: float) -> float:
        """How long until `next` has something to decide."""
        waits = [self._trickle.wait_ms(int(now * 1000)) / 1000 + 0.001]
        if self._ask_at is not None:
            waits.append(self._ask_at - now)
        else:
            waits += [wait for wait in (self._lacking.wait_s(now), self._certificates.wait_s(now)) if wait is not None]
        return max(min(waits), 0.0)

    def _plan_to_ask(self, now: float) -> None:
        if self._ask_at is None and (self._lacking.due(self._known.holdings, now) or self._unknown(now)):
            self._ask_at = now + self._uniform(*ASK_AFTER_S)

    # what others say

    def _hear_summary(self, said: Summary, now: float, utc: float) -> None:
        agree = self._hear_alerts(said, utc, now)
        if said.roster_digest is not None:
            feeds = self.feeds()
            same_roster = said.roster_digest == feeds.roster_digest
            if not same_roster or said.vector_digest != feeds.digest:
                agree = False
                self._hear_difference(said, same_roster, now)
            elif agree:
                self._trickle.hear_consistent()
            self.agrees = agree
        self._plan_to_ask(now)

    def _hear_difference(self, said: Summary, same_roster: bool, now: float) -> None:
        self._tells_vector = True
        self._tells_full = self._tells_full or said.asks_full or not same_roster  # low bytes need common indexes
        feeds = self.feeds()
        if said.vector is not None:
            part = vector.decode(said.vector)
            told = vector.restore(part, feeds.highest, said.vector_digest)
            if told is not None:
                self._compare(part, told, same_roster, now)
                return
            self._wants_full = True
        self._tell_soon(now, NEWS_PAUSE_S)  # nobody knows yet who lacks what

    def _tell_soon(self, now: float, pause_s: float) -> None:
        """Begin with frequent summaries, but not at anybody's will."""
        if now >= self._told_at + pause_s:
            self._told_at = now
            self._trickle.reset(int(now * 1000))

    def _compare(self, part: "vector.Part", told: "list[vector.Feed]", same_roster: bool, now: float) -> None:
        """Without a common roster indexes mean different authors, but for the root's own."""
        feeds, holdings = self.feeds(), self._known.holdings
        theirs = {(one.topic, one.index): Window.of(one.highest, list(one.gaps)) for one in told}
        for key in feeds.every():
            feed = feeds.feed(key)
            if feed is None or not part.start <= key < part.end or not (same_roster or key[0] == ROSTER):
                continue
            window, ours = theirs.get(key, NOTHING), holdings[feed]
            self._lacking.claimed(feed, window, ours)
            for name in islice(_names(feed, ours.minus(window)), MAX_NAMES):
                self.answers.want(name, now)

    def _hear_alerts(self, said: Summary, utc: float, now: float) -> bool:
        """Whether the neighbour has the alerts that we have, as far as it says."""
        if said.held is None:
            return True
        ours = {(author_id(one.author), one.seq): one.ref for one in self._alerts(utc)}
        theirs = {*said.held, *said.declined}
        they_lack = [] if said.is_cut else [ref for ref in ours if ref not in theirs]
        for ref in they_lack:
            author, seq = ours[ref]
            self.answers.want((author, CIVDEF, seq), now)
        we_lack = [ref for ref in said.held if ref not in ours and self._lacks_alert(ref)]
        return not they_lack and not we_lack

    def _lacks_alert(self, ref: Ref) -> bool:
        """An alert that is held or not ours to judge is declined, so that nobody sends it again."""
        id, seq = ref
        lacks = False
        for key in self._trusted.keys(id):
            feed = (key, CIVDEF)
            if self._trusted.may(*feed):
                lacks = self._lacking.claimed(feed, NOTHING.plus(seq), self._known.holdings[feed]) or lacks
        if not lacks:
            self._declined[ref] = None
            if len(self._declined) > MAX_DECLINED:
                self._declined.popitem(last=False)
        return lacks

    def _hear_need(self, asked: Need, now: float, utc: float) -> None:
        for id in asked.certificates:
            self._hear_unknown(id, now)
        requests = [((key, topic), [(first, length)]) for id, topic, first, length in asked.named
                    for key in self._trusted.keys(id)]  # fmt: skip
        if asked.indexed is not None and asked.roster_digest == self.feeds().roster_digest:
            for key, runs in wanted.decode(asked.indexed).items():
                feed = self.feeds().feed(key)
                requests += [] if feed is None else [(feed, runs)]
        alerts = {(one.author, CIVDEF, one.seq) for one in self._alerts(utc)}
        for feed, runs in requests:
            self._hear_request(feed, runs, alerts, now)

    def _hear_unknown(self, id: bytes, now: float) -> None:
        """Somebody lacks the certificate of an author; so do others, perhaps this gateway too."""
        self._certificates.asked((id, ROSTER), CERTIFICATE, now)
        for key in self._trusted.keys(id):
            for root, seq in self._trusted.about(key):
                self.answers.want((root, ROSTER, seq), now)

    def _hear_request(self, feed: Feed, runs: list[Run], alerts: set[EventName], now: float) -> None:
        """Who asks for numbers holds, for all we care, everything else."""
        ours = self._known.holdings[feed]
        names = _names(feed, ours.minus(Window.of(ours.high, runs)))
        for name in islice((name for name in names if feed[1] != CIVDEF or name in alerts), MAX_NAMES):
            self.answers.want(name, now)
        self._lacking.overheard(feed, runs, ours, now)

    # what we say

    def _request(self, now: float) -> bytes | None:
        """A NEED for what fits into it, None when nothing is missing any more."""
        feeds, due = self.feeds(), self._lacking.due(self._known.holdings, now)
        alerts = {feed: runs[:MAX_RUNS] for feed, runs in due.items() if feed[1] == CIVDEF}
        alerts = dict(islice(alerts.items(), MAX_AUTHORS))
        unknown = self._unknown(now)[:MAX_CERTIFICATES]
        named = [(author_id(author), CIVDEF, *run) for (author, _), runs in alerts.items() for run in runs]
        room = need.MAX_BODY - len(need.encode(Need(named, unknown, None, None))) - summary.ROSTER_DIGEST_SIZE
        by_index = {key: runs for feed, runs in due.items() if (key := feeds.key(feed)) is not None}
        data = wanted.encode(by_index, room)
        told = wanted.decode(data)
        if not (named or unknown or told):
            return None
        if named or told:
            self._lacking.spend()
        if unknown:  # an author id costs nothing: strangers without end must not make us ask without end
            self._certificates.spend()
        for feed, runs in alerts.items():
            self._lacking.asked(feed, runs, now)
        for id in unknown:
            self._certificates.asked((id, ROSTER), CERTIFICATE, now)
        for key, runs in told.items():
            if (asked := feeds.feed(key)) is not None:
                self._lacking.asked(asked, runs, now)
        indexed = (feeds.roster_digest, data) if told else (None, None)
        return bytes(need.encode(Need(named, unknown, *indexed)))

    def _summary(self, utc: float) -> bytes:
        feeds = self.feeds()
        important = sorted(self._alerts(utc), key=lambda one: -one.body.severity)
        held = [(author_id(one.author), one.seq) for one in important]
        tells_alerts = True
        declined = [ref for ref in self._declined if ref not in held]
        part = None
        if self._tells_vector:
            parts = vector.split(feeds.told, self._tells_full, summary.vector_room([], []))
            part = parts[self._part % len(parts)]
            self._part += 1
            self._tells_vector = self._tells_full = self._part % len(parts) != 0
            tells_alerts = len(held) + len(declined) <= MAX_BESIDE and len(part) <= summary.vector_room(held, declined)
        asks_full, self._wants_full = self._wants_full, False
        alerts, others = (held, declined) if tells_alerts else (None, [])  # they wait for the next summary
        said = Summary(alerts, others, False, feeds.roster_digest, feeds.digest, part, asks_full)
        return bytes(summary.encode(said))

    def _alerts(self, utc: float) -> list[Notice]:
        """Those in force by authors of this community."""
        return [one for one in self._known.alerts(utc) if self.feeds().key((one.author, PEOPLE)) is not None]

    def _unknown(self, now: float) -> list[bytes]:
        """Authors whose certificate is to be asked for."""
        waiting = self._known.unknown()
        if waiting != self._waiting:  # strangers can make it long, and this is asked at every step
            self._waiting = waiting
            self._certificates.forget(lambda feed: feed[0] not in waiting)
            for id in waiting:
                self._certificates.claimed((id, ROSTER), NOTHING.plus(1), NOTHING)
        return [id for id, _ in self._certificates.due(NONE, now)]


def _names(feed: Feed, runs: Iterable[Run]) -> Iterator[EventName]:
    return ((*feed, seq) for first, count in runs for seq in range(first, first + count))
