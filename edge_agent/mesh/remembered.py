"""Addresses of peers in the node's file, written only when they change."""

import sqlite3
from collections.abc import Sequence

from edge_agent.events.store import EventStore
from edge_agent.mesh.table import MAX_PEERS, Address, Source

MAX_EACH = 4


class Remembered:
    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._known: dict[bytes, frozenset[tuple[str, int]]] = {}

    async def load(self) -> dict[bytes, list[Address]]:
        rows = await self._store.read(_rows)
        found: dict[bytes, list[Address]] = {}
        for node, host, port in rows:
            found.setdefault(node, []).append(Address(host, port, Source.MANIFEST))
        self._known = {node: frozenset((one.host, one.port) for one in there) for node, there in found.items()}
        return found

    async def note(self, node: bytes, addresses: Sequence[Address]) -> None:
        """The peer was met just now and is at these."""
        there = frozenset((one.host, one.port) for one in addresses[:MAX_EACH])
        if self._known.get(node) == there or not there:
            return
        if node not in self._known and len(self._known) >= MAX_PEERS:
            return
        self._known[node] = there

        def write(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM peer_address WHERE node = ?", (node,))
            db.executemany("INSERT INTO peer_address VALUES (?, ?, ?)", [(node, *one) for one in sorted(there)])

        await self._store.local(write)


def _rows(db: sqlite3.Connection) -> list[tuple[bytes, str, int]]:
    return db.execute("SELECT node, host, port FROM peer_address ORDER BY node, host, port").fetchall()
