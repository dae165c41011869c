"""Listeners hear of what is committed, and of nothing else."""

import asyncio
from pathlib import Path

import pytest

from edge_agent.errors import BadEvent
from edge_agent.events.changes import MAX_BEHIND
from edge_agent.events.model import MAX_LAMPORT_JUMP, Change
from edge_agent.events.store import EventStore
from tests.events.people import ADA, EVE, event, open_store, says, texts


async def test_a_listener_hears_new_events_with_their_rows_in_order(store: EventStore) -> None:
    await store.write(ADA, [says("before it listened")])
    changes = store.changes()

    new = event(EVE, 1, "new")
    await store.append([new, new])
    with pytest.raises(BadEvent):
        await store.append([event(EVE, 2, "refused", lamport=MAX_LAMPORT_JUMP * 3)])
    (own,) = await store.write(ADA, [says("own")])

    async with asyncio.timeout(10):
        assert [await anext(changes), await anext(changes)] == [Change(2, new), Change(3, own)]


async def test_an_event_is_in_the_log_when_its_listener_hears_of_it(store: EventStore) -> None:
    changes = store.changes()
    writing = asyncio.create_task(store.write(ADA, [says("there")]))

    async with asyncio.timeout(10):
        assert (await anext(changes)).row == 1
        assert await texts(store) == ["there"]
    await writing


async def test_a_slow_listener_is_told_that_it_missed_some_and_reads_them(store: EventStore) -> None:
    changes = store.changes()
    for _ in range(3):
        await store.write(ADA, [says("many") for _ in range(MAX_BEHIND // 2)])

    async with asyncio.timeout(10):
        first = await anext(changes)

    assert first == Change(MAX_BEHIND + 1, None)
    assert len(await store.since(0, range(256), 10_000)) == MAX_BEHIND // 2 * 3


async def test_listening_ends_when_the_log_closes(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "agent.db")
    changes = store.changes()
    waiting = asyncio.create_task(anext(changes, None))
    await asyncio.sleep(0)

    await store.close()

    async with asyncio.timeout(10):
        assert await waiting is None
