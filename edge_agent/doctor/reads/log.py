"""Looks at the file of the event log as a reader, and at the records of this home."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic

from edge_agent.doctor.checks.backup import BackupFacts
from edge_agent.doctor.checks.log import LogFacts
from edge_agent.doctor.scene import Scene, there
from edge_agent.errors import EdgeError
from edge_agent.events.backup import LOG, NODE_KEY
from edge_agent.events.database import disk_errors, open_reader
from edge_agent.records import BACKUP, VERIFIED, record_of

LOOK_S = 3.0  # of SQLite at the file: some 300 MB on a good card
STEPS = 20_000  # of SQLite's machine between two looks at the clock, about a millisecond
MAX_FAULTS = 5


def read_log(scene: Scene) -> LogFacts:
    path = scene.home / LOG
    if not there(path):
        return LogFacts(str(path), there=False)
    path.open("rb").close()  # a file that this user may not read is not a damaged one
    try:
        checked, faults = _looked_through(path, monotonic() + LOOK_S)
    except EdgeError as error:
        return LogFacts(str(path), error=str(error))
    record = record_of(scene.home, VERIFIED)
    return LogFacts(
        str(path), True, _size(path), checked, faults,
        verified=_age(scene, record.at) if record else None, verified_faults=record.faults if record else 0,
    )  # fmt: skip


def _looked_through(path: Path, end: float) -> tuple[bool, tuple[str, ...]]:
    """Whether SQLite came to the end of the file, and what it found."""
    with disk_errors(path), closing(open_reader(path)) as db:
        db.set_progress_handler(lambda: monotonic() > end, STEPS)
        try:
            found = [str(line) for (line,) in db.execute(f"PRAGMA quick_check({MAX_FAULTS})")]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            return False, ()
    return True, tuple(line for line in found if line != "ok")


def _size(path: Path) -> int:
    wal = path.with_name(path.name + "-wal")
    return path.stat().st_size + (wal.stat().st_size if there(wal) else 0)


def _age(scene: Scene, at: float) -> float:
    return max(scene.machine.now() - at, 0)


def read_backup(scene: Scene) -> BackupFacts:
    key = scene.home / NODE_KEY
    if not there(key):
        return BackupFacts(None, None)
    record = record_of(scene.home, BACKUP)
    return BackupFacts(
        _age(scene, record.at) if record else None, _age(scene, key.stat().st_mtime), record.file if record else ""
    )
