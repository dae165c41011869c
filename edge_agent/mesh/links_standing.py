"""Who is a member now: TLS knows new members at once, and the connections of those who are none any more are cut."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from edge_agent.bus.capability import Trust
from edge_agent.clock import Clock
from edge_agent.events.changes import Listener
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import short_id
from edge_agent.identity.members import Members
from edge_agent.identity.standing import trust_of
from edge_agent.mesh.links import Connections
from edge_agent.mesh.tls import Tls
from meshwire.event import ROSTER

log = logging.getLogger(__name__)
LOOK_S = 60.0  # certificates run out without an event


class Standing:
    name = "members of the mesh"

    def __init__(
        self, store: EventStore, members: Members, tls: Tls, connections: Connections, *, now: Clock,
        changed: Callable[[], None],
    ) -> None:  # fmt: skip
        """`changed` is called after each look."""
        self._store = store
        self._members = members
        self._tls = tls
        self._connections = connections
        self._now = now
        self._changed = changed

    async def run(self) -> None:
        changes = self._store.changes()
        while True:
            await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await _roster_event(changes)

    async def look(self) -> None:
        roster = await self._members.roster()
        certified = [event.body[0] for event, _ in await self._members.statements()]
        members = {key for key in certified if trust_of(roster, key, self._now()) > Trust.STRANGER}
        for key in self._connections.keys() - members:
            log.info("%s is no member any more; its connections are closed", short_id(key))
            self._connections.cut(key)
        await self._tls.admit(members)
        self._changed()


async def _roster_event(changes: Listener) -> None:
    """Wait for one; None stands for events that were too many to be told one by one."""
    async for change in changes:
        if change.event is None or change.event.topic == ROSTER:
            return
