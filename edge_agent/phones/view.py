"""What people said by radio: a fold over the log. docs/phones.md."""

import sqlite3

from edge_agent.phones.model import parse
from meshwire.event import PEOPLE, Event, author_id


class PhoneView:
    name = "phone"
    version = 1
    topics = (PEOPLE,)
    tables = """
        CREATE TABLE phone_item (
            author BLOB, seq INTEGER, kind INTEGER NOT NULL, radio INTEGER, name TEXT NOT NULL,
            to_radio INTEGER, to_author BLOB, parts INTEGER NOT NULL, time INTEGER NOT NULL, lamport INTEGER NOT NULL,
            PRIMARY KEY (author, seq)) WITHOUT ROWID;
        CREATE INDEX phone_item_kind ON phone_item (kind, lamport);
        CREATE INDEX phone_item_radio ON phone_item (radio, lamport);
        CREATE TABLE phone_part (
            author BLOB, seq INTEGER, part INTEGER, text TEXT NOT NULL, PRIMARY KEY (author, seq, part)) WITHOUT ROWID;
    """

    def fold(self, db: sqlite3.Connection, row: int, event: Event) -> None:
        """A text of several parts is named by the number of its first; what is not readable is left out."""
        said = parse(event)
        if said is None:
            return
        first = event.seq - said.part + 1
        to_radio = said.to if isinstance(said.to, int) else None
        to_author = said.to if isinstance(said.to, bytes) else None
        author = author_id(event.author)
        db.execute(
            "INSERT OR IGNORE INTO phone_item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (author, first, said.kind, said.radio, said.name, to_radio, to_author, said.parts, event.time,
             event.lamport),
        )  # fmt: skip
        db.execute("INSERT OR IGNORE INTO phone_part VALUES (?, ?, ?, ?)", (author, first, said.part, said.text))
