"""Group commit: work that waits at the same time shares one transaction, and so one fsync, in one thread."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from edge_agent.errors import EdgeError, Unavailable
from edge_agent.events.database import disk_trouble, transaction

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Then = Callable[[T], None]

MAX_BATCH = 256  # a batch holds the write lock; at some 50 us of work each it ends within a few fsyncs of a card
MAX_WAITING = 512  # two batches; the others wait in their callers
WAIT_S = 10.0  # a card that has stalled for so long will not take it either


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    then: Then[Any]
    done: asyncio.Future[Any]


class GroupCommit:
    """`run` returns when the work is on the disk. Work that refuses (EdgeError) undoes itself and nobody else."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log-writer")
        self._room = asyncio.Semaphore(MAX_WAITING)
        self._waiting: deque[_Job] = deque()
        self._alone = 0  # so many of the next jobs are committed one by one
        self._committing = False
        self._closed = False

    async def run(self, work: Work[T], then: Then[T]) -> T:
        """The result of `work`; `then` gets it first, in the order of the commits, even if the caller has gone."""
        if self._closed:
            raise Unavailable("the log is closed: the node is stopping")
        if self._room.locked():
            await self._wait_for_room()
        else:
            await self._room.acquire()
        try:
            job = _Job(work, then, asyncio.get_running_loop().create_future())
            self._waiting.append(job)
            self._wake()
            result: T = await job.done
            return result
        finally:
            self._room.release()

    async def close(self) -> None:
        """Commit what waits, then end the thread."""
        with suppress(Unavailable):  # those who wait have got it too
            await self.run(lambda db: None, lambda nothing: None)
        self._closed = True
        self._thread.shutdown()

    async def _wait_for_room(self) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                await self._room.acquire()
        except TimeoutError:
            raise Unavailable(f"the log has {MAX_WAITING} writes waiting for the disk; try again later") from None

    def _wake(self) -> None:
        """Start a commit after everybody who is about to run has queued: they all go into it."""
        if self._waiting and not self._committing:
            self._committing = True
            asyncio.get_running_loop().call_soon(self._start)

    def _start(self) -> None:
        size = 1 if self._alone else min(len(self._waiting), MAX_BATCH)
        self._alone = max(self._alone - 1, 0)
        batch = [self._waiting.popleft() for _ in range(size)]
        commit = asyncio.get_running_loop().run_in_executor(self._thread, self._commit, batch)
        commit.add_done_callback(lambda done: self._finish(batch, done))

    def _commit(self, batch: list[_Job]) -> list[Any]:
        with transaction(self._db):
            return [_attempt(self._db, job.work) for job in batch]

    def _finish(self, batch: list[_Job], commit: "asyncio.Future[list[Any]]") -> None:
        self._committing = False
        error = commit.exception()
        trouble = disk_trouble(error, self._path)
        if error is None:
            for job, result in zip(batch, commit.result(), strict=True):
                _deliver(job, result)
        elif trouble or len(batch) == 1:
            for job in batch:
                _fail(job, trouble or error)
        else:  # a bug in one piece of work: it must not take the others with it
            self._waiting.extendleft(reversed(batch))
            self._alone += len(batch)
        self._wake()


def _attempt(db: sqlite3.Connection, work: Work[Any]) -> Any:
    """What the work returns, or the EdgeError with which it refused, undone."""
    db.execute("SAVEPOINT job")
    try:
        result = work(db)
    except EdgeError as refusal:
        db.execute("ROLLBACK TO job")
        result = refusal
    db.execute("RELEASE job")
    return result


def _deliver(job: _Job, result: Any) -> None:
    if isinstance(result, EdgeError):
        _fail(job, result)
        return
    job.then(result)
    if not job.done.done():  # its caller may have been cancelled
        job.done.set_result(result)


def _fail(job: _Job, error: BaseException) -> None:
    if not job.done.done():
        job.done.set_exception(error)
