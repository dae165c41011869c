"""Events that no frame can carry: a notice names the digest, the event is an object. docs/protocol/objects.md."""

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.clock import Clock
from edge_agent.errors import BadEvent
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key
from edge_agent.identity.members import Members
from edge_agent.radio.notice_view import AUTHOR, DIGEST, SEQ, TOPIC
from meshwire import document
from meshwire.errors import WireError
from meshwire.event import NOTICE, PEOPLE, RADIO_TOPICS, Event, assemble, author_id, decode, encode

log = logging.getLogger(__name__)
LASTS_S = 30 * 86400  # how long a notice is followed
NEWS_S = 900  # after that somebody has it, or nobody listened
MAX_FOLLOWED = 16  # the newest notices


@dataclass(frozen=True, slots=True)
class LongEvent:
    """`data` is the event's IP form, None when it has not arrived here; `is_news`: this node's notice, just now."""

    digest: bytes
    data: bytes | None
    expires: int
    is_news: bool


class LongEvents:
    def __init__(self, store: EventStore, members: Members, key: Key, *, now: Clock) -> None:
        self._store = store
        self._members = members
        self._key = key
        self._now = now

    async def announce(self, event: Event) -> None:
        """Sign a notice of an event, unless somebody has or the radio cannot carry it at all."""
        data = encode(event)
        digest = document.digest_of(data)
        if await self._store.read(lambda db: _is_announced(db, digest)):
            return
        if len(document.pack(data)) > document.MAX_OBJECT:
            log.warning("an event of %d bytes is too long for the radio; it is passed on by network only", len(data))
            return
        body = {DIGEST: digest, AUTHOR: author_id(event.author), TOPIC: event.topic, SEQ: event.seq}
        await self._store.write(self._key, [Draft(PEOPLE, NOTICE, body)])

    async def in_force(self) -> Sequence[LongEvent]:
        """What the newest notices name."""
        now = int(self._now())
        return await self._store.read(lambda db: _followed(db, self._key.public, now))

    async def add(self, data: bytes) -> None:
        """Take an event that came as an object, by the rules of a frame: radio topic, known author, signature."""
        try:
            event = decode(data)
            if event.topic not in RADIO_TOPICS:
                raise BadEvent(f"topic {event.topic} never comes by radio")
            if event.author not in (await self._members.roster()).find(author_id(event.author)):
                raise BadEvent("its author has no certificate here")
            await self._store.append([event])
        except (WireError, BadEvent) as error:
            log.warning("an object from the radio holds no event that counts: %s", error)


def _is_announced(db: sqlite3.Connection, digest: bytes) -> bool:
    return db.execute("SELECT 1 FROM notice WHERE digest = ?", (digest,)).fetchone() is not None


def _followed(db: sqlite3.Connection, me: bytes, now: int) -> list[LongEvent]:
    found = db.execute(
        "SELECT digest, author, topic, seq, time, by FROM notice WHERE time > ? ORDER BY time DESC LIMIT ?",
        (now - LASTS_S, MAX_FOLLOWED),
    ).fetchall()
    return [
        LongEvent(digest, _data(db, digest, author, topic, seq), time + LASTS_S, by == me and now - time < NEWS_S)
        for digest, author, topic, seq, time, by in found
    ]


def _data(db: sqlite3.Connection, digest: bytes, author: bytes, topic: int, seq: int) -> bytes | None:
    """The event of that name whose bytes have the digest, if it is here."""
    keys = db.execute(
        "SELECT author.key, event.part, event.signature FROM event JOIN author ON author.number = event.author"
        " WHERE event.topic = ? AND event.seq = ?",
        (topic, seq),
    )
    for key, part, signature in keys:
        if author_id(key) == author:
            data = encode(assemble(key, part, signature))
            if document.digest_of(data) == digest:
                return data
    return None
