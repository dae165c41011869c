"""The SQLite file of a log: opened, locked and brought to the newest schema."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_agent.errors import ConfigError, EdgeError, Unavailable

SCHEMA = Path(__file__).parent / "schema"
APPLICATION_ID = 0x484E4C47  # as in 001_event.sql
BUSY_MS = 5000  # a backup or a checkpoint of another process is over by then
WAL_LIMIT = 4 << 20  # bytes that the WAL keeps on the card after a burst
FILE_MODE = 0o600  # messages are private, and pairing tokens lie beside them

# What the operator can do about a disk; every other SQLite error is a bug of ours.
_DISK_TROUBLE = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space, then try again",
    sqlite3.SQLITE_READONLY: "the disk or the file is read-only, as on a failing card; make a backup and replace it",
    sqlite3.SQLITE_IOERR: "the disk does not read or write; make a backup and replace it",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check that the folder exists and belongs to this user",
    sqlite3.SQLITE_BUSY: "another program holds the file; close it, then try again",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; move it away and `hearthnet restore` the newest backup",
    sqlite3.SQLITE_NOTADB: "the file is not a database; move it away and `hearthnet restore` the newest backup",
}


def disk_trouble(error: BaseException | None, path: Path) -> Unavailable | None:
    """The error for the operator when the disk is to blame, None when it is not."""
    if not isinstance(error, sqlite3.Error):
        return None
    code: int = getattr(error, "sqlite_errorcode", 0)
    advice = _DISK_TROUBLE.get(code & 0xFF)  # the low byte of an extended code is the plain one
    return Unavailable(f"{path}: {advice} ({error})") if advice else None


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turns what the disk did into Unavailable with advice."""
    try:
        yield
    except sqlite3.Error as error:
        trouble = disk_trouble(error, path)
        if trouble is None:
            raise
        raise trouble from error


def lock(path: Path) -> int:
    """Hold the log for this process: views are folded by the one process that writes. Returns what `os.close` frees."""
    try:
        held = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be locked: {error}; check the folder and the disk") from None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise Unavailable(f"{path} is in use by another process; stop the node first, or ask the running one") from None
    return held


def open_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes: WAL, every commit on the disk before it returns, newest schema."""
    with disk_errors(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE))
        db = _connect(f"{path.absolute().as_uri()}?mode=rw")
        try:
            check_version(db, path)  # before anything is written
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
            migrate(db)
        except (sqlite3.Error, EdgeError):
            db.close()
            raise
        return db


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; Unavailable when there is no log, ConfigError when the file is something else."""
    at_rest = on_read_only_disk(path) and not path.with_name(path.name + "-wal").exists()
    with disk_errors(path):
        # Immutable: SQLite does not want to make its -shm file, and nobody else can write either.
        db = _connect(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if at_rest else ''}")
        try:
            check_version(db, path)
        except (sqlite3.Error, EdgeError):
            db.close()
            raise
        return db


def on_read_only_disk(path: Path) -> bool:
    """Whether the kernel has made the disk read-only, as it does with a failing card."""
    return path.parent.exists() and bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY)


def _connect(uri: str) -> sqlite3.Connection:
    # isolation_level None: transactions are written out here, the module starts none on its own.
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return db


def migrations(folder: Path = SCHEMA) -> list[tuple[int, str]]:
    """(number, SQL) of every NNN_*.sql, in order and without a gap."""
    files = sorted(folder.glob("[0-9][0-9][0-9]_*.sql"))
    numbers = [int(file.name[:3]) for file in files]
    if numbers != list(range(1, len(files) + 1)):
        raise ConfigError(f"{folder}: the schema files are numbered {numbers}; install hearthnet-edge again")
    return [(number, file.read_text(encoding="utf-8")) for number, file in zip(numbers, files, strict=True)]


def schema_version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def check_version(db: sqlite3.Connection, path: Path) -> None:
    """ConfigError when this program must not touch the file."""
    version, newest = schema_version(db), len(migrations())
    if version > newest:
        raise ConfigError(
            f"{path} was written by a newer version (schema {version}, this one knows {newest}); "
            "install that version again, or restore a backup that this version made"
        )
    kind = int(db.execute("PRAGMA application_id").fetchone()[0])
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if kind != APPLICATION_ID and (kind or tables):
        raise ConfigError(f"{path} is a database of another program; move it away or choose another home")


def migrate(db: sqlite3.Connection, folder: Path = SCHEMA) -> None:
    """Apply what is missing, each file in a transaction of its own."""
    done = schema_version(db)
    for number, sql in migrations(folder)[done:]:
        with transaction(db):
            for statement in statements(sql):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; COMMIT returns when the disk has it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def statements(sql: str) -> Iterator[str]:
    """The statements of a script, each ending its line; `executescript` cannot be used because it commits first."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    yield pending  # comments, or half a statement that SQLite will name
