"""Opening old, new, foreign and damaged files."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.errors import ConfigError, Unavailable
from edge_agent.events import database, rows
from edge_agent.events.database import migrate, migrations, open_reader, open_writer, schema_version
from tests.events.people import ADA, open_store, says, texts

SAVED = Path(__file__).parent.parent / "data" / "databases"
NEWEST = len(migrations())


@pytest.mark.parametrize("saved", sorted(SAVED.glob("log-schema-*.db")), ids=lambda path: path.stem)
async def test_a_log_of_an_older_version_is_brought_up_and_goes_on(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "agent.db"
    shutil.copyfile(saved, path)

    store = await open_store(path)

    await store.write(ADA, [says("third")])
    assert await texts(store) == [
        "the first alert of the first version",
        "second",
        "from a neighbour",
        "third",
    ]
    assert [fork.body[0] for fork in await store.read(lambda db: list(rows.forks(db)))] == ["a fork"]
    assert await store.read(schema_version) == NEWEST
    await store.close()


def test_there_is_a_saved_log_of_the_first_schema() -> None:
    with closing(sqlite3.connect(f"file:{SAVED / 'log-schema-1.db'}?immutable=1", uri=True)) as db:
        assert schema_version(db) == 1


def schema_folder(folder: Path, *files: str) -> Path:
    for number, sql in enumerate(files, 1):
        (folder / f"{number:03}_test.sql").write_text(sql)
    return folder


def test_a_migration_that_fails_leaves_nothing_of_itself(tmp_path: Path) -> None:
    good = "CREATE TABLE a (x);\n-- a comment; with a semicolon\nCREATE TABLE b (x);\n"
    half = "CREATE TABLE c (x);\nINSERT INTO nowhere VALUES (1);\n"
    folder = schema_folder(tmp_path, good, half)
    db = sqlite3.connect(":memory:", isolation_level=None)

    with closing(db):
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            migrate(db, folder)

        assert schema_version(db) == 1
        assert [name for (name,) in db.execute("SELECT name FROM sqlite_master")] == ["a", "b"]


def test_half_a_statement_in_a_schema_file_is_noticed(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db, pytest.raises(sqlite3.OperationalError):
        migrate(db, schema_folder(tmp_path, "CREATE TABLE a (x);\nCREATE TABLE b (\n"))


def test_a_missing_schema_file_is_noticed(tmp_path: Path) -> None:
    folder = schema_folder(tmp_path, "CREATE TABLE a (x);", "CREATE TABLE b (x);", "CREATE TABLE c (x);")
    (folder / "002_test.sql").unlink()

    with pytest.raises(ConfigError, match="install"):
        migrations(folder)


@pytest.mark.parametrize("opened", [open_reader, open_writer])
def test_a_log_of_a_newer_version_is_left_alone(tmp_path: Path, opened: type[sqlite3.Connection]) -> None:
    path = tmp_path / "agent.db"
    open_writer(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {NEWEST + 1}")
    before = path.read_bytes()

    with pytest.raises(ConfigError, match="newer version.*install"):
        opened(path)

    assert path.read_bytes() == before


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "agent.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE photos (name)")
    before = path.read_bytes()

    with pytest.raises(ConfigError, match="another program"):
        open_writer(path)

    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "agent.db"
    path.write_bytes(b"not a database, but long enough to look at" * 100)

    with pytest.raises(Unavailable, match="not a database"):
        open_writer(path)


@pytest.mark.parametrize(("read_only", "beside"), [(True, []), (False, ["agent.db-shm", "agent.db-wal"])])
def test_on_a_read_only_disk_a_log_is_read_without_making_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool, beside: list[str]
) -> None:
    path = tmp_path / "agent.db"
    open_writer(path).close()
    monkeypatch.setattr(database, "on_read_only_disk", lambda path: read_only)

    with closing(open_reader(path)) as db:
        assert rows.tail(db) == rows.Tail(0, 0)
        assert sorted(file.name for file in tmp_path.iterdir()) == ["agent.db", *beside]


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="folder"):
        database.lock(tmp_path / "nowhere" / "agent.db")
    with pytest.raises(Unavailable, match="folder"):
        open_reader(tmp_path / "nowhere" / "agent.db")
