"""Reads alerts out of the log: which are known, which are in force, what was answered."""

import sqlite3
from collections.abc import Mapping

from edge_agent.alerts.model import Document, Stored
from edge_agent.events import rows
from meshwire import alert as alert_codec

ANSWERS = ("", "received", "acting", "need help", "standing down", "mistaken")  # docs/protocol/event.md
MAX_LISTED = 200  # a page nobody reads to the end


def newest(db: sqlite3.Connection, limit: int = MAX_LISTED) -> list[Stored]:
    found = db.execute("SELECT row, expires FROM alert ORDER BY row DESC LIMIT ?", (limit,)).fetchall()
    return _load(db, found)


def unexpired(db: sqlite3.Connection, now: int, limit: int = MAX_LISTED) -> list[Stored]:
    """Alerts whose time has not passed and that nobody saw expire before, newest first."""
    found = db.execute(
        "SELECT row, expires FROM alert WHERE expires > ? AND id NOT IN (SELECT id FROM expired_alert) "
        "ORDER BY row DESC LIMIT ?",
        (now, limit),
    ).fetchall()
    return _load(db, found)


def by_id(db: sqlite3.Connection, id: str) -> Stored | None:
    found = _load(db, db.execute("SELECT row, expires FROM alert WHERE id = ?", (id,)).fetchall())
    return found[0] if found else None


def successors(db: sqlite3.Connection, id: str) -> list[Stored]:
    """The updates and cancellations that name this alert; whether they may is not decided here."""
    found = db.execute(
        "SELECT alert.row, alert.expires FROM alert_replaced JOIN alert ON alert.row = by_row "
        "WHERE alert_replaced.id = ?",
        (id,),
    ).fetchall()
    return _load(db, found)


def answers(db: sqlite3.Connection, id: str) -> Mapping[str, int]:
    """How many people gave each answer."""
    found = db.execute("SELECT answer, count(*) FROM alert_answer WHERE id = ? GROUP BY answer ORDER BY answer", (id,))
    return {ANSWERS[answer]: count for answer, count in found if 0 < answer < len(ANSWERS)}


def document(db: sqlite3.Connection, digest: bytes | None) -> Document | None:
    found = db.execute("SELECT row, sender, identifier FROM alert_document WHERE digest = ?", (digest,)).fetchone()
    if found is None:
        return None
    row, sender, identifier = found
    ((_, event),) = rows.page(db, row - 1, 1)
    return Document(sender, identifier, event.body[2])


def issued_as(db: sqlite3.Connection, sender: str, identifier: str) -> Stored | None:
    """The alert that was made from this CAP document, if it was."""
    found = db.execute(
        "SELECT alert.row, alert.expires FROM alert_document JOIN alert USING (digest) "
        "WHERE sender = ? AND identifier = ? ORDER BY alert.row LIMIT 1",
        (sender, identifier),
    ).fetchall()
    return _load(db, found)[0] if found else None


def has_document(db: sqlite3.Connection, digest: bytes | None) -> bool:
    return db.execute("SELECT 1 FROM alert_document WHERE digest = ?", (digest,)).fetchone() is not None


def is_marked_expired(db: sqlite3.Connection, id: str) -> bool:
    return db.execute("SELECT 1 FROM expired_alert WHERE id = ?", (id,)).fetchone() is not None


def has_unmarked(db: sqlite3.Connection, now: int) -> bool:
    """Whether an alert has expired that is not marked; looks first so that an idle node writes nothing."""
    query = "SELECT 1 FROM alert WHERE expires <= ? AND id NOT IN (SELECT id FROM expired_alert) LIMIT 1"
    return db.execute(query, (now,)).fetchone() is not None


def mark_expired(db: sqlite3.Connection, now: int) -> int:
    """Remember what has expired, so that a clock that jumps back raises nothing again. Returns how many are new."""
    query = "INSERT OR IGNORE INTO expired_alert (id) SELECT id FROM alert WHERE expires <= ?"
    return db.execute(query, (now,)).rowcount


def _load(db: sqlite3.Connection, found: list[tuple[int, int]]) -> list[Stored]:
    stored = []
    for row, expires in found:
        ((_, event),) = rows.page(db, row - 1, 1)
        stored.append(Stored(row, event, alert_codec.decode(event.body), expires))
    return stored
