"""A frame that the gateway heard becomes an event of the log, once its author is known and its signature holds."""

import logging
from collections import Counter

from edge_agent.errors import EdgeError
from edge_agent.events.store import EventStore
from edge_agent.identity.members import Members
from edge_agent.text import printable
from meshwire import frame
from meshwire.errors import WireError
from meshwire.event import Event, assemble

log = logging.getLogger(__name__)


class Receiver:
    def __init__(self, store: EventStore, members: Members) -> None:
        self._store = store
        self._members = members
        self.refused: Counter[str] = Counter()

    async def take(self, data: bytes) -> None:
        """Append the event of a frame; what cannot be one is counted by reason, never raised."""
        try:
            heard = frame.decode_event(data)
        except WireError:
            self.refused["malformed"] += 1
            return
        candidates = (await self._members.roster()).find(heard.author_id)
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
