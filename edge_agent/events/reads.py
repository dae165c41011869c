"""Queries in a thread of their own, on a connection that cannot write: they see what is committed and block nobody."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from edge_agent.errors import Unavailable
from edge_agent.events.database import disk_errors, open_reader

T = TypeVar("T")
MAX_WAITING = 256  # questions; a page asks some five
WAIT_S = 10.0


class Reads:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = open_reader(path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log-reader")
        self._room = asyncio.Semaphore(MAX_WAITING)

    async def run(self, query: Callable[[sqlite3.Connection], T]) -> T:
        try:
            async with asyncio.timeout(WAIT_S):
                await self._room.acquire()
        except TimeoutError:
            raise Unavailable(f"the log has {MAX_WAITING} questions waiting; try again later") from None
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, query)
        finally:
            self._room.release()

    def close(self) -> None:
        self._thread.shutdown()
        self._db.close()

    def _ask(self, query: Callable[[sqlite3.Connection], T]) -> T:
        with disk_errors(self._path):
            return query(self._db)
