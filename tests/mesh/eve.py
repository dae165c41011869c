"""A member that speaks the protocol and says what she likes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from edge_agent.errors import EdgeError
from edge_agent.events.model import Held
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.session_codec import decode, encode
from edge_agent.mesh.session_messages import Answer, Message, News, Sent, Want
from meshwire.event import PEOPLE, Event
from tests.events.people import Author
from tests.mesh.links import SocketLink, linked
from tests.mesh.village import PATIENCE_S, Node

KEY = Author(2)  # the second node of a village has it too, so it is certified
FEED = (KEY.public, PEOPLE)
M = TypeVar("M", bound=Message)


class Eve:
    def __init__(self, link: SocketLink, victim: Node, served: "asyncio.Task[None]") -> None:
        self._link = link
        self._victim = victim
        self._served = served

    async def say(self, *messages: Sent | bytes) -> None:
        for message in messages:
            await self._link.send(message if isinstance(message, bytes) else encode(message))

    async def hear(self, kind: type[M], *, before: type[Message] | None = None) -> M:
        """The next message of that kind; it must not come after another kind."""
        async with asyncio.timeout(PATIENCE_S):
            while (data := await self._link.receive()) is not None:
                message = decode(data)
                if isinstance(message, kind):
                    return message
                if before and isinstance(message, before):
                    break
        raise AssertionError(f"no {kind.__name__} came")

    async def claim(self, *numbers: int) -> None:
        await self.say(News({FEED: Ranges.of(numbers)}))

    async def answer(self, *events: Event, more: bool = False) -> None:
        """To the next question of the victim."""
        want = await self.hear(Want)
        await self.say(answer(want.number, *events, more=more))

    async def is_cut_off(self) -> EdgeError:
        """The reason that the victim gives."""
        async with asyncio.timeout(PATIENCE_S):
            await self._served
        return self._victim.faults[-1]


def answer(number: int, *events: Event, more: bool = False) -> Answer:
    return Answer(number, more, [Held(0, one.author, one.topic, one.seq, one.part, one.signature) for one in events])


@asynccontextmanager
async def eve_at(victim: Node) -> AsyncIterator[Eve]:
    async with linked() as (hers, theirs):
        yield Eve(hers, victim, victim.serve(theirs, starts=False))
