"""What the gateway keeps across restarts: outbox, inbox, names that were seen, airtime."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from lora_gateway.air.flood import Flight
from lora_gateway.air.outbox import SHOWN, Outgoing
from lora_gateway.air.priority import Priority
from lora_gateway.air.seen import MAX_SEEN, Name, name_of
from lora_gateway.store.archive import Archive
from lora_gateway.store.database import Database, Statement
from meshwire.event import CIVDEF

MAX_INBOX = 1000
FORGET_SEEN = "DELETE FROM seen WHERE n <= (SELECT max(n) FROM seen) - ?"
MAX_DONE = 2000  # rows of the outbox kept to recognise what is offered again


@dataclass(frozen=True, slots=True)
class InboxFrame:
    n: int
    frame: bytes
    rssi_dbm: int
    snr_db: int
    at: int  # UTC seconds
    verified: bool  # here; the agent checks it in any case


class Store:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.archive = Archive(database)

    async def id(self) -> bytes:
        """16 random bytes, made with the store."""
        [(id,)] = await self.database.read("SELECT id FROM store")
        return bytes(id)

    async def knows(self, id: bytes) -> bool:
        return bool(await self.database.read("SELECT 1 FROM outbox WHERE id = ?", (id,)))

    async def add(self, outgoing: Outgoing, utc: int) -> None:
        """Put a frame into the outbox; its name counts as seen, for it will come back from the relays."""
        await self.database.write(
            (
                "INSERT INTO outbox (id, frame, priority, expires, added) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (outgoing.id, outgoing.frame, int(outgoing.priority), outgoing.expires, utc),
            ),
            _seen(outgoing.name, 0),
            (FORGET_SEEN, (MAX_SEEN,)),
            ("DELETE FROM outbox WHERE done AND n <= (SELECT max(n) FROM outbox) - ?", (MAX_DONE,)),
        )

    async def progress(self, *changed: Outgoing) -> None:
        """Keep how far frames have come."""
        sql = "UPDATE outbox SET round = ?, tries = ?, relayed = ?, done = max(done, ?) WHERE id = ?"
        await self.database.write(*((sql, _progress(outgoing)) for outgoing in changed))

    async def finish(self, ids: Iterable[bytes]) -> None:
        """These are not sent any more."""
        await self.database.write(*(("UPDATE outbox SET done = 1 WHERE id = ?", (id,)) for id in ids))

    async def waiting(self, *, now: float, utc: float) -> list[Outgoing]:
        """The outbox as it was left, oldest first; `now` is the clock that the result is for."""
        rows = await self.database.read("SELECT * FROM outbox WHERE NOT done ORDER BY n")
        return [_outgoing(row, now=now, utc=utc) for row in rows]

    async def newest(self, *, now: float, utc: float) -> list[Outgoing]:
        """The newest frames, done or not, oldest first."""
        rows = await self.database.read("SELECT * FROM outbox ORDER BY n DESC LIMIT ?", (SHOWN,))
        return [_outgoing(row, now=now, utc=utc) for row in reversed(rows)]

    async def has_seen(self, name: Name) -> bool:
        sql = "SELECT 1 FROM seen WHERE author_id = ? AND topic = ? AND seq = ? AND digest = ?"
        return bool(await self.database.read(sql, (name.author_id, name.topic, name.seq, name.digest)))

    async def keep(
        self, name: Name, frame: bytes, *, rssi_dbm: int, snr_db: int, utc: int,
        verified: bool = False, also: Sequence[Statement] = (),
    ) -> int:  # fmt: skip
        """Put a heard frame into the inbox and its name among the seen; how many older frames had to go.

        `also` is written in the same transaction.
        """
        is_alert = name.topic == CIVDEF
        counts = await self.database.write(
            *also,
            _seen(name, utc),
            (FORGET_SEEN, (MAX_SEEN,)),
            (
                "INSERT INTO inbox (frame, rssi, snr, at, alert, verified) VALUES (?, ?, ?, ?, ?, ?)",
                (frame, rssi_dbm, snr_db, utc, is_alert, verified),
            ),
            (
                "DELETE FROM inbox WHERE n IN (SELECT n FROM inbox ORDER BY alert, n"
                " LIMIT max((SELECT count(*) FROM inbox) - ?, 0))",
                (MAX_INBOX,),
            ),
        )
        return counts[-1]

    async def inbox_after(self, n: int, limit: int) -> list[InboxFrame]:
        sql = "SELECT n, frame, rssi, snr, at, verified FROM inbox WHERE n > ? ORDER BY n LIMIT ?"
        rows = await self.database.read(sql, (n, limit))
        return [InboxFrame(n, frame, rssi, snr, at, bool(verified)) for n, frame, rssi, snr, at, verified in rows]

    async def taken(self, n: int) -> None:
        await self.database.write(("DELETE FROM inbox WHERE n = ?", (n,)))

    async def last_heard(self) -> int:
        """UTC seconds, 0 never."""
        rows = await self.database.read("SELECT coalesce(max(at), 0) FROM seen")
        return cast(int, rows[0][0])


def _seen(name: Name, utc: int) -> Statement:
    sql = "INSERT INTO seen (author_id, topic, seq, digest, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    return sql, (name.author_id, name.topic, name.seq, name.digest, utc)


def _progress(outgoing: Outgoing) -> tuple[object, ...]:
    flight = outgoing.flight
    return flight.round, flight.tries, flight.relayed, flight.due is None, outgoing.id


def _outgoing(row: sqlite3.Row, *, now: float, utc: float) -> Outgoing:
    n, id, frame, priority, expires, added, round, tries, relayed, done = row
    flight = Flight(None if done else now, round=round, tries=tries, relayed=bool(relayed))
    held_from = now - max(utc - added, 0.0)
    return Outgoing(id, frame, name_of(frame), Priority(priority), expires, n, held_from, flight)
