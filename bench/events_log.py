"""The event log: durable appends, bytes on the disk, checking and folding again. Writes the area `events`.

A lone writer pays one sync of the disk for each event; writers that wait together share it. What that gains depends on
what a sync costs, so the writers are measured twice: on the disk of this machine, whose cache may answer a sync within
0.1 ms, and with CARD_SYNC_S added to every commit, for the log and for the lone writer alike.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.report import Figure, figure, write
from edge_agent.events.audit import audit
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.events.views import View
from edge_agent.identity.keys import Key, verify
from meshwire.event import PEOPLE, Event

COMMUNITY = bytes(8)
MESSAGE = "x" * 100
WRITERS = 64
EVENTS = 6400
LONE_EVENTS = 600  # a lone writer waits for each of them
# SD specification 5.1: a card of class A1 does at least 500 random writes of 4 kB a second; a small commit has two.
CARD_SYNC_S = 0.004


class CardConnection(sqlite3.Connection):
    """A connection to a disk that needs CARD_SYNC_S more for every commit."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        cursor = super().execute(sql, parameters)
        if sql == "COMMIT":
            time.sleep(CARD_SYNC_S)
        return cursor


class Texts:
    """A view like that of a conversation."""

    name = "texts"
    version = 1
    topics = (PEOPLE,)
    tables = "CREATE TABLE texts (row INTEGER PRIMARY KEY, author BLOB, text TEXT);"

    def fold(self, db: sqlite3.Connection, row: int, event: Event) -> None:
        db.execute("INSERT INTO texts VALUES (?, ?, ?)", (row, event.author, event.body[0]))


async def opened(path: Path, *views: View, card: bool = False) -> EventStore:
    connect = partial(sqlite3.connect, factory=CardConnection) if card else sqlite3.connect
    with patch("sqlite3.connect", connect):
        return await EventStore.open(path, community=COMMUNITY, verify=verify, views=views, now=time.time)


async def signed_events(folder: Path) -> list[Event]:
    """Events of ten authors, as they come from neighbours."""
    store = await opened(folder / "authors.db")
    drafts = [Draft(PEOPLE, 1, {0: MESSAGE})] * (EVENTS // 10)
    events = [event for seed in range(10) for event in await store.write(Key(bytes([seed]) * 32), drafts)]
    await store.close()
    return events


async def appends_per_s(path: Path, events: Sequence[Event], writers: int, *, card: bool) -> float:
    store = await opened(path, card=card)
    waiting = iter(events)

    async def append_next() -> None:
        for event in waiting:
            await store.append([event])

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(writers):
            group.create_task(append_next())
    took_s = time.perf_counter() - start
    await store.close()
    return len(events) / took_s


def raw_per_s(path: Path, events: Sequence[Event], *, card: bool) -> float:
    """SQLite alone: a table of bytes, one INSERT and one sync for each event, no signature looked at."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE event (row INTEGER PRIMARY KEY, part BLOB, signature BLOB)")
    start = time.perf_counter()
    for event in events:
        db.execute("INSERT INTO event (part, signature) VALUES (?, ?)", (event.part, event.signature))
        if card:
            time.sleep(CARD_SYNC_S)
    took_s = time.perf_counter() - start
    db.close()
    return len(events) / took_s


async def writers_figures(folder: Path, events: Sequence[Event], *, card: bool) -> list[Figure]:
    disk = "card" if card else "disk"
    few = events[:LONE_EVENTS]
    raw = raw_per_s(folder / f"raw-{disk}.db", few, card=card)
    one = await appends_per_s(folder / f"one-{disk}.db", few, 1, card=card)
    many = await appends_per_s(folder / f"many-{disk}.db", events, WRITERS, card=card)
    rival = ("SQLite FULL, one writer", raw)
    return [
        figure(f"events.{disk}_appends_1_writer", one, "/s", "higher", against=rival),
        figure(f"events.{disk}_appends_64_writers", many, "/s", "higher", against=rival),
        figure(f"events.{disk}_64_writers_to_a_lone_one", many / raw, "times", "higher", goal=20),
    ]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


async def main() -> None:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name:  # on the disk of the project, not in memory
        folder = Path(name)
        events = await signed_events(folder)
        figures = await writers_figures(folder, events, card=False)
        figures += await writers_figures(folder, events, card=True)
        log = folder / "many-disk.db"
        figures.append(figure("events.bytes_per_event", log.stat().st_size / len(events), "B", "lower", goal=400))
        figures.append(figure("events.audit", len(events) / timed(lambda: audit(log, verify)), "events/s", "higher"))
        store = await opened(log, Texts())
        start = time.perf_counter()
        await store.rebuild()
        figures.append(figure("events.rebuild", len(events) / (time.perf_counter() - start), "events/s", "higher"))
        await store.close()
        write("events", figures)


if __name__ == "__main__":
    asyncio.run(main())
