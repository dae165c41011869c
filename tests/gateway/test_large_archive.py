"""An archive that is full: 100,000 events."""

import sqlite3
import tracemalloc
from collections import Counter

from lora_gateway.air.seen import name_of
from lora_gateway.store import archive as archives
from lora_gateway.store.archive import MAX_EVENTS, TRIM_EVERY
from lora_gateway.store.database import Database
from lora_gateway.store.store import Store
from lora_gateway.trust.keeper import Keeper
from meshwire.event import PEOPLE
from tests.gateway.frames import event_frame
from tests.gateway.sync_lab import UTC, Writer, framed

AUTHORS = 100
MEGABYTE = 1 << 20
ROOT = Writer("root")
ADA = Writer("ada", ROOT)


async def filled(path, count=MAX_EVENTS):
    """The path of a store with this many messages of AUTHORS authors, numbered from 1."""
    database = await Database.open(path)
    keeper = Keeper(Store(database), Counter())
    await keeper.set_roots([ROOT.key], UTC)
    for event in (ROOT.certify(ADA, seq=1), ADA.say(seq=1)):
        await keeper.own(name_of(framed(event)), framed(event), UTC)
    await database.close()
    frame = event_frame(1, topic=PEOPLE, size=150)
    rows = [(1000 + n % AUTHORS, PEOPLE, 1 + n // AUTHORS, frame, 0, 0, UTC) for n in range(count)]
    with sqlite3.connect(path) as raw:
        raw.executemany("INSERT INTO authors VALUES (?, ?)", [(1000 + n, bytes([n]) * 32) for n in range(AUTHORS)])
        raw.executemany("INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", rows)
    raw.close()
    return path


async def test_it_is_loaded_in_few_megabytes(tmp_path):
    database = await Database.open(await filled(tmp_path / "gateway.db"))
    keeper = Keeper(Store(database), Counter())

    tracemalloc.start()
    await keeper.load()
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(list(keeper.holdings)) == AUTHORS + 2
    assert keeper.holdings[(bytes(32), PEOPLE)].high == MAX_EVENTS // AUTHORS
    assert kept < 2 * MEGABYTE
    assert peak < 5 * MEGABYTE
    await database.close()


async def test_it_stays_within_its_bound_and_keeps_what_is_in_force(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_EVENTS", 3 * TRIM_EVERY)
    database = await Database.open(await filled(tmp_path / "gateway.db", 3 * TRIM_EVERY))
    keeper = Keeper(Store(database), Counter())
    await keeper.load()

    for seq in range(2, 2 + 2 * TRIM_EVERY):
        await keeper.own(name_of(framed(ADA.say(seq=seq))), framed(ADA.say(seq=seq)), UTC)

    ((count,),) = await database.read("SELECT count(*) FROM events")
    assert count <= 3 * TRIM_EVERY
    assert await keeper.archive.frame((ROOT.key, 1, 1), UTC) is not None
    assert await keeper.archive.frame((ADA.key, PEOPLE, 1), UTC) is None  # the oldest

    again = Keeper(Store(database), Counter())
    await again.load()
    assert again.holdings[(ADA.key, PEOPLE)] == keeper.holdings[(ADA.key, PEOPLE)]
    await database.close()
