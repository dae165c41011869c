"""Runs one session over one link: decodes, reads, verifies and stores what the session asks for, beside each other."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from edge_agent.errors import BadRequest, LinkLost
from edge_agent.events.store import EventStore
from edge_agent.mesh import syncing_reads as reads
from edge_agent.mesh.session import Cut, Intent, Keep, Serve, Session
from edge_agent.mesh.session_codec import decode, encode
from edge_agent.mesh.session_forks import Slicing
from edge_agent.mesh.session_messages import Message, Want
from edge_agent.supervisor import Sleep
from meshwire.errors import WireError

ROUND_S = 60.0  # between two comparisons of the logs, and how long a peer may owe an answer
FEW_BYTES = 4096  # decoded where they arrive; more goes to a thread
KEEPERS = 2  # one batch is verified while another one is written


class MessageLink(Protocol):
    """A connection to an authenticated peer that carries whole messages in order."""

    async def send(self, data: bytes) -> None:
        """Waits while the peer does not read; LinkLost when it is gone."""

    async def receive(self) -> bytes | None:
        """The next message; None when the peer has closed."""


class Exchange:
    def __init__(
        self, session: Session, link: MessageLink, store: EventStore,
        refresh: Callable[[], Awaitable[None]], sleep: Sleep,
    ) -> None:  # fmt: skip
        """`refresh` brings the index up to date."""
        self.session = session
        self._link = link
        self._store = store
        self._refresh = refresh
        self._sleep = sleep
        self._awake = asyncio.Event()
        # Bounded by the session: a peer that asks for more, or answers more, is cut off.
        self._reading: asyncio.PriorityQueue[tuple[int, int, Serve | Cut]] = asyncio.PriorityQueue()
        self._keeping: asyncio.PriorityQueue[tuple[int, int, Keep]] = asyncio.PriorityQueue()
        self._order = 0

    def wake(self) -> None:
        """There may be something to send."""
        self._awake.set()

    async def run(self) -> None:
        """Until the peer closes. BadRequest or BadEvent: it did what no honest peer does. LinkLost: it is silent."""
        async with asyncio.TaskGroup() as group:
            work = [self._send(), self._read(), self._watch(), *(self._keep() for _ in range(KEEPERS))]
            tasks = [group.create_task(one) for one in work]
            await self._receive()
            for task in tasks:
                task.cancel()

    async def _receive(self) -> None:
        while (data := await self._link.receive()) is not None:
            for intent in self.session.received(await _decoded(data)):
                self._schedule(intent)
            self.wake()

    def _schedule(self, intent: Intent) -> None:
        """Roster and alerts overtake the rest."""
        self._order += 1
        match intent:
            case Serve(want):
                self._reading.put_nowait((_urgency(want), self._order, intent))
            case Cut():
                self._reading.put_nowait((intent.probe.feed[1], self._order, intent))
            case Keep(answer):
                topics = [int(event.topic) for event in answer.events]
                self._keeping.put_nowait((min(topics, default=0), self._order, intent))

    async def _send(self) -> None:
        while True:
            self._awake.clear()
            while (message := self.session.to_send()) is not None:
                await self._link.send(encode(message))
            await self._awake.wait()

    async def _read(self) -> None:
        while True:
            _, _, intent = await self._reading.get()
            if isinstance(intent, Serve):
                events, more = await self._store.read(partial(reads.wanted, want=intent.want))
                self.session.served(intent.want, events, more=more)
            else:
                await self._compute(intent)
            self.wake()

    async def _compute(self, cut: Cut) -> None:
        slicing = Slicing(cut.probe)
        found = await self._store.read(partial(reads.fork_weights, probe=cut.probe))
        low = cut.probe.low
        while True:
            page = await self._store.read(partial(reads.weights, probe=cut.probe, low=low))
            for seq, weight in found + page:
                slicing.add(seq, weight)
            if len(page) < reads.PAGE:
                break
            found, low = [], page[-1][0] + 1
        self.session.computed(cut, slicing.digests())

    async def _keep(self) -> None:
        while True:
            _, _, keep = await self._keeping.get()
            # Most of what looks far ahead of the clock is not when the others come first.
            answer = replace(keep.answer, events=sorted(keep.answer.events, key=lambda event: int(event.lamport)))
            outcomes = await self._store.receive(answer.events)
            await self._refresh()
            self.session.stored(answer, outcomes)
            self.wake()

    async def _watch(self) -> None:
        while True:
            answers, owed = self.session.answers, self.session.is_owed
            await self._sleep(ROUND_S)
            if owed and self.session.answers == answers:
                raise LinkLost(f"it has not answered for {ROUND_S:.0f} s")
            self.session.refill()
            self.session.start_round()
            self.wake()


def _urgency(want: Want) -> int:
    return min((topic for _, topic in want.names), default=0)


async def _decoded(data: bytes) -> Message:
    try:
        if len(data) <= FEW_BYTES:
            return decode(data)
        return await asyncio.to_thread(decode, data)
    except WireError as error:
        raise BadRequest(str(error)) from None
