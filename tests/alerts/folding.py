"""Folds one event into an empty database."""

import sqlite3

from edge_agent.events.database import statements
from edge_agent.events.views import View
from meshwire.event import Event, encode_part


def fold_one(view: View, topic: int, kind: int, body: dict) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    for statement in statements(view.tables):
        db.execute(statement)
    part = encode_part(topic, 1, 1, 0, kind, body)
    view.fold(db, 1, Event(b"a" * 32, part, b"s" * 64, topic, 1, 1, 0, kind, body))
    return db
