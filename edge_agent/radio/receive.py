"""A frame that the gateway heard becomes an event of the log, once its author is known and its signature holds."""

import logging
from collections import Counter, deque

from edge_agent.errors import BadEvent
from edge_agent.events.store import EventStore
from edge_agent.identity.members import Members
from meshwire import frame
from meshwire.errors import WireError
from meshwire.event import ROSTER, Event, assemble

log = logging.getLogger(__name__)
MAX_STRANGERS = 64  # the gateway hands a frame over once; the newest wait here for their author's certificate


class Receiver:
    def __init__(self, store: EventStore, members: Members) -> None:
        self._store = store
        self._members = members
        self._strangers: deque[bytes] = deque(maxlen=MAX_STRANGERS)
        self.refused: Counter[str] = Counter()

    async def take(self, data: bytes) -> None:
        """Append the event of a frame; what cannot be one is counted by reason. Unavailable: take it again later."""
        event = await self._event_of(data)
        if event is not None and event.topic == ROSTER:
            await self.reconsider()

    async def _event_of(self, data: bytes) -> Event | None:
        try:
            heard = frame.decode_event(data)
        except WireError:
            self.refused["malformed"] += 1
            return None
        candidates = (await self._members.roster()).find(heard.author_id)
        if not candidates:
            self.refused["unknown author"] += 1
            self._strangers.append(data)
            return None
        for author in candidates:
            event = assemble(author, heard.part, heard.signature)
            if await self._append(event):
                return event
        self.refused["forged or impossible"] += 1
        return None

    async def _append(self, event: Event) -> bool:
        try:
            await self._store.append([event])
        except BadEvent as error:
            log.info("a frame from the radio was refused: %s", error)
            return False
        return True

    async def reconsider(self) -> None:
        """A statement of the root came, by radio or otherwise: perhaps it says who an earlier frame is from."""
        roster = await self._members.roster()
        known = [data for data in self._strangers if roster.find(frame.decode_event(data).author_id)]
        for data in known:
            self._strangers.remove(data)
            await self._event_of(data)
