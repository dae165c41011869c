"""The SQL of feeds: what the log holds of each author and topic. Every function works in the reader thread."""

import sqlite3

from edge_agent.events.model import MAX_FORKS, Held
from meshwire.event import decode_part


def events_after(db: sqlite3.Connection, row: int, limit: int) -> list[Held]:
    """Up to `limit` events of any feed, in the order of their arrival."""
    found = db.execute(
        "SELECT row, key, topic, seq, part, signature FROM event JOIN author ON number = author "
        "WHERE row > ? ORDER BY row LIMIT ?",
        (row, limit),
    )
    return [Held(*values) for values in found]


def forks_after(db: sqlite3.Connection, row: int, limit: int) -> list[Held]:
    """The same of the forks."""
    found = db.execute(
        "SELECT fork.rowid, key, part, signature FROM fork JOIN author ON number = author "
        "WHERE fork.rowid > ? ORDER BY fork.rowid LIMIT ?",
        (row, limit),
    )
    return [_fork(*values) for values in found]


def events_of(db: sqlite3.Connection, author: bytes, topic: int, low: int, high: int, limit: int) -> list[Held]:
    """Up to `limit` events of a feed with numbers from `low` to `high` - 1, by number."""
    found = db.execute(
        "SELECT row, key, topic, seq, part, signature FROM author JOIN event ON event.author = number "
        "WHERE key = ? AND topic = ? AND seq >= ? AND seq < ? ORDER BY seq LIMIT ?",
        (author, topic, low, high, limit),
    )
    return [Held(*values) for values in found]


def forks_of(db: sqlite3.Connection, author: bytes, topic: int, low: int, high: int) -> list[Held]:
    """The forks of a feed with such numbers; an author has at most MAX_FORKS in all feeds."""
    found = db.execute(
        "SELECT fork.rowid, key, part, signature FROM author JOIN fork ON fork.author = number WHERE key = ? LIMIT ?",
        (author, MAX_FORKS),
    )
    forks = [_fork(*values) for values in found]
    return [fork for fork in forks if fork.topic == topic and low <= fork.seq < high]


def _fork(row: int, author: bytes, part: bytes, signature: bytes) -> Held:
    fields = decode_part(part)
    return Held(row, author, fields.topic, fields.seq, part, signature)
