"""Notices of events that no frame can carry: a fold over the log. docs/protocol/objects.md."""

import sqlite3

from meshwire.document import DIGEST_SIZE
from meshwire.event import ID_SIZE, MAX_SEQ, NOTICE, PEOPLE, Event

DIGEST, AUTHOR, TOPIC, SEQ = 0, 1, 2, 3  # of a notice's body


class NoticeView:
    name = "notice"
    version = 1
    topics = (PEOPLE,)
    tables = """
        CREATE TABLE notice (
            digest BLOB PRIMARY KEY, author BLOB NOT NULL, topic INTEGER NOT NULL, seq INTEGER NOT NULL,
            time INTEGER NOT NULL, by BLOB NOT NULL);
        CREATE INDEX notice_time ON notice (time);
    """

    def fold(self, db: sqlite3.Connection, row: int, event: Event) -> None:
        """The first notice of a digest counts; one whose body is not readable is left out."""
        if event.kind != NOTICE:
            return
        match event.body:
            case {0: bytes(digest), 1: bytes(author), 2: int(topic), 3: int(seq)} if (
                len(digest) == DIGEST_SIZE and len(author) == ID_SIZE and 0 < topic < 256 and 0 < seq < MAX_SEQ
            ):
                db.execute(
                    "INSERT OR IGNORE INTO notice VALUES (?, ?, ?, ?, ?, ?)",
                    (digest, author, topic, seq, event.time, event.author),
                )
