"""The gateway's database in memory, without the thread that a disk needs."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import aiosqlite

from lora_gateway.store.database import SCHEMA, Database


class _Connection:
    """What the database uses of an aiosqlite connection; every answer is there at once."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        for script in sorted(SCHEMA.glob("*.sql")):
            self._connection.executescript(script.read_text(encoding="utf-8"))

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    async def execute(self, sql: str, arguments: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, arguments)

    async def execute_fetchall(self, sql: str, arguments: Sequence[Any] = ()) -> list[Any]:
        return self._connection.execute(sql, arguments).fetchall()

    async def rollback(self) -> None:
        self._connection.rollback()

    async def close(self) -> None:
        self._connection.close()


def database() -> Database:
    return Database(Path(":memory:"), cast(aiosqlite.Connection, _Connection()))
