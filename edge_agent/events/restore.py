"""Brings a backup back: into the log of the same node, or into an empty home. docs/log.md."""

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from os import close, rename
from pathlib import Path

from edge_agent.errors import BadRequest, ConfigError, NotFound, Unavailable
from edge_agent.events import rows
from edge_agent.events.audit import audit
from edge_agent.events.backup import LOG, NODE_KEY, ROOT_PUBLIC, SAVED_FILES, is_backup, sync_file
from edge_agent.events.database import (
    APPLICATION_ID,
    FILE_MODE,
    disk_errors,
    lock,
    open_reader,
    open_writer,
    transaction,
)
from edge_agent.events.model import Outcome, Verify
from edge_agent.events.store import EventStore
from edge_agent.identity.keyfile import sync_folder, write_private
from meshwire.errors import WireError
from meshwire.event import Event

PAGE = 64  # events merged in one commit: 16 MB of memory when all have the largest size
LEAST_GAP = 1 << 16  # numbers that each feed leaves free: more than a node signs between two backups
SPREAD = 1 << 24  # random on top: a second restore of one backup hardly meets what the first one used


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `fresh`: the home was empty and is the backed-up node now."""

    new: int
    known: int
    forks: int
    fresh: bool


async def restore(home: Path, file: Path, store: EventStore) -> Restored:
    """Merge a backup into the open log of the same node; nothing that is there is lost or replaced.

    ConfigError when the home is another node; BadRequest or BadEvent when the file is no backup or is damaged.
    """
    copy = home / f"{LOG}.restoring"
    try:
        files = await asyncio.to_thread(_copied, file, copy)
        _check_identity(home, files)
        outcomes = await _merge(copy, store)
        await asyncio.to_thread(_lay_files, home, files)
    finally:
        _remove(copy)
    return Restored(outcomes[Outcome.NEW], outcomes[Outcome.KNOWN], outcomes[Outcome.FORK], fresh=False)


async def restore_fresh(home: Path, file: Path, *, verify: Verify, random_below: Callable[[int], int]) -> Restored:
    """Make an empty home the node of a backup. Interrupted at any point, it can be started again.

    Its feeds go on behind a gap: what it signed after the backup is unknown, and a number signed twice is a fork.
    """
    return await asyncio.to_thread(_restore_fresh, home, file, verify, LEAST_GAP + random_below(SPREAD))


def _restore_fresh(home: Path, file: Path, verify: Verify, gap: int) -> Restored:
    with _home_named(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = lock(home / LOG)
    copy = home / f"{LOG}.restoring"
    try:
        if (home / LOG).exists():
            raise ConfigError(f"{home / LOG} exists already; move it away, or restore with its keys in {home / 'keys'}")
        files = _copied(file, copy)
        _check_identity(home, files)
        with _damage_named(file):
            report = audit(copy, verify)
        if report.faults:
            raise BadRequest(f"{file} is damaged: {report.faults[0]}; use another backup")
        _open_gap(copy, gap)
        _lay_files(home, files)
        sync_file(copy)
        rename(copy, home / LOG)  # last: until then the home counts as empty
        sync_folder(home)
    finally:
        _remove(copy)
        close(held)
    return Restored(report.events, 0, len(report.forks), fresh=True)


def _copied(file: Path, copy: Path) -> dict[str, bytes]:
    """Copy a backup, bring it to the newest schema and take the other files out."""
    if not file.exists():
        raise NotFound(f"there is no file {file}")
    if not is_backup(file):
        raise BadRequest(f"{file} is not a backup that `hearthnet backup` made")
    _remove(copy)
    try:
        copy.touch(FILE_MODE)
        shutil.copyfile(file, copy)
    except OSError as error:
        raise Unavailable(
            f"{file} cannot be copied to {copy}: {error.strerror}; free some space, then try again"
        ) from None
    with _damage_named(file):
        with closing(sqlite3.connect(copy, isolation_level=None)) as db:
            files = dict(db.execute("SELECT name, content FROM home_file"))
            db.execute("DROP TABLE home_file")
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        open_writer(copy).close()
    if not {NODE_KEY, ROOT_PUBLIC} <= files.keys() <= set(SAVED_FILES):
        raise BadRequest(f"{file} does not hold the keys of a node; use another backup")
    return files


def _check_identity(home: Path, files: dict[str, bytes]) -> None:
    for name in (NODE_KEY, ROOT_PUBLIC):
        path = home / name
        if path.exists() and path.read_bytes() != files[name]:
            raise ConfigError(
                f"the backup is of another node than {home}; restore it into an empty home: "
                "hearthnet --home FOLDER restore FILE"
            )


def _lay_files(home: Path, files: dict[str, bytes]) -> None:
    """Put the keys and settings that are missing; what is there stays."""
    with _home_named(home):
        (home / "keys").mkdir(mode=0o700, exist_ok=True)
        for name, content in files.items():
            if not (home / name).exists():
                write_private(home / name, content)
        sync_folder(home)


def _open_gap(copy: Path, gap: int) -> None:
    with closing(open_writer(copy)) as db, transaction(db):
        db.execute("UPDATE log SET restored_row = (SELECT coalesce(max(row), 0) FROM event), gap = ?", (gap,))
        db.execute("DELETE FROM view")  # folded again at the next start, from the events that were checked


async def _merge(copy: Path, store: EventStore) -> Counter[Outcome]:
    outcomes: Counter[Outcome] = Counter()
    forks = await asyncio.to_thread(_forks, copy)
    after = 0
    while found := await asyncio.to_thread(_page, copy, after):
        missing = await store.read(partial(_missing, found))  # what is here was verified: a second try is quick
        outcomes[Outcome.KNOWN] += len(found) - len(missing)
        outcomes.update(await store.append(missing))
        after = found[-1][0]
    for fork in forks:  # after the events that they contradict
        outcomes.update(await store.append([fork]))
    return outcomes


def _missing(found: list[tuple[int, Event]], db: sqlite3.Connection) -> list[Event]:
    return [event for _, event in found if not rows.holds(db, event)]


def _page(copy: Path, after: int) -> list[tuple[int, Event]]:
    with _damage_named(copy), closing(open_reader(copy)) as db:
        return rows.page(db, after, PAGE)


def _forks(copy: Path) -> list[Event]:
    with _damage_named(copy), closing(open_reader(copy)) as db:
        return list(rows.forks(db))


@contextmanager
def _home_named(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"{home} cannot be written: {error.strerror}; free some space or name another home") from None


@contextmanager
def _damage_named(file: Path) -> Iterator[None]:
    """What cannot be read in a backup is its damage, not a bug."""
    try:
        with disk_errors(file):
            yield
    except (WireError, sqlite3.Error) as error:
        raise BadRequest(f"{file} is damaged: {error}; use another backup") from None


def _remove(copy: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)
