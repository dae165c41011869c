"""Group commit: who shares one, who fails, and what a bad disk does."""

import asyncio
import resource
import sqlite3

import pytest

from edge_agent.errors import BadEvent, Unavailable
from edge_agent.events import commits
from edge_agent.events.model import MAX_LAMPORT_JUMP, Outcome
from edge_agent.events.store import EventStore
from tests.events.people import ADA, BOB, EVE, event, says, texts


async def commits_of(store: EventStore, seen: list[str]) -> int:
    """COMMIT statements since the last call, the one of this call not counted."""
    done = seen.count("COMMIT")
    await store.local(lambda db: db.set_trace_callback(seen.append))
    seen.clear()
    return done


async def test_writers_that_wait_at_the_same_time_share_a_commit(store: EventStore) -> None:
    seen: list[str] = []
    await commits_of(store, seen)

    await asyncio.gather(*(store.write(ADA, [says(str(n))]) for n in range(64)))

    assert await commits_of(store, seen) <= 3


async def test_writers_that_go_on_writing_keep_sharing(store: EventStore) -> None:
    async def write_ten() -> None:
        for n in range(10):
            await store.write(ADA, [says(str(n))])

    seen: list[str] = []
    await commits_of(store, seen)

    await asyncio.gather(*(write_ten() for _ in range(64)))

    assert await commits_of(store, seen) <= 14


async def test_a_commit_returns_when_the_disk_has_it(store: EventStore) -> None:
    settings = await store.local(
        lambda db: [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    )

    assert settings == ["wal", 2]  # 2 is FULL: fsync of the WAL in every commit, sqlite.org/pragma.html


async def test_an_event_that_is_refused_fails_only_its_own_caller(store: EventStore) -> None:
    jump = event(EVE, 1, lamport=MAX_LAMPORT_JUMP + 100)
    results = await asyncio.gather(
        store.append([event(ADA, 1, "a")]),
        store.append([jump]),
        store.append([event(BOB, 1, "b")]),
        return_exceptions=True,
    )

    assert [results[0], results[2]] == [[Outcome.NEW], [Outcome.NEW]]
    assert isinstance(results[1], BadEvent)
    assert await texts(store) == ["a", "b"]


async def test_a_bug_in_one_piece_of_work_fails_only_its_own_caller(store: EventStore) -> None:
    def buggy(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO author (key) VALUES (?)", (b"half done",))
        raise KeyError("a bug")

    first, bug, last = await asyncio.gather(
        store.write(ADA, [says("a")]), store.local(buggy), store.write(BOB, [says("b")]), return_exceptions=True
    )

    assert isinstance(bug, KeyError)
    assert not isinstance(first, BaseException)
    assert not isinstance(last, BaseException)
    assert await texts(store) == ["a", "b"]
    assert await store.read(lambda db: db.execute("SELECT count(*) FROM author").fetchone()[0]) == 2


async def test_a_full_disk_refuses_writes_serves_reads_and_recovers(store: EventStore) -> None:
    await store.write(ADA, [says("before")])
    pages = await store.local(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    await store.local(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone())

    refused = await asyncio.gather(*(store.write(ADA, [says("x" * 4000)]) for _ in range(8)), return_exceptions=True)

    assert [type(error) for error in refused] == [Unavailable] * 8
    assert "free some space" in str(refused[0])
    assert await texts(store) == ["before"]
    await store.local(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchone())
    assert [own.seq for own in await store.write(ADA, [says("after")])] == [2]
    assert await texts(store) == ["before", "after"]


async def test_a_disk_that_stops_writing_in_the_middle_loses_nothing_acknowledged(store: EventStore) -> None:
    await store.write(ADA, [says("before")])
    size = store.path.with_name("agent.db-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096 + 24 + 100, hard))  # the kernel cuts the second page
    try:
        with pytest.raises(Unavailable, match=r"agent\.db"):
            await store.write(ADA, [says("x" * 9000)])
        assert await texts(store) == ["before"]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    await store.write(ADA, [says("after")])
    assert await texts(store) == ["before", "after"]


async def test_a_read_only_disk_is_named(store: EventStore) -> None:
    await store.write(ADA, [says("before")])
    await store.local(lambda db: db.execute("PRAGMA query_only = ON").fetchall())

    with pytest.raises(Unavailable, match="read-only"):
        await store.write(ADA, [says("lost")])

    assert await texts(store) == ["before"]


async def test_too_many_waiting_writers_are_told_to_come_later(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "WAIT_S", 0.05)
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stall(db: sqlite3.Connection) -> None:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(timeout=30)

    stalled = [asyncio.create_task(store.local(stall)) for _ in range(commits.MAX_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable, match="waiting for the disk"):
        await store.write(ADA, [says("one too many")])
    release.set()
    await asyncio.gather(*stalled)
    assert await store.write(ADA, [says("room again")])


async def test_a_caller_that_went_away_does_not_disturb_the_others(store: EventStore) -> None:
    going = asyncio.create_task(store.write(ADA, [says("gone")]))
    staying = asyncio.create_task(store.write(ADA, [says("here")]))
    await asyncio.sleep(0)
    going.cancel()

    assert [own.body for own in await staying] == [{0: "here"}]
    assert going.cancelled() or going.cancelling()
