"""`backup` makes one whole, private file of a node that goes on writing."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.errors import BadRequest, ConfigError, Unavailable
from edge_agent.events.backup import Backup, backup
from edge_agent.events.restore import restore_fresh
from edge_agent.identity.keys import verify
from tests.events.homes import files_of, key_id, log_of, make_home
from tests.events.people import says, texts


async def test_a_dead_card_is_replaced_from_one_file(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    store, identity = await log_of(home)
    await store.write(identity.key, [says("a"), says("b")])
    await store.close()
    (home / "hearthnet.toml").write_text("[http]\nport = 7081\n")
    await backup(home, tmp_path / "node.backup")
    card = tmp_path / "new card"

    restored = await restore_fresh(card, tmp_path / "node.backup", verify=verify, random_below=lambda n: 0)

    assert (restored.new, restored.fresh) == (2, True)
    assert key_id(card) == key_id(home)
    for name in ("keys/node.key", "keys/root.key", "keys/root.pub", "hearthnet.toml"):
        assert files_of(card)[name] == files_of(home)[name]
    store, _ = await log_of(card)
    assert await texts(store) == ["a", "b"]
    await store.close()


async def test_a_backup_made_while_writers_write_holds_whole_commits(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    store, identity = await log_of(home)

    await store.write(identity.key, [says("x"), says("y")])

    async def write_pairs() -> None:
        for _ in range(20):
            await store.write(identity.key, [says("x"), says("y")])

    writing = [asyncio.create_task(write_pairs()) for _ in range(4)]
    made = [await backup(home, tmp_path / f"{n}.backup") for n in range(4)]
    await asyncio.gather(*writing)

    assert all(result.events % 2 == 0 for result in made)
    assert made[-1].events > 0
    assert len(await texts(store)) == 162
    await store.close()


async def test_a_backup_is_private_replaces_the_last_one_and_leaves_no_other_file(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    store, identity = await log_of(home)
    folder = tmp_path / "stick"
    folder.mkdir()
    await backup(home, folder / "node.backup")
    (folder / "node.backup.part").write_bytes(b"left by a power cut")
    await store.write(identity.key, [says("newer")])

    assert (await backup(home, folder / "node.backup")).events == 1

    assert [path.name for path in folder.iterdir()] == ["node.backup"]
    assert (folder / "node.backup").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(folder / "node.backup")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    await store.close()


@pytest.mark.parametrize(("passphrase", "in_clear"), [(None, True), ("long words", False)])
async def test_a_backup_says_whether_the_root_key_lies_open_in_it(
    tmp_path: Path, passphrase: str | None, in_clear: bool
) -> None:
    home = make_home(tmp_path / "home", passphrase=passphrase)
    await (await log_of(home))[0].close()

    assert await backup(home, tmp_path / "node.backup") == Backup(events=0, root_in_clear=in_clear)


async def test_a_node_without_root_key_backs_up_what_it_has(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    (home / "keys" / "root.key").unlink()
    await (await log_of(home))[0].close()

    assert (await backup(home, tmp_path / "node.backup")).root_in_clear is None


async def test_a_file_that_is_no_backup_is_never_replaced(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    await (await log_of(home))[0].close()
    (tmp_path / "letter.txt").write_text("dear neighbour")
    before = files_of(tmp_path)

    for target in (tmp_path / "letter.txt", home / "agent.db", tmp_path):
        with pytest.raises(BadRequest, match="another name"):
            await backup(home, target)

    assert files_of(tmp_path) == before


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    await (await log_of(home))[0].close()

    with pytest.raises(Unavailable, match="nowhere"):
        await backup(home, tmp_path / "nowhere" / "node.backup")


async def test_a_home_without_a_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="hearthnet init"):
        await backup(tmp_path, tmp_path / "node.backup")
    assert files_of(tmp_path) == {}
