"""Alerts, their sources and the answers to them: a fold over the log. docs/alerts.md."""

import sqlite3

from edge_agent.alerts.model import RESTRICTED, alert_id, expiry
from meshwire import alert as alert_codec
from meshwire import event as names
from meshwire.errors import WireError
from meshwire.event import Event, author_id


class AlertView:
    name = "alert"
    version = 1
    topics = (names.CIVDEF, names.PEOPLE, names.FILES, RESTRICTED)
    tables = """
        CREATE TABLE alert (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest BLOB, expires INTEGER NOT NULL);
        CREATE INDEX alert_expires ON alert (expires);
        CREATE INDEX alert_digest ON alert (digest);
        CREATE TABLE alert_replaced (id TEXT, by_row INTEGER, PRIMARY KEY (id, by_row)) WITHOUT ROWID;
        CREATE TABLE alert_document (digest BLOB PRIMARY KEY, row INTEGER NOT NULL, sender TEXT, identifier TEXT);
        CREATE INDEX alert_document_name ON alert_document (sender, identifier);
        CREATE TABLE alert_answer (
            id TEXT, author BLOB, person TEXT, answer INTEGER NOT NULL, note TEXT NOT NULL, lamport INTEGER NOT NULL,
            PRIMARY KEY (id, author, person)) WITHOUT ROWID;
    """

    def fold(self, db: sqlite3.Connection, row: int, event: Event) -> None:
        """Take one event; one whose body is not what its kind promises is left out, the log keeps it."""
        folds = {
            (names.CIVDEF, names.ALERT): _fold_alert,
            (RESTRICTED, names.ALERT): _fold_alert,
            (names.FILES, names.DOCUMENT): _fold_document,
            (RESTRICTED, names.RESTRICTED_DOCUMENT): _fold_document,
            (names.PEOPLE, names.ACKNOWLEDGEMENT): _fold_answer,
        }
        fold = folds.get((event.topic, event.kind))
        if fold is not None:
            fold(db, row, event)


def _fold_alert(db: sqlite3.Connection, row: int, event: Event) -> None:
    try:
        alert = alert_codec.decode(event.body)
    except WireError:
        return
    signer = author_id(event.author)
    values = (row, alert_id(signer, event.topic, event.seq), alert.digest, expiry(event, alert))
    db.execute("INSERT OR IGNORE INTO alert VALUES (?, ?, ?, ?)", values)
    for author, seq in alert.replaces:
        replaced = alert_id(author or signer, event.topic, seq)
        db.execute("INSERT OR IGNORE INTO alert_replaced VALUES (?, ?)", (replaced, row))


def _fold_document(db: sqlite3.Connection, row: int, event: Event) -> None:
    match event.body:
        case {0: bytes(digest), 2: bytes(), 3: [str(sender), str(identifier)]}:
            values = (digest, row, sender, identifier)
            db.execute("INSERT OR IGNORE INTO alert_document VALUES (?, ?, ?, ?)", values)


def _fold_answer(db: sqlite3.Connection, row: int, event: Event) -> None:
    match event.body:
        case {0: bytes(author), 1: int(seq), 2: int(answer), 3: str(note), 4: str(person)}:
            values = (f"{author.hex()}-{seq}", event.author, person, answer, note, event.lamport)
            db.execute(
                "INSERT INTO alert_answer VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "answer = excluded.answer, note = excluded.note, lamport = excluded.lamport "
                "WHERE excluded.lamport > lamport",
                values,
            )
