"""The newest reading of every sensor: a fold over the log."""

import sqlite3

from edge_agent.sensors.model import parse
from meshwire.event import SENSE, Event


class SensorView:
    name = "sensor"
    version = 1
    topics = (SENSE,)
    tables = """
        CREATE TABLE sensor (
            author BLOB, name TEXT, code INTEGER NOT NULL, value INTEGER NOT NULL, state TEXT NOT NULL,
            seq INTEGER NOT NULL, heard INTEGER NOT NULL, time INTEGER NOT NULL, since INTEGER NOT NULL,
            PRIMARY KEY (author, name)) WITHOUT ROWID;
        CREATE INDEX sensor_seq ON sensor (heard);
    """

    def fold(self, db: sqlite3.Connection, row: int, event: Event) -> None:
        """An author's numbers give the order; `since` is when the present state was first told."""
        reading = parse(event)
        if reading is None:
            return
        db.execute(
            """INSERT INTO sensor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                code = excluded.code, value = excluded.value, seq = excluded.seq, heard = excluded.heard,
                time = excluded.time, since = iif(state = excluded.state, since, excluded.time), state = excluded.state
                WHERE excluded.seq > seq""",
            (event.author, reading.name, reading.code, reading.value, reading.state, event.seq, row, event.time,
             event.time),
        )  # fmt: skip
