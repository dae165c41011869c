"""The gateway's own SQLite file: opened, migrated, and written in durable transactions."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import aiosqlite

from lora_gateway.errors import ConfigError, StoreFailed

Statement = tuple[str, Sequence[object] | Mapping[str, object]]

SCHEMA = Path(__file__).parent / "schema"
LOCK_TIMEOUT_S = 1.0  # another gateway that is just stopping
# One process owns the file and keeps the lock: a second gateway with this home cannot start; there is no -shm file.
PRAGMAS = (
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -512",  # kB: the whole working set
)


class Database:
    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self._path = path
        self._connection = connection
        self._lock = asyncio.Lock()  # one transaction at a time on the one connection

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Open or create the file and bring it to the newest schema; ConfigError when that cannot be."""
        try:
            path.touch(mode=0o600)  # noqa: ASYNC240, before anything runs
            connection = await aiosqlite.connect(path, isolation_level=None, timeout=LOCK_TIMEOUT_S)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(f"{path} cannot be opened: {_advice(error)}") from None
        try:
            for pragma in PRAGMAS:
                await connection.execute(pragma)
            await _migrate(connection)
        except (sqlite3.Error, ConfigError) as error:
            await connection.close()
            raise ConfigError(f"{path}: {_advice(error)}") from None
        return cls(path, connection)

    async def close(self) -> None:
        async with self._lock:
            await self._connection.close()

    async def read(self, sql: str, arguments: Sequence[object] = ()) -> list[sqlite3.Row]:
        try:
            return list(await self._connection.execute_fetchall(sql, arguments))
        except sqlite3.Error as error:
            raise self._failed(error) from error

    async def write(self, *statements: Statement) -> list[int]:
        """All statements in one transaction that is on the disk when this returns; how many rows each changed.

        A caller that is cancelled does not cut the transaction in half: it is carried through.
        """
        return await asyncio.shield(self._transaction(statements))

    async def _transaction(self, statements: Sequence[Statement]) -> list[int]:
        async with self._lock:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                counts = [(await self._connection.execute(sql, arguments)).rowcount for sql, arguments in statements]
                await self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    await self._connection.rollback()
                raise self._failed(error) from error
        return counts

    def _failed(self, error: sqlite3.Error) -> StoreFailed:
        return StoreFailed(f"{self._path}: {error}; look whether the disk is full or read-only")


async def _migrate(connection: aiosqlite.Connection) -> None:
    """Run the schema files that are newer than the database, each in one transaction."""
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    version = row[0] if row else 0
    files = sorted(SCHEMA.glob("*.sql"))
    if version > len(files):
        raise ConfigError("written by a newer version of the gateway; install that version again")
    for number, file in enumerate(files[version:], start=version + 1):
        script = file.read_text(encoding="utf-8")
        await connection.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;")


def _advice(error: Exception) -> str:
    if isinstance(error, ConfigError):
        return str(error)
    if "locked" in str(error):
        return "another gateway is running with this home; stop it first"
    if isinstance(error, OSError) or any(word in str(error) for word in ("full", "readonly", "I/O")):
        return f"{error}; the gateway needs a disk that it can write to: make room, or have the disk checked"
    return f"{error}; move the file away to start with an empty one, the agent offers again what is in force"
