"""Makes the one file that holds the log, the keys and the settings of a node. docs/log.md describes the format."""

import asyncio
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from edge_agent.clock import utc_s
from edge_agent.config import FILE_NAME
from edge_agent.errors import BadRequest, ConfigError, Unavailable
from edge_agent.events.database import FILE_MODE, disk_errors, open_reader, transaction
from edge_agent.identity.keyfile import is_sealed, sync_folder
from edge_agent.records import BACKUP, Record, record

LOG = "agent.db"
NODE_KEY, ROOT_KEY, ROOT_PUBLIC = "keys/node.key", "keys/root.key", "keys/root.pub"
SAVED_FILES = (NODE_KEY, ROOT_KEY, ROOT_PUBLIC, FILE_NAME)  # below the home; only a founder has a root key
BACKUP_ID = 0x484E424B  # "HNBK", where a log has APPLICATION_ID: neither is taken for the other
FILE_TABLE = "CREATE TABLE home_file (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT"

_SQLITE, _APPLICATION_ID = b"SQLite format 3\0", slice(68, 72)  # sqlite.org/fileformat2.html, section 1.3


@dataclass(frozen=True, slots=True)
class Backup:
    """`root_in_clear`: whoever has the file can certify members; None when the node holds no root key."""

    events: int
    root_in_clear: bool | None


async def backup(home: Path, file: Path) -> Backup:
    """Write the node of `home`, running or not, into one file that only its owner may read; whole or not at all."""
    return await asyncio.to_thread(_backup, home, file)


def _backup(home: Path, file: Path) -> Backup:
    if file.exists() and not is_backup(file):
        raise BadRequest(f"{file} is something else than a backup; choose another name")
    if not (home / LOG).exists():
        raise ConfigError(f"there is no node in {home}; make one with `hearthnet init`")
    draft = file.with_name(file.name + ".part")
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
        try:
            events = _copy(home, draft)
            sync_file(draft)  # VACUUM INTO does not
            os.rename(draft, file)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(file.parent)
    except OSError as error:
        raise Unavailable(f"{file} cannot be written: {error.strerror}; choose another place") from None
    record(home, BACKUP, Record(utc_s(), str(file)))
    root = home / ROOT_KEY
    return Backup(events, not is_sealed(root) if root.exists() else None)


def _copy(home: Path, draft: Path) -> int:
    with disk_errors(draft):
        with closing(open_reader(home / LOG)) as db:
            db.execute("VACUUM INTO ?", (str(draft),))  # one state of the log; writers go on meanwhile
        with closing(sqlite3.connect(draft, isolation_level=None)) as copy, transaction(copy):
            copy.execute(f"PRAGMA application_id = {BACKUP_ID}")
            copy.execute(FILE_TABLE)
            for name in SAVED_FILES:
                path = home / name
                if path.exists():
                    copy.execute("INSERT INTO home_file (name, content) VALUES (?, ?)", (name, path.read_bytes()))
            return int(copy.execute("SELECT count(*) FROM event").fetchone()[0])


def is_backup(file: Path) -> bool:
    """Whether the head of a file says that `backup` made it."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        head = stream.read(100)
    return head.startswith(_SQLITE) and head[_APPLICATION_ID] == BACKUP_ID.to_bytes(4, "big")


def sync_file(file: Path) -> None:
    """Wait until the disk has the whole file."""
    held = os.open(file, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
