"""The SQL of the event table. Every function works inside the transaction of its caller."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from edge_agent.events.model import MAX_FORKS, MAX_LAMPORT_JUMP, Outcome
from meshwire.event import Event, assemble

_EVENT = (
    "SELECT event.row, author.key, event.part, event.signature FROM event JOIN author ON author.number = event.author"
)


@dataclass(slots=True)
class Tail:
    """The end of the log: the last row and the highest lamport number."""

    row: int
    clock: int


def tail(db: sqlite3.Connection) -> Tail:
    found = db.execute("SELECT row, clock FROM event ORDER BY row DESC LIMIT 1").fetchone()
    return Tail(*found) if found else Tail(0, 0)


def insert(db: sqlite3.Connection, end: Tail, event: Event) -> Outcome:
    """Put an authentic event after `end` and move `end`."""
    author = _author_number(db, event.author)
    known = db.execute(
        "SELECT part FROM event WHERE author = ? AND topic = ? AND seq = ?", (author, event.topic, event.seq)
    ).fetchone()
    if known:
        return Outcome.KNOWN if known[0] == event.part else _keep_fork(db, author, event)
    if event.lamport > end.clock + MAX_LAMPORT_JUMP:
        return Outcome.AHEAD
    end.row, end.clock = end.row + 1, max(end.clock, event.lamport)
    db.execute(
        "INSERT INTO event (row, author, topic, seq, clock, part, signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (end.row, author, event.topic, event.seq, end.clock, event.part, event.signature),
    )
    return Outcome.NEW


def next_seq(db: sqlite3.Connection, author: bytes, topic: int) -> int:
    """The number for our own next event: after a restore, far behind all that may have been used since the backup."""
    restored_row, gap = db.execute("SELECT restored_row, gap FROM log").fetchone()
    feed = "FROM event JOIN author ON author.number = event.author WHERE author.key = ? AND topic = ?"
    head = db.execute(f"SELECT coalesce(max(seq), 0) {feed}", (author, topic)).fetchone()[0]
    if not gap:
        return int(head) + 1
    old = db.execute(f"SELECT coalesce(max(seq), 0) {feed} AND row <= ?", (author, topic, restored_row)).fetchone()[0]
    return max(int(head), int(old) + int(gap)) + 1


def since(db: sqlite3.Connection, row: int, topics: Iterable[int], limit: int) -> list[tuple[int, Event]]:
    """Up to `limit` events of these topics after `row`, in the order in which they came here."""
    wanted = tuple(topics)
    marks = ", ".join("?" * len(wanted))
    found = db.execute(
        f"{_EVENT} WHERE event.row > ? AND event.topic IN ({marks}) ORDER BY event.row LIMIT ?", (row, *wanted, limit)
    )
    return [(number, assemble(author, part, signature)) for number, author, part, signature in found]


def page(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, Event]]:
    """Up to `limit` events of any topic after a row."""
    found = db.execute(f"{_EVENT} WHERE event.row > ? ORDER BY event.row LIMIT ?", (after, limit))
    return [(number, assemble(author, part, signature)) for number, author, part, signature in found]


def everything(db: sqlite3.Connection) -> Iterator[tuple[int, Event]]:
    """Every event with its row, in order."""
    for number, author, part, signature in db.execute(f"{_EVENT} ORDER BY event.row"):
        yield number, assemble(author, part, signature)


def forks(db: sqlite3.Connection) -> Iterator[Event]:
    """The kept events whose names were taken."""
    for author, part, signature in db.execute(
        "SELECT author.key, part, signature FROM fork JOIN author ON author.number = fork.author ORDER BY fork.rowid"
    ):
        yield assemble(author, part, signature)


def find(db: sqlite3.Connection, author: bytes, topic: int, seq: int) -> tuple[int, Event] | None:
    """The event of a name and its row."""
    found: Sequence[tuple[int, bytes, bytes, bytes]] = db.execute(
        f"{_EVENT} WHERE author.key = ? AND event.topic = ? AND event.seq = ?", (author, topic, seq)
    ).fetchall()
    return (found[0][0], assemble(*found[0][1:])) if found else None


def holds(db: sqlite3.Connection, event: Event) -> bool:
    """Whether exactly this event, signature included, is in the log."""
    found = find(db, event.author, event.topic, event.seq)
    return found is not None and found[1] == event


def name(event: Event) -> str:
    """How people and logs write the name of an event."""
    return f"{event.author.hex()[:8]}/{event.topic}/{event.seq}"


def _author_number(db: sqlite3.Connection, key: bytes) -> int:
    found = db.execute("SELECT number FROM author WHERE key = ?", (key,)).fetchone()
    if found:
        return int(found[0])
    return int(db.execute("INSERT INTO author (key) VALUES (?) RETURNING number", (key,)).fetchone()[0])


def _keep_fork(db: sqlite3.Connection, author: int, event: Event) -> Outcome:
    kept = [part for (part,) in db.execute("SELECT part FROM fork WHERE author = ?", (author,))]
    if event.part not in kept and len(kept) < MAX_FORKS:
        values = (author, event.part, event.signature)
        db.execute("INSERT INTO fork (author, part, signature) VALUES (?, ?, ?)", values)
    return Outcome.FORK
