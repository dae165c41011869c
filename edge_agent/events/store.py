"""The event log. docs/log.md says what it promises."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self, TypeVar

from edge_agent.errors import BadEvent, BadRequest, ConfigError
from edge_agent.events import rows
from edge_agent.events.changes import Changes, Listener
from edge_agent.events.commits import GroupCommit
from edge_agent.events.database import lock, open_writer, transaction
from edge_agent.events.model import MAX_EVENTS, MAX_LAMPORT_JUMP, Change, Draft, Outcome, Signer, Verify
from edge_agent.events.reads import Reads
from edge_agent.events.views import Folds, View
from meshwire.event import MAX_PART, Event, assemble, digest, encode_part, is_authentic, realm_of

T = TypeVar("T")
Stored = tuple[Outcome, int, Event]

FEW_EVENTS = 4  # verified where they arrive, some 0.2 ms each on a Pi 4; more of them go to a thread


class EventStore:
    """Append-only; the name `(author, topic, seq)` never repeats. One process at a time holds a log."""

    def __init__(
        self, path: Path, *, community: bytes, verify: Verify, now: Callable[[], float], folds: Folds,
        commits: GroupCommit, reads: Reads, opened: ExitStack,
    ) -> None:  # fmt: skip
        """Use `open`."""
        self.path = path
        self.community = community
        self._verify = verify
        self._now = now
        self._folds = folds
        self._commits = commits
        self._reads = reads
        self._opened = opened
        self._changes = Changes()

    @classmethod
    async def open(
        cls, path: Path, *, community: bytes, verify: Verify, views: Sequence[View], now: Callable[[], float]
    ) -> Self:
        """Open or create a log and bring its views up to date; ConfigError or Unavailable say what is in the way."""
        with ExitStack() as opened:
            opened.callback(os.close, lock(path))
            folds = Folds(views)
            db = await asyncio.to_thread(_prepared, path, community, folds)
            opened.callback(db.close)
            reads = Reads(path)
            opened.callback(reads.close)
            commits = GroupCommit(db, path)
            return cls(
                path, community=community, verify=verify, now=now, folds=folds,
                commits=commits, reads=reads, opened=opened.pop_all(),
            )  # fmt: skip

    async def close(self) -> None:
        """Commit what waits and let go of the file."""
        await self._commits.close()
        self._changes.close()
        self._opened.close()

    async def append(self, events: Sequence[Event]) -> list[Outcome]:
        """Store events that `meshwire.event` parsed: on return all are on the disk, after an error none is.

        BadEvent for one that is forged, too large or far ahead of the clock; Unavailable when the disk takes nothing.
        """
        return await self._append(events, self._insert)

    async def receive(self, events: Sequence[Event]) -> list[Outcome]:
        """Like `append`, but an event far ahead of the clock is left out alone: others may move the clock first."""
        return await self._append(events, self._insert_possible)

    async def write(self, key: Signer, drafts: Sequence[Draft]) -> list[Event]:
        """Number, sign and store new events of this node, in one commit; BadRequest for a body that has no encoding."""
        stored = await self._commits.run(lambda db: self._insert_own(db, key, drafts), self._tell)
        return [event for _, _, event in stored]

    async def local(self, write: Callable[[sqlite3.Connection], T]) -> T:
        """Change tables that are not events, durably, together with whatever else waits for the disk."""
        return await self._commits.run(write, lambda result: None)

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the committed state; `query` runs in the reading thread on a connection that cannot write."""
        return await self._reads.run(query)

    async def since(self, row: int, topics: Iterable[int], limit: int) -> list[tuple[int, Event]]:
        """Up to `limit` events of these topics after `row`, with their rows, in the order of their arrival."""
        wanted = tuple(topics)
        return await self.read(lambda db: rows.since(db, row, wanted, limit))

    def changes(self) -> Listener:
        """The events that are committed from now on, to be iterated over; see `Change` for a listener that is slow."""
        return self._changes.listen()

    async def rebuild(self) -> list[str]:
        """Fold every view again from the log; returns their names."""
        return await self.local(self._folds.rebuild)

    async def _append(
        self, events: Sequence[Event], insert: Callable[[sqlite3.Connection, Sequence[Event]], list[Stored]]
    ) -> list[Outcome]:
        if len(events) <= FEW_EVENTS:
            self._check(events)
        else:
            await asyncio.to_thread(self._check, events)
        stored = await self._commits.run(lambda db: insert(db, events), self._tell)
        return [outcome for outcome, _, _ in stored]

    def _check(self, events: Sequence[Event]) -> None:
        if len(events) > MAX_EVENTS:
            raise BadRequest(f"{len(events)} events at once; send at most {MAX_EVENTS}")
        for event in events:
            if len(event.part) > MAX_PART:
                raise BadEvent(f"event {rows.name(event)}: {len(event.part)} bytes, at most {MAX_PART} are allowed")
            if not is_authentic(event, self.community, self._verify):
                raise BadEvent(f"event {rows.name(event)}: its author did not sign it for this community")

    def _insert(self, db: sqlite3.Connection, events: Sequence[Event]) -> list[Stored]:
        stored = self._insert_possible(db, events)
        for outcome, _, event in stored:
            if outcome is Outcome.AHEAD:
                raise BadEvent(
                    f"event {rows.name(event)}: lamport {event.lamport} is more than {MAX_LAMPORT_JUMP} above the "
                    "highest one known here; its author's clock is broken"
                )
        return stored

    def _insert_possible(self, db: sqlite3.Connection, events: Sequence[Event]) -> list[Stored]:
        end = rows.tail(db)
        stored = []
        for event in events:
            outcome = rows.insert(db, end, event)
            if outcome is Outcome.NEW:
                self._folds.fold(db, end.row, event)
            stored.append((outcome, end.row, event))
        return stored

    def _insert_own(self, db: sqlite3.Connection, key: Signer, drafts: Sequence[Draft]) -> list[Stored]:
        clock = rows.tail(db).clock
        stored: list[Stored] = []
        for lamport, draft in enumerate(drafts, clock + 1):
            event = self._signed(key, draft, rows.next_seq(db, key.public, draft.topic), lamport)
            stored += self._insert(db, [event])
        return stored

    def _signed(self, key: Signer, draft: Draft, seq: int, lamport: int) -> Event:
        time_s = int(self._now()) if draft.time is None else draft.time
        try:
            part = encode_part(draft.topic, seq, lamport, time_s, draft.kind, dict(draft.body))
        except ValueError as error:  # WireError is one
            raise BadRequest(str(error)) from None
        signature = key.sign(digest(realm_of(draft.topic, self.community), key.public, part))
        return assemble(key.public, part, signature)

    def _tell(self, stored: Sequence[Stored]) -> None:
        for outcome, row, event in stored:
            if outcome is Outcome.NEW:
                self._changes.tell(Change(row, event))


def _prepared(path: Path, community: bytes, folds: Folds) -> sqlite3.Connection:
    db = open_writer(path)
    with ExitStack() as undo:
        undo.callback(db.close)
        with transaction(db):
            db.execute("INSERT INTO log (one, community) VALUES (1, ?) ON CONFLICT DO NOTHING", (community,))
            if db.execute("SELECT community FROM log").fetchone()[0] != community:
                raise ConfigError(
                    f"{path} is the log of another community; move it away or restore the keys it belongs to"
                )
            folds.refresh(db)
        undo.pop_all()
    return db
