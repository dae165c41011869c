"""Letters for members who are away: sealed, so that the hub learns sizes and keys only; on the disk, and bounded."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import aiosqlite

from edge_agent.errors import ConfigError, Unavailable

MAX_EACH = 256  # letters that wait for one member
MAX_ALL = 8192  # 128 MB at the largest
KEPT_S = 30 * 86400.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    community BLOB NOT NULL,
    reader    BLOB NOT NULL,
    writer    BLOB NOT NULL,
    id        BLOB NOT NULL,
    body      BLOB NOT NULL,
    at        REAL NOT NULL, -- UTC s
    UNIQUE (community, reader, writer, id)
) STRICT;
"""
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA cache_size = -512")


@dataclass(frozen=True, slots=True)
class Letter:
    n: int
    writer: bytes
    body: bytes


class Mailbox:
    def __init__(self, db: aiosqlite.Connection) -> None:
        self._db = db

    @classmethod
    async def open(cls, path: Path) -> Self:
        try:
            db = await aiosqlite.connect(path, isolation_level=None)
            for line in (*PRAGMAS, SCHEMA):
                await db.executescript(line)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(f"{path} cannot be opened: {error}; name another place with --home") from None
        return cls(db)

    async def close(self) -> None:
        await self._db.close()

    async def keep(self, community: bytes, reader: bytes, writer: bytes, id: bytes, body: bytes, now: float) -> str:
        """On the disk when this returns; why not, if it is refused. The same letter again is kept already."""
        try:
            await self._db.execute("DELETE FROM mail WHERE at < ?", (now - KEPT_S,))
            if await self._count("WHERE community = ? AND reader = ?", (community, reader)) >= MAX_EACH:
                return "the mailbox of this member is full"
            if await self._count("", ()) >= MAX_ALL:
                return "the mailboxes of this hub are full"
            await self._db.execute(
                "INSERT INTO mail (community, reader, writer, id, body, at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (community, reader, writer, id, body, now),
            )
        except sqlite3.Error as error:
            return f"the disk of the hub took nothing: {error}"
        return ""

    async def waiting(self, community: bytes, reader: bytes, after: int, limit: int) -> Sequence[Letter]:
        sql = "SELECT n, writer, body FROM mail WHERE community = ? AND reader = ? AND n > ? ORDER BY n LIMIT ?"
        try:
            rows = await self._db.execute_fetchall(sql, (community, reader, after, limit))
        except sqlite3.Error as error:
            raise Unavailable(f"the letters cannot be read: {error}") from None
        return [Letter(*row) for row in rows]

    async def taken(self, community: bytes, reader: bytes, n: int) -> None:
        try:
            await self._db.execute(
                "DELETE FROM mail WHERE community = ? AND reader = ? AND n = ?", (community, reader, n)
            )
        except sqlite3.Error as error:
            raise Unavailable(f"the letters cannot be changed: {error}") from None

    async def _count(self, where: str, arguments: Sequence[object]) -> int:
        rows = list(await self._db.execute_fetchall(f"SELECT count(*) FROM mail {where}", arguments))
        return int(rows[0][0])
