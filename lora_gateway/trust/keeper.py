"""Takes every EVENT frame: judges it, keeps what counts on the disk and in memory, and says what is new."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lora_gateway.air.seen import Name, name_of
from lora_gateway.port.port import Packet, Reception
from lora_gateway.repair.holdings import Holdings
from lora_gateway.store.archive import Held
from lora_gateway.store.database import Statement
from lora_gateway.store.store import InboxFrame, Store
from lora_gateway.store.trouble import Trouble
from lora_gateway.trust.admission import Admission
from lora_gateway.trust.live import Live, Notice, Ref, notice_of
from lora_gateway.trust.strangers import Strangers
from lora_gateway.trust.trusted import UNKNOWN, VERIFIED, Trusted
from meshwire.area import Area
from meshwire.event import CIVDEF, RADIO_TOPICS, ROSTER, Event, assemble, author_id
from meshwire.frame import decode_event
from meshwire.trust import reasons_against

HEARD_BEFORE = "heard before"
MAX_NEWS = 64  # alerts that nobody has asked about; one at a time is usual
MAX_UNSAVED = 64  # frames for the agent, and
MAX_RECENT = 1000  # names, that are in memory only because the disk does not take them


@dataclass(frozen=True, slots=True)
class AlertNews:
    """An alert that its author may issue, new here, and those that ended by it."""

    notice: Notice
    ended: Sequence[Ref]


@dataclass(slots=True)
class Taken:
    """What became of a frame: why it goes no further, or what is new, verified and kept since, and whether to relay."""

    refused: str | None = None
    events: list[Event] = field(default_factory=list)
    relay: bool = False

    @property
    def is_genuine(self) -> bool:
        """Whether it is new and verified, or a true copy of what was."""
        return bool(self.events) or self.refused == HEARD_BEFORE


class Keeper:
    """`dropped` counts frames by the reason why they went no further."""

    def __init__(self, store: Store, dropped: Counter[str]) -> None:
        self.archive = store.archive
        self.trouble = Trouble()
        self.trusted: Trusted | None = None  # None: no agent has said yet which community this is
        self.holdings = Holdings()
        self.strangers = Strangers(store.database, self.trouble, dropped)
        self.unsaved: deque[InboxFrame] = deque(maxlen=MAX_UNSAVED)
        self.news: deque[AlertNews] = deque(maxlen=MAX_NEWS)
        self._store = store
        self._dropped = dropped
        self._live = Live()
        self._admission = Admission()
        self._recent: OrderedDict[Name, None] = OrderedDict()

    async def load(self) -> None:
        """Take over what is on the disk."""
        async for page in self.archive.numbers():
            for key, topic, seq in page:
                self.holdings.add((key, topic), seq)
        for key, topic, floor in await self.archive.floors():
            self.holdings.settle((key, topic), floor)
        await self.strangers.load()
        await self._trust(await self.archive.roots())

    async def set_roots(self, roots: Iterable[bytes], utc: float) -> list[Event]:
        """The agent says which community this is; the events that count since."""
        wanted = sorted(set(roots))
        if self.trusted is not None and self.trusted.roots == tuple(wanted):
            return []
        await self.trouble.writing(self.archive.set_roots(wanted), None)
        await self._trust(wanted)
        return [event for id in list(self.strangers.ids) for event in await self._introduce(id, utc)]

    def alerts(self, utc: float) -> list[Notice]:
        """In force, by those who may issue them now."""
        return [
            notice for notice in self._live.current(utc) if self.trusted and self.trusted.may(notice.author, CIVDEF)
        ]

    def roots(self) -> Sequence[bytes]:
        """Of the communities that the agent has named, none before it has."""
        return self.trusted.roots if self.trusted else ()

    def unknown(self) -> list[bytes]:
        """Author ids of frames that wait for a certificate."""
        return sorted(self.strangers.ids)

    async def hear(self, name: Name, reception: Reception, *, now: float, utc: float) -> Taken:
        """Take a frame from the air; `now` is a clock that never goes back."""
        if name in self._recent:
            return Taken(HEARD_BEFORE)
        is_seen = await self.trouble.reading(self._store.has_seen(name), False)
        if self.trusted is None:
            return Taken(HEARD_BEFORE) if is_seen else await self._hear_unjudged(name, reception, now, utc)
        if closed := await self._closed(name, utc):
            return Taken(closed)
        verdict = self.trusted.judge(decode_event(reception.packet.frame), now)
        if verdict.reason == UNKNOWN:
            return await self._hear_stranger(name, reception, now, utc)
        if verdict.reason != VERIFIED or verdict.event is None:
            return Taken(verdict.reason)
        taken = await self._keep(verdict.event, name, reception, utc, is_seen=is_seen)
        if reception.packet.hops_left and not taken.refused:
            refused = self._admission.admit(name, now)
            taken.relay = refused is None
            self._count(refused)
        return taken

    async def own(self, name: Name, frame: bytes, utc: float) -> list[Event]:
        """Take a frame that the agent sends: others may need it again; the events that count since."""
        if self.trusted is None or await self._closed(name, utc):
            return []
        verdict = self.trusted.judge(decode_event(frame), None)
        if verdict.reason == VERIFIED and verdict.event is not None:
            return (await self._keep(verdict.event, name, _inside(frame), utc, is_seen=True)).events
        if verdict.reason == UNKNOWN:
            await self.strangers.keep(name, _inside(frame), utc)
            return await self._introduce(name.author_id, utc)
        return []

    async def _trust(self, roots: Sequence[bytes]) -> None:
        self.trusted, self._live = (Trusted(roots) if roots else None), Live()
        if self.trusted is None:
            return
        for held in await self.trouble.reading(self.archive.roster(roots), []):
            self.trusted.learn(_event(held))
        for held in await self.trouble.reading(self.archive.alerts(), []):
            notice = notice_of(_event(held), decode_event(held.frame).age_min, held.at)
            if notice is not None:
                notice.ended = held.ended
                self._live.add(notice, self._may_issue)

    async def _closed(self, name: Name, utc: float) -> str | None:
        """Why a name needs no signature checked any more. A second event of a name may prove a fork: it is open."""
        assert self.trusted is not None
        keys = self.trusted.keys(name.author_id)
        found = []
        for key in keys:
            if self.holdings.has((key, name.topic), name.seq):
                found.append(await self.trouble.reading(self.archive.frame((key, name.topic, name.seq), utc), None))
        if any(frame is not None and name_of(frame) == name for frame in found):
            return HEARD_BEFORE
        is_over = bool(keys) and len(found) == len(keys) and not any(found)
        return "too old" if is_over else None

    async def _hear_unjudged(self, name: Name, reception: Reception, now: float, utc: float) -> Taken:
        if refused := self._admission.admit(name, now):
            return Taken(refused)
        await self._to_agent(name, reception, utc, verified=False)
        return Taken(relay=True)

    async def _hear_stranger(self, name: Name, reception: Reception, now: float, utc: float) -> Taken:
        """Relayed within bounds, for others may know its author; the agent gets it when this gateway does."""
        if await self.strangers.has(name):
            return Taken("waits for its author's certificate")
        if refused := self._admission.admit_stranger(name, now):
            return Taken(refused)
        await self.strangers.keep(name, reception, utc)
        if events := await self._introduce(name.author_id, utc):
            return Taken(events=events, relay=True)  # the certificate came while the frame was being written
        return Taken(UNKNOWN, relay=True)

    async def _introduce(self, id: bytes, utc: float) -> list[Event]:
        """Judge the frames that waited for this author's certificate."""
        assert self.trusted is not None
        if not self.trusted.keys(id):
            return []
        events = []
        waiting = await self.strangers.of(id)
        for stranger in waiting:
            frame = stranger.reception.packet.frame
            verdict = self.trusted.judge(decode_event(frame), None)
            if verdict.reason == VERIFIED and verdict.event is not None:
                taken = await self._keep(verdict.event, name_of(frame), stranger.reception, stranger.at, is_seen=False)
                events += taken.events
            else:
                self._count(verdict.reason)
        await self.strangers.forget(id, waiting)
        return events

    async def _keep(self, event: Event, name: Name, reception: Reception, utc: float, *, is_seen: bool) -> Taken:
        """A verified event, to the disk and then into memory; what else counts by it."""
        feed = (event.author, event.topic)
        is_fork = self.holdings.has(feed, event.seq)
        if is_fork and is_seen:
            return Taken(HEARD_BEFORE)
        frame = reception.packet.frame
        notice = notice_of(event, decode_event(frame).age_min, utc)
        archives = event.topic in RADIO_TOPICS and not is_fork
        held = Held((*feed, event.seq), frame, notice.expires if notice else 0, event.topic == CIVDEF and not notice,
                    int(utc))  # fmt: skip
        also = self.archive.keeping(held) if archives else []
        if is_seen:
            is_kept = bool(await self.trouble.writing(self.archive.write(also), False))
        else:
            is_kept = await self._to_agent(name, reception, utc, verified=True, also=also)
        events = [event]
        if is_kept and archives:
            events += await self._remember(event, notice, utc)
        return Taken(events=events)

    async def _remember(self, event: Event, notice: Notice | None, utc: float) -> list[Event]:
        assert self.trusted is not None
        self.holdings.add((event.author, event.topic), event.seq)
        ended = [(key, CIVDEF, seq) for key, seq in self._enforce(notice)] if notice else []
        if event.topic == ROSTER:
            ended += [(root, ROSTER, seq) for root, seq in self.trusted.learn(event)]
        if ended:
            await self.trouble.writing(self.archive.write(self.archive.ending(ended)), False)
        self._count("archive full", await self.trouble.reading(self.archive.trim(utc), 0))
        subject = event.body.get(0)
        if event.topic == ROSTER and isinstance(subject, bytes) and author_id(subject) in self.strangers.ids:
            return await self._introduce(author_id(subject), utc)
        return []

    def _enforce(self, notice: Notice) -> list[Ref]:
        """Those that ended by an alert."""
        ended = self._live.add(notice, self._may_issue)
        if self._may_issue(notice.author, notice.body.area):
            self.news.append(AlertNews(notice, ended))
        return ended

    async def _to_agent(
        self, name: Name, reception: Reception, utc: float, *, verified: bool, also: Sequence[Statement] = ()
    ) -> bool:
        """Put a frame into the inbox; into memory and False when the disk does not take it."""
        frame, rssi_dbm, snr_db = reception.packet.frame, reception.rssi_dbm, reception.snr_db
        kept = self._store.keep(
            name, frame, rssi_dbm=rssi_dbm, snr_db=snr_db, utc=int(utc), verified=verified, also=also
        )
        lost = await self.trouble.writing(kept, -1)
        if lost >= 0:
            self._count("inbox full", lost)
            return True
        self.unsaved.append(InboxFrame(0, frame, rssi_dbm, snr_db, int(utc), verified))
        self._recent[name] = None
        if len(self._recent) > MAX_RECENT:
            self._recent.popitem(last=False)
        return False

    def _may_issue(self, key: bytes, area: Area) -> bool:
        return self.trusted is not None and not reasons_against(self.trusted.roster, key, area, 0)

    def _count(self, reason: str | None, times: int = 1) -> None:
        if reason and times:
            self._dropped[reason] += times


def _event(held: Held) -> Event:
    heard = decode_event(held.frame)
    return assemble(held.name[0], heard.part, heard.signature)


def _inside(frame: bytes) -> Reception:
    """A frame that did not come over the air."""
    return Reception(Packet(frame, 0, 0, 0, 0), 0, 0)
