"""sensor.list: what the boards' sensors said last. It informs; only an authority alerts."""

import sqlite3

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import COUNT, LANGUAGE, TEXT, gives, many, one_of, takes
from edge_agent.events.store import EventStore
from edge_agent.identity.members import Members
from edge_agent.sensors.model import STATES, Reading
from meshwire.event import author_id

MAX_LISTED = 100  # the worst first, then the newest

SENSOR = gives(board=TEXT, name=TEXT, kind=TEXT, value=TEXT, state=one_of(STATES), time=COUNT)


class SensorCapabilities:
    def __init__(self, store: EventStore, members: Members) -> None:
        self._store = store
        self._members = members

    @capability(
        "sensor.list", trust=Trust.STRANGER, idempotent=True, input=takes(language=LANGUAGE),
        output=gives(sensors=many(SENSOR)),
    )  # fmt: skip
    async def sensors(self, call: Call) -> Json:
        """{} -> {sensors: [{board, name, kind, value, state, time}]}; time is UTC seconds by the board, 0 unknown."""
        names = await self._members.names()
        return {
            "sensors": [
                {
                    "board": names.get(author_id(author)) or author_id(author).hex(), "name": reading.name,
                    "kind": reading.kind, "value": reading.shown(), "state": reading.state, "time": time,
                }
                for author, reading, time in await self._store.read(_listed)
            ]
        }  # fmt: skip


def _listed(db: sqlite3.Connection) -> list[tuple[bytes, Reading, int]]:
    rank = " ".join(f"WHEN '{state}' THEN {rank}" for state, rank in zip(STATES, (3, 1, 0, 2), strict=True))
    order = f"CASE state {rank} END, heard DESC"
    query = f"SELECT author, code, name, value, state, since FROM sensor ORDER BY {order} LIMIT ?"
    found = db.execute(query, (MAX_LISTED,))
    return [(author, Reading(code, name, value, state), since) for author, code, name, value, state, since in found]
