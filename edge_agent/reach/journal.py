"""The changes of reach, kept in the node's file."""

import sqlite3
from dataclasses import dataclass

from edge_agent.events.store import EventStore
from edge_agent.reach.state import Change

MAX_ROWS = 500  # a year of one change a day, and room for a bad week


@dataclass(frozen=True, slots=True)
class Entry:
    at: int  # UTC s
    before: str
    after: str
    reason: str


class ReachJournal:
    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def write(self, change: Change, utc: float) -> None:
        row = (int(utc), change.before.name.lower(), change.after.name.lower(), change.reason)

        def insert(db: sqlite3.Connection) -> None:
            db.execute("INSERT INTO reach_change (at, before, after, reason) VALUES (?, ?, ?, ?)", row)
            db.execute("DELETE FROM reach_change WHERE n <= (SELECT max(n) FROM reach_change) - ?", (MAX_ROWS,))

        await self._store.local(insert)

    async def newest(self, limit: int) -> list[Entry]:
        sql = "SELECT at, before, after, reason FROM reach_change ORDER BY n DESC LIMIT ?"
        return await self._store.read(lambda db: [Entry(*row) for row in db.execute(sql, (limit,))])
