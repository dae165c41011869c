"""Verified events on the disk, in a real SQLite file."""

import pytest

from lora_gateway.store import archive as archives
from lora_gateway.store.archive import Archive, Held, aged
from lora_gateway.store.database import Database
from meshwire.event import CIVDEF, PEOPLE, ROSTER
from meshwire.frame import age_minutes
from tests.gateway.frames import event_frame
from tests.gateway.sync_lab import UTC, Writer, framed

ADA = Writer("ada")


@pytest.fixture
async def database(tmp_path):
    opened = await Database.open(tmp_path / "gateway.db")
    yield opened
    await opened.close()


@pytest.fixture
def archive(database):
    return Archive(database)


@pytest.fixture
def keep(database, archive):
    async def keep_one(seq, topic=PEOPLE, *, expires=0, ended=False, frame=None, author=ADA.key):
        data = frame or event_frame(seq, topic=topic, size=90)
        held = Held((author, topic, seq), data, expires, ended, UTC)
        return await database.write(*archive.keeping(held))

    return keep_one


async def names(archive):
    return [name for page in [page async for page in archive.numbers()] for name in page]


async def test_names_come_back_in_pages_and_once(archive, keep, monkeypatch):
    monkeypatch.setattr(archives, "PAGE", 2)
    for seq in (3, 1, 2, 3):
        await keep(seq)
    await keep(1, ROSTER)
    assert await names(archive) == [(ADA.key, ROSTER, 1), *((ADA.key, PEOPLE, seq) for seq in (1, 2, 3))]


async def test_the_first_event_of_a_name_stays(archive, keep):
    await keep(1, frame=event_frame(1, text="flood"))
    await keep(1, frame=event_frame(1, text="no flood"))
    assert await archive.frame((ADA.key, PEOPLE, 1), UTC) == event_frame(1, text="flood")


async def test_a_full_archive_gives_up_the_oldest_but_no_statement_and_no_alert_in_force(archive, keep, monkeypatch):
    monkeypatch.setattr(archives, "MAX_EVENTS", 10)
    monkeypatch.setattr(archives, "TRIM_EVERY", 4)
    await keep(1, ROSTER)
    await keep(2, ROSTER, ended=True)
    await keep(1, CIVDEF, expires=UTC + 10)
    await keep(2, CIVDEF, expires=UTC)
    await keep(3, CIVDEF, expires=UTC + 10, ended=True)
    for seq in range(1, 8):
        await keep(seq)

    assert await archive.trim(UTC) == 6

    kept = await names(archive)
    assert kept == [(ADA.key, ROSTER, 1), (ADA.key, CIVDEF, 1), *((ADA.key, PEOPLE, seq) for seq in (4, 5, 6, 7))]
    assert sorted(await archive.floors()) == [
        (ADA.key, ROSTER, 2), (ADA.key, CIVDEF, 3), (ADA.key, PEOPLE, 3),
    ]  # fmt: skip
    assert await archive.trim(UTC) == 0

    for seq in range(8, 12):
        await keep(seq)
    assert await archive.trim(UTC) == 4
    assert (ADA.key, PEOPLE, 7) in await archive.floors()


async def test_what_is_too_old_to_be_repaired_goes_before_what_came_earlier(archive, keep, monkeypatch):
    monkeypatch.setattr(archives, "MAX_EVENTS", 4)
    monkeypatch.setattr(archives, "TRIM_EVERY", 1)
    await keep(1, author=b"bob")
    for seq in (1, 2, 3000):
        await keep(seq)
    await archive.trim(UTC)
    assert await names(archive) == [(b"bob", PEOPLE, 1), (ADA.key, PEOPLE, 2), (ADA.key, PEOPLE, 3000)]


async def test_the_roots_are_those_that_were_named_last(archive):
    await archive.set_roots([b"one", b"two"])
    await archive.set_roots([b"two", b"three", b"two"])
    assert await archive.roots() == [b"three", b"two"]


async def test_the_roster_of_a_root_and_alerts_that_may_be_in_force_come_back(archive, keep, database):
    await keep(1, ROSTER)
    await keep(2, ROSTER)
    await keep(1, ROSTER, author=b"somebody")
    await keep(1, CIVDEF, expires=UTC + 1)
    await keep(2, CIVDEF, expires=UTC - 1)  # by a clock that may be corrected
    await keep(3, CIVDEF)  # a cancellation in words that nobody here knows
    await database.write(*archive.ending([(ADA.key, ROSTER, 1)]))

    assert [(held.name[2], held.ended) for held in await archive.roster([ADA.key])] == [(1, True), (2, False)]
    assert [held.name[2] for held in await archive.alerts()] == [1, 2]


@pytest.mark.parametrize(
    ("time", "age_min", "held_s", "told"),
    [
        (0, 3, 600, 13),
        (0, 3, -600, None),  # the clock was set back: nobody knows
        (0, None, 600, None),
        (UTC - 1200, 3, 600, 30),  # longer under way than its relays knew
        (UTC - 1200, None, 600, 30),
        (UTC + 86400, 3, 600, 13),  # its author's clock was ahead
    ],
)
def test_an_archived_frame_grows_older_and_never_younger(time, age_min, held_s, told):
    frame = framed(ADA.say(seq=1, time=time), age_min)
    assert age_minutes(aged(frame, UTC, utc=UTC + held_s)[2]) == told
