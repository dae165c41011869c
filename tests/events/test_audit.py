"""`audit` finds what is wrong in a log; `stats` counts what is in it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.events.audit import MAX_FAULTS, Audit, audit, stats
from edge_agent.events.store import EventStore
from meshwire.event import SENSE
from tests.events.people import ADA, BOB, EVE, event, open_store, says, verify


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A log with three events and no writer."""
    store = await open_store(tmp_path / "agent.db")
    await store.write(ADA, [says("1"), says("2"), says("3")])
    await store.close()
    return tmp_path / "agent.db"


def change(path: Path, statements: Sequence[str]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def test_an_intact_log_has_no_faults(path: Path) -> None:
    assert audit(path, verify) == Audit(events=3, faults=[], forks=[])


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE event SET signature = zeroblob(64) WHERE row = 2", "row 2: the signature"),
        ("UPDATE event SET part = substr(part, 1, 5) WHERE row = 2", "row 2: CBOR"),
        ("UPDATE event SET seq = 7 WHERE row = 2", "row 2: its columns"),
        ("UPDATE event SET clock = 9 WHERE row = 3", "row 3: its columns"),
        ("UPDATE author SET key = zeroblob(32)", "row 1: the signature"),
        ("DELETE FROM author", "file: a row of event"),
    ],
)
def test_each_kind_of_damage_is_found(path: Path, statement: str, fault: str) -> None:
    change(path, [statement])

    assert any(found.startswith(fault) for found in audit(path, verify).faults)


def test_a_byte_that_the_disk_changed_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_event_1'").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[page * 4096 - 1] ^= 1  # the last byte of the index is the topic of its first entry
    path.write_bytes(data)

    assert any("missing from index" in fault for fault in audit(path, verify).faults)


def test_a_log_full_of_faults_is_not_listed_to_the_end(path: Path) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
    change(path, [many + "INSERT INTO event SELECT i, 1, 3, i, 9, x'80', zeroblob(64) FROM n"])

    assert len(audit(path, verify).faults) == MAX_FAULTS


async def test_forks_are_named_and_are_not_faults_of_the_log(store: EventStore) -> None:
    await store.append([event(EVE, 4, "left"), event(EVE, 4, "right")])

    assert audit(store.path, verify) == Audit(events=1, faults=[], forks=[f"{EVE.public.hex()[:8]}/3/4"])


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE fork SET signature = zeroblob(64)", "fork 1: the signature"),
        ("UPDATE fork SET part = x'80'", "fork 1: event"),
    ],
)
async def test_proof_that_was_damaged_is_no_proof(store: EventStore, statement: str, fault: str) -> None:
    await store.append([event(EVE, 4, "left"), event(EVE, 4, "right")])
    await store.local(lambda db: db.execute(statement).fetchall())

    found = audit(store.path, verify)

    assert found.forks == []
    assert found.faults[0].startswith(fault)


async def test_stats_count_events_authors_feeds_and_forks(store: EventStore) -> None:
    await store.write(ADA, [says("a"), says("b"), says("c", topic=SENSE)])
    await store.append([event(BOB, 1, lamport=40), event(BOB, 1, "fork")])

    counted = await store.read(stats)

    assert (counted.events, counted.authors, counted.feeds, counted.forks) == (4, 2, 3, 1)
    assert counted.topics == {"3": 3, "4": 1}
    assert counted.lamport == 40
    assert counted.bytes % 4096 == 0
    assert counted.bytes > 0
