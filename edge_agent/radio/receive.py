"""A frame that the gateway heard becomes an event of the log, once its author is known and its signature holds."""

import logging
from collections import Counter
from typing import Protocol

from edge_agent.errors import EdgeError
from edge_agent.events.store import EventStore
from edge_agent.text import printable
from meshwire import frame
from meshwire.errors import WireError
from meshwire.event import Event, assemble

log = logging.getLogger(__name__)


class Authors(Protocol):
    """Whom an author id may stand for."""

    def find(self, author_id: bytes) -> list[bytes]: ...


class Receiver:
    def __init__(self, store: EventStore, authors: Authors) -> None:
        self._store = store
        self._authors = authors
        self.refused: Counter[str] = Counter()

    async def take(self, data: bytes) -> None:
        """Append the event of a frame; what cannot be one is counted by reason, never raised."""
        try:
            heard = frame.decode_event(data)
        except WireError:
            self.refused["malformed"] += 1
            return
        candidates = self._authors.find(heard.author_id)
        if not candidates:
            self.refused["unknown author"] += 1
            return
        for author in candidates:
            if await self._append(assemble(author, heard.part, heard.signature)):
                return
        self.refused["forged"] += 1

    async def _append(self, event: Event) -> bool:
        try:
            await self._store.append([event])
        except EdgeError as error:
            log.info("a frame from the radio was refused: %s", printable(str(error)))
            return False
        return True
