"""Folds one event into an empty database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from edge_agent.events.database import statements
from edge_agent.events.views import View
from meshwire.event import Event, encode_part


@contextmanager
def folded(view: View, topic: int, kind: int, body: dict) -> Iterator[sqlite3.Connection]:
    """The database after the event; closed at the end."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for statement in statements(view.tables):
            db.execute(statement)
        part = encode_part(topic, 1, 1, 0, kind, body)
        view.fold(db, 1, Event(b"a" * 32, part, b"s" * 64, topic, 1, 1, 0, kind, body))
        yield db
