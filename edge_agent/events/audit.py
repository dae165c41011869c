"""Looks at a whole log: is it intact, what is in it. Works on the file of a running node too."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_agent.events.database import disk_errors, open_reader, schema_version
from edge_agent.events.model import Verify
from edge_agent.events.rows import name
from meshwire.errors import WireError
from meshwire.event import Event, assemble, is_authentic

_FORK = "key, part, signature FROM fork JOIN author ON number = author ORDER BY fork.rowid"
MAX_FAULTS = 100  # listed; a log with more is not repaired one by one


@dataclass(frozen=True, slots=True)
class Audit:
    """`faults` are what the disk or a program broke; `forks` are what authors did. Both empty: nothing to do."""

    events: int
    faults: list[str]
    forks: list[str]


@dataclass(frozen=True, slots=True)
class Stats:
    events: int
    authors: int
    feeds: int
    forks: int
    lamport: int
    bytes: int
    schema: int
    topics: dict[str, int]
    views: dict[str, int]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def audit(path: Path, verify: Verify) -> Audit:
    """Check the file, every signature and every column against the signed bytes. Slow: run it in a thread."""
    with disk_errors(path):
        db = open_reader(path)
        try:
            db.execute("BEGIN")  # one state for all questions
            events = db.execute("SELECT count(*) FROM event").fetchone()[0]
            faults = []
            for fault in _faults(db, verify):
                faults.append(fault)
                if len(faults) == MAX_FAULTS:
                    break
            return Audit(events, faults, _fork_names(db, verify))
        finally:
            db.close()


def stats(db: sqlite3.Connection) -> Stats:
    def number(query: str) -> int:
        return int(db.execute(query).fetchone()[0])

    return Stats(
        events=number("SELECT count(*) FROM event"),
        authors=number("SELECT count(*) FROM author"),
        feeds=number("SELECT count(*) FROM (SELECT DISTINCT author, topic FROM event)"),
        forks=number("SELECT count(*) FROM fork"),
        lamport=number("SELECT coalesce(max(clock), 0) FROM (SELECT clock FROM event ORDER BY row DESC LIMIT 1)"),
        bytes=number("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
        schema=schema_version(db),
        topics={str(topic): n for topic, n in db.execute("SELECT topic, count(*) FROM event GROUP BY topic")},
        views=dict(db.execute("SELECT name, version FROM view ORDER BY name")),
    )


def _faults(db: sqlite3.Connection, verify: Verify) -> Iterator[str]:
    community = db.execute("SELECT community FROM log").fetchone()[0]
    yield from _file_faults(db)
    yield from _event_faults(db, community, verify)
    for row, *pieces in db.execute(f"SELECT fork.rowid, {_FORK}"):
        _, problem = _read(pieces, community, verify)
        if problem:
            yield f"fork {row}: {problem}"


def _file_faults(db: sqlite3.Connection) -> Iterator[str]:
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"file: {line}"
    for child in db.execute("PRAGMA foreign_key_check"):
        yield f"file: a row of {child[0]} names an author that is not there"


def _event_faults(db: sqlite3.Connection, community: bytes, verify: Verify) -> Iterator[str]:
    clock = 0
    for row, topic, seq, kept_clock, *pieces in db.execute(
        "SELECT row, topic, seq, clock, key, part, signature FROM event JOIN author ON number = author ORDER BY row"
    ):
        event, problem = _read(pieces, community, verify)
        if event:
            clock = max(clock, event.lamport)
            if (topic, seq, kept_clock) != (event.topic, event.seq, clock):
                yield f"row {row}: its columns are not those of the event {name(event)}"
        if problem:
            yield f"row {row}: {problem}"


def _read(pieces: Sequence[bytes], community: bytes, verify: Verify) -> tuple[Event | None, str]:
    """The event of author, part and signature, and what is wrong with it."""
    try:
        event = assemble(*pieces)
    except WireError as error:
        return None, str(error)
    authentic = is_authentic(event, community, verify)
    return event, "" if authentic else f"the signature of {name(event)} is wrong"


def _fork_names(db: sqlite3.Connection, verify: Verify) -> list[str]:
    community = db.execute("SELECT community FROM log").fetchone()[0]
    read = (_read(pieces, community, verify) for pieces in db.execute(f"SELECT {_FORK}"))
    return [name(event) for event, problem in read if event and not problem]
