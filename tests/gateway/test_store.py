"""What is on the disk, in a real SQLite file."""

import sqlite3

import pytest

from lora_gateway.air.flood import Flight
from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.priority import Priority
from lora_gateway.air.seen import name_of
from lora_gateway.errors import ConfigError, StoreFailed
from lora_gateway.store.database import Database
from lora_gateway.store.store import MAX_INBOX, Store
from meshwire.event import CIVDEF, PEOPLE
from meshwire.frame import with_age
from tests.gateway.frames import event_frame, event_id

UTC = 1_900_000_000


@pytest.fixture
async def database(tmp_path):
    opened = await Database.open(tmp_path / "gateway.db")
    yield opened
    await opened.close()


@pytest.fixture
def store(database):
    return Store(database)


def outgoing(seq=1, *, held_from=0.0):
    frame = event_frame(seq)
    return Outgoing(event_id(seq), frame, name_of(frame), Priority.ALERT, 0, seq, held_from, Flight(0.0))


async def hear(store, seq, topic):
    frame = event_frame(seq, topic=topic, size=90)
    return await store.keep(name_of(frame), frame, rssi_dbm=-100, snr_db=5, utc=UTC + seq)


async def test_the_outbox_comes_back_with_what_was_done(store):
    for seq in (1, 2, 3):
        await store.add(outgoing(seq), UTC)
    sent = outgoing(1)
    sent.flight = Flight(9.0, round=1, tries=4, relayed=True)
    await store.progress(sent)
    await store.finish([event_id(2)])

    waiting = await store.waiting(now=500.0, utc=UTC + 300)

    assert [one.id for one in waiting] == [event_id(1), event_id(3)]
    assert (waiting[0].flight.round, waiting[0].flight.tries, waiting[0].state) == (1, 4, "relayed")
    assert waiting[0].held_from == 200.0
    assert [one.id for one in await store.newest(now=0.0, utc=UTC)] == [event_id(1), event_id(2), event_id(3)]


async def test_a_clock_set_back_makes_no_frame_younger_than_when_it_came(store):
    await store.add(outgoing(), UTC)
    assert (await store.waiting(now=500.0, utc=UTC - 86400))[0].held_from == 500.0


async def test_what_is_finished_stays_known_and_progress_does_not_revive_it(store):
    await store.add(outgoing(), UTC)
    await store.finish([event_id()])
    await store.progress(outgoing())
    assert await store.knows(event_id())
    assert await store.waiting(now=0.0, utc=UTC) == []


async def test_our_own_frame_counts_as_seen(store):
    await store.add(outgoing(), UTC)
    assert await store.has_seen(name_of(event_frame()))
    assert await store.last_heard() == 0


async def test_a_full_inbox_gives_up_the_oldest_that_is_no_alert(store):
    await hear(store, 1, CIVDEF)
    for seq in range(2, MAX_INBOX + 1):
        assert await hear(store, seq, PEOPLE) == 0

    assert await hear(store, MAX_INBOX + 1, CIVDEF) == 1

    kept = [one.frame for one in await store.inbox_after(0, 2000)]
    assert len(kept) == MAX_INBOX
    assert event_frame(1, topic=CIVDEF, size=90) in kept
    assert event_frame(2, topic=PEOPLE, size=90) not in kept


async def test_inbox_numbers_are_never_used_again(store):
    await hear(store, 1, PEOPLE)
    await store.taken(1)
    await hear(store, 2, PEOPLE)
    assert [one.n for one in await store.inbox_after(0, 10)] == [2]


async def test_a_relay_may_change_the_age_but_a_fork_is_another_frame(store):
    frame = event_frame(text="flood")
    await store.keep(name_of(frame), frame, rssi_dbm=0, snr_db=0, utc=UTC)
    assert await store.has_seen(name_of(with_age(frame, 17)))
    assert not await store.has_seen(name_of(event_frame(text="no flood")))


async def test_each_store_has_its_own_name_and_keeps_it(database, store, tmp_path):
    other = await Database.open(tmp_path / "other.db")
    assert await store.id() == await Store(database).id() != await Store(other).id()
    await other.close()


async def test_a_second_gateway_cannot_open_the_same_file(database, tmp_path):
    with pytest.raises(ConfigError, match="another gateway is running"):
        await Database.open(tmp_path / "gateway.db")


async def test_a_file_that_is_no_database_and_one_from_the_future_are_named(tmp_path):
    (tmp_path / "noise.db").write_bytes(b"noise" * 1000)
    with pytest.raises(ConfigError, match=r"noise\.db.*not a database"):
        await Database.open(tmp_path / "noise.db")
    with sqlite3.connect(tmp_path / "newer.db") as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(ConfigError, match="newer version"):
        await Database.open(tmp_path / "newer.db")


async def test_a_write_that_fails_says_where_and_leaves_nothing_half_done(database, store):
    with pytest.raises(StoreFailed, match=r"gateway\.db"):
        await database.write(
            ("INSERT INTO seen VALUES (1, x'', 1, 1, x'', 1)", ()), ("INSERT INTO nowhere VALUES (1)", ())
        )
    assert await database.read("SELECT * FROM seen") == []
