"""The CAP documents of the alerts in force: which are here, which are not, and what to do with one that arrives."""

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.alerts import cap as cap_document
from edge_agent.alerts import shelf
from edge_agent.alerts.force import standing
from edge_agent.alerts.issuing import CAP_TYPE, document_digest
from edge_agent.alerts.model import RESTRICTED, Stored
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key
from edge_agent.identity.members import Members
from meshwire import event

log = logging.getLogger(__name__)
NEWS_S = 900  # what was issued longer ago was sent before, perhaps by an earlier run


@dataclass(frozen=True, slots=True)
class AlertDocument:
    """`data` is None when the document has not arrived here; `is_news`: issued by this node, just now."""

    digest: bytes
    data: bytes | None
    expires: int
    is_news: bool


class AlertDocuments:
    def __init__(self, store: EventStore, members: Members, key: Key, *, now: Clock) -> None:
        self._store = store
        self._members = members
        self._key = key
        self._now = now

    async def in_force(self) -> Sequence[AlertDocument]:
        """One for each public alert in force that was made from a document, the newest first."""
        now = int(self._now())
        roster = await self._members.roster()
        found = await self._store.read(lambda db: _find(db, now))
        return [
            AlertDocument(alert.alert.digest, data, alert.expires, self._is_news(alert, now))
            for alert, successors, data in found
            if not standing(alert, successors, roster, now=now).reasons
        ]

    async def add(self, data: bytes) -> None:
        """Keep a document that came without its author's signature; the digest in an alert stands for it.

        It stays in the topic that never leaves the node: others get the author's own event, or ask the radio.
        """
        try:
            parsed = cap_document.parse(data)
            name = [parsed.sender, parsed.identifier]
        except BadRequest as error:
            log.warning("the document of an alert cannot be read here: %s", error)
            name = ["", document_digest(data).hex()]
        body = {0: document_digest(data), 1: CAP_TYPE, 2: data, 3: name}
        await self._store.write(self._key, [Draft(RESTRICTED, event.RESTRICTED_DOCUMENT, body)])

    def _is_news(self, alert: Stored, now: int) -> bool:
        return bool(alert.event.author == self._key.public and now - alert.event.time < NEWS_S)


def _find(db: sqlite3.Connection, now: int) -> list[tuple[Stored, list[Stored], bytes | None]]:
    found = []
    for alert in shelf.unexpired(db, now):
        if alert.alert.digest is not None and alert.event.topic == event.CIVDEF:
            document = shelf.document(db, alert.alert.digest)
            found.append((alert, shelf.successors(db, alert.id), document.data if document else None))
    return found
