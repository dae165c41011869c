"""`restore` loses nothing, never numbers an event twice and never mixes two nodes."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.errors import BadEvent, BadRequest, ConfigError, NotFound, Unavailable
from edge_agent.events.backup import backup
from edge_agent.events.restore import LEAST_GAP, Restored, restore, restore_fresh
from edge_agent.identity.keys import verify
from meshwire.event import PEOPLE, ROSTER, Event
from tests.events.homes import files_of, key_id, log_of, make_home
from tests.events.people import EVE, event, says, texts


@pytest.fixture
async def saved(tmp_path: Path) -> Path:
    """A backup of the node in `home`, which holds two events of its own, one of Eve's and a fork of it."""
    home = make_home(tmp_path / "home")
    (home / "hearthnet.toml").write_text("[http]\nport = 7081\n")
    store, identity = await log_of(home)
    await store.write(identity.key, [says("a"), says("b")])
    alert = event(EVE, 1, "c", topic=2)
    await store.append([alert])
    await store.append([event(EVE, 1, "not c", topic=2)])
    await store.close()
    await backup(home, tmp_path / "node.backup")
    return tmp_path / "node.backup"


async def fresh(home: Path, file: Path, *, random: int = 0) -> Restored:
    return await restore_fresh(home, file, verify=verify, random_below=lambda limit: random)


async def lost_after_backup(home: Path) -> list[Event]:
    """What the node signed between the backup and the end of its card."""
    store, identity = await log_of(home)
    written = await store.write(identity.key, [says("lost 1"), says("lost 2"), says("in a new feed", topic=ROSTER)])
    await store.close()
    return written


async def test_a_restored_node_never_uses_a_number_again(tmp_path: Path, saved: Path) -> None:
    lost = await lost_after_backup(tmp_path / "home")
    await fresh(tmp_path / "card", saved)
    store, identity = await log_of(tmp_path / "card")

    await store.append(lost[:1])  # a neighbour still had it
    written = await store.write(identity.key, [says("d"), says("e"), says("f", topic=ROSTER)])

    assert [own.seq for own in written] == [2 + LEAST_GAP + 1, 2 + LEAST_GAP + 2, LEAST_GAP + 1]
    assert not {(own.topic, own.seq) for own in written} & {(own.topic, own.seq) for own in lost}
    await store.close()


async def test_a_second_restore_of_the_same_backup_takes_other_numbers(tmp_path: Path, saved: Path) -> None:
    heads = []
    for random in (0, 5000):
        card = tmp_path / f"card {random}"
        await fresh(card, saved, random=random)
        store, identity = await log_of(card)
        heads += [own.seq for own in await store.write(identity.key, [says("d")])]
        await store.close()

    assert heads[1] - heads[0] == 5000


async def test_the_gap_is_left_once_and_later_numbers_follow_each_other(tmp_path: Path, saved: Path) -> None:
    await fresh(tmp_path / "card", saved)
    store, identity = await log_of(tmp_path / "card")
    (first,) = await store.write(identity.key, [says("d")])
    await store.close()

    store, identity = await log_of(tmp_path / "card")

    assert [own.seq for own in await store.write(identity.key, [says("e")])] == [first.seq + 1]
    await store.close()


async def test_into_the_same_node_a_backup_is_merged_and_nothing_is_lost(tmp_path: Path, saved: Path) -> None:
    home = tmp_path / "home"
    await lost_after_backup(home)
    store, _ = await log_of(home)
    before = await texts(store)

    assert await restore(home, saved, store) == Restored(new=0, known=3, forks=1, fresh=False)

    assert await texts(store) == before
    await store.close()
    assert not any("restoring" in name for name in files_of(home))


async def test_what_the_log_has_lost_comes_back_from_the_backup(tmp_path: Path, saved: Path) -> None:
    other = tmp_path / "rebuilt"
    make_home(other)  # the same keys, an empty log
    (other / "keys" / "root.key").unlink()
    (other / "hearthnet.toml").write_text("[http]\nport = 9000\n")
    store, _ = await log_of(other)

    assert await restore(other, saved, store) == Restored(new=3, known=0, forks=1, fresh=False)

    assert await texts(store) == ["a", "b", "c"]
    assert (other / "keys" / "root.key").stat().st_mode & 0o777 == 0o600
    assert (other / "hearthnet.toml").read_text() == "[http]\nport = 9000\n"
    await store.close()


async def test_another_node_refuses_the_backup_and_stays_as_it_is(tmp_path: Path, saved: Path) -> None:
    other = make_home(tmp_path / "other", seed=50)
    store, _ = await log_of(other)
    with pytest.raises(ConfigError, match="another node.*empty home"):
        await restore(other, saved, store)
    assert await texts(store) == []
    await store.close()

    (other / "agent.db").unlink()
    before = files_of(other)
    with pytest.raises(ConfigError, match="another node"):
        await fresh(other, saved)
    assert files_of(other) == before


async def test_a_home_with_a_log_is_not_taken_for_an_empty_one(tmp_path: Path, saved: Path) -> None:
    before = files_of(tmp_path / "home")

    with pytest.raises(ConfigError, match="exists already"):
        await fresh(tmp_path / "home", saved)

    assert files_of(tmp_path / "home") == before


async def test_a_restore_that_was_interrupted_is_started_again(tmp_path: Path, saved: Path) -> None:
    card = tmp_path / "card"
    (card / "keys").mkdir(parents=True)
    (card / "keys" / "node.key").write_bytes((tmp_path / "home" / "keys" / "node.key").read_bytes())
    (card / "agent.db.restoring").write_bytes(b"half a copy")

    assert (await fresh(card, saved)).new == 3


def damage(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET signature = zeroblob(64) WHERE row = 2",
        "UPDATE event SET part = x'80' WHERE row = 2",
        "DROP TABLE fork",
    ],
    ids=["a forged event", "half an event", "a table that is missing"],
)
async def test_a_damaged_backup_is_not_believed(tmp_path: Path, saved: Path, sql: str) -> None:
    damage(saved, sql)

    with pytest.raises(BadRequest, match="damaged"):
        await fresh(tmp_path / "card", saved)
    assert not (tmp_path / "card" / "keys").exists()
    store, _ = await log_of(make_home(tmp_path / "rebuilt"))
    with pytest.raises((BadEvent, BadRequest)):
        await restore(tmp_path / "rebuilt", saved, store)
    assert await texts(store) == []
    await store.close()


async def test_a_backup_with_other_files_among_its_keys_is_refused(tmp_path: Path, saved: Path) -> None:
    damage(saved, "INSERT INTO home_file VALUES ('../../.ssh/authorized_keys', x'00')")

    with pytest.raises(BadRequest, match="keys"):
        await fresh(tmp_path / "card", saved)
    assert files_of(tmp_path / "card").keys() <= {"agent.db.lock"}


async def test_a_backup_that_was_cut_short_is_refused(tmp_path: Path, saved: Path) -> None:
    os.truncate(saved, 10_000)

    with pytest.raises((Unavailable, BadRequest)):
        await fresh(tmp_path / "card", saved)
    assert files_of(tmp_path / "card").keys() <= {"agent.db.lock"}


async def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, saved: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Unavailable, match="another home"):
        await fresh(tmp_path / "file" / "card", saved)


async def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, saved: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear neighbour")

    with pytest.raises(BadRequest, match="not a backup"):
        await fresh(tmp_path / "card", tmp_path / "letter.txt")
    with pytest.raises(BadRequest, match="not a backup"):
        await fresh(tmp_path / "card", tmp_path / "home" / "agent.db")
    with pytest.raises(NotFound):
        await fresh(tmp_path / "card", tmp_path / "nowhere")


async def test_the_backup_of_an_older_version_is_brought_up(tmp_path: Path, saved: Path) -> None:
    damage(saved, "PRAGMA user_version = 1")
    damage(saved, "DELETE FROM view")
    with closing(sqlite3.connect(saved)) as db:
        kept = {"log", "author", "event", "fork", "view", "home_file"}
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table not in kept:
                db.execute(f"DROP TABLE {table}")

    assert (await fresh(tmp_path / "card", saved)).new == 3

    store, _ = await log_of(tmp_path / "card")
    assert [key_id(tmp_path / "card")] == [key_id(tmp_path / "home")]
    assert [row for row, _ in await store.since(0, [PEOPLE], 10)] == [1, 2]
    await store.close()
