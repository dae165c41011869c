"""Whatever happens to honest nodes, and in whatever order, their logs are equal in the end and nothing is lost."""

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from edge_agent.errors import BadEvent, LinkLost
from edge_agent.events.model import MAX_LAMPORT_JUMP
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.session_messages import News
from meshwire.event import CIVDEF, PEOPLE, SENSE, Event
from tests.events.people import Author
from tests.mesh.eve import eve_at
from tests.mesh.links import SocketLink
from tests.mesh.village import Node, Village, certified, said

FIRST, MOST = 3, 5  # nodes
LIAR = Author(90)  # signs several events of one name, and gives them to different nodes
LIAR_NUMBER = 90
WHICH = st.integers(0, MOST - 1)


class Neighbourhood(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._runner = asyncio.Runner()
        self._links: list[tuple[SocketLink, SocketLink]] = []
        self._signed: set[tuple[bytes, bytes]] = set()  # what some honest log has acknowledged
        self._forged: set[tuple[bytes, bytes]] = set()
        self._certified = FIRST

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(work)

    def one(self, which: int) -> Node:
        return self.village.nodes[which % len(self.village.nodes)]

    def noted(self, *events: Event) -> list[Event]:
        self._signed |= {(event.author, event.part) for event in events}
        return list(events)

    @initialize()
    def found(self) -> None:
        self.village = Village(Path(self._folder.name))
        self.do(self.village.members(FIRST))
        liar = self.noted(certified(LIAR, LIAR_NUMBER))
        self.do(self.one(0).take(liar))

    @rule(which=WHICH, count=st.integers(1, 30), topic=st.sampled_from([CIVDEF, PEOPLE, SENSE]))
    def write(self, which: int, count: int, topic: int) -> None:
        self.noted(*self.do(self.one(which).say(*(str(n) for n in range(count)), topic=topic)))

    @rule(which=WHICH, seq=st.integers(1, 3), variant=st.integers(1, 5))
    def lie(self, which: int, seq: int, variant: int) -> None:
        self.do(self.one(which).take(self.noted(said(LIAR, seq, str(variant)))))

    @rule(which=WHICH, seq=st.integers(100, 110))
    def leap(self, which: int, seq: int) -> None:
        """Somebody pushes the clock as far as it goes: elsewhere that event comes too early."""
        clock = self.do(self.one(which).clock())
        self.do(self.one(which).take(self.noted(said(LIAR, seq + clock, lamport=clock + MAX_LAMPORT_JUMP))))

    @rule(one=WHICH, other=WHICH)
    def join(self, one: int, other: int) -> None:
        if self.one(one) is not self.one(other):
            self._links.append(self.do(self.village.join(self.one(one), self.one(other))))

    @precondition(lambda self: self._links)
    @rule(which=st.integers(0, 100))
    def part(self, which: int) -> None:
        self.do(self._close(*self._links.pop(which % len(self._links))))

    async def _close(self, *ends: SocketLink) -> None:
        for end in ends:
            end.close()

    @rule(which=WHICH, turns=st.integers(0, 40))
    def crash(self, which: int, turns: int) -> None:
        self.do(self._turns(turns))
        self.do(self.one(which).crash())

    @rule(turns=st.integers(1, 40))
    def wait(self, turns: int) -> None:
        self.do(self._turns(turns))

    async def _turns(self, turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0.0005)

    @precondition(lambda self: len(self.village.nodes) < MOST)
    @rule()
    def newcomer(self) -> None:
        self.do(self.village.node())

    @precondition(lambda self: self._certified < len(self.village.nodes))
    @rule(which=WHICH)
    def certify(self, which: int) -> None:
        self._certified += 1
        self.do(self.one(which).take(self.noted(certified(Author(self._certified), self._certified))))

    @rule(one=WHICH, other=WHICH)
    def copy(self, one: int, other: int) -> None:
        """The same events come another way too, as by radio or from a backup."""
        events = self.do(self.one(one).store.since(0, [PEOPLE], 40))
        self.do(self.one(other).store.receive([event for _, event in events]))

    @rule(which=WHICH, seq=st.integers(500, 600))
    def forge(self, which: int, seq: int) -> None:
        victim = self.one(which)
        false = said(Author(1), seq, "forged")._replace(signature=said(LIAR, seq).signature)
        self._forged.add((false.author, false.part))
        fault = self.do(self._forge(victim, false))
        assert isinstance(fault, BadEvent)

    async def _forge(self, victim: Node, false: Event) -> Exception:
        await victim.take([certified(Author(1), 1)])  # so that the victim asks for it
        await victim.syncing.refresh()
        async with eve_at(victim) as eve:
            await eve.say(News({(false.author, false.topic): Ranges.of([false.seq])}))
            await eve.answer(false)
            return await eve.is_cut_off()

    def teardown(self) -> None:
        try:
            if hasattr(self, "village"):
                self.do(self._heal())
        finally:
            self.do(self.village.close())
            self._runner.close()
            self._folder.cleanup()

    async def _heal(self) -> None:
        """Certify everybody, join all in a line, and look."""
        nodes = self.village.nodes
        for number in range(1, len(nodes) + 1):
            await nodes[0].take(self.noted(certified(Author(number), number)))
        for one, other in zip(nodes, nodes[1:], strict=False):
            await self.village.join(one, other)
        await self.village.settle()
        logs = [await node.held() for node in nodes]
        assert all(log == logs[0] for log in logs)
        assert self._signed <= logs[0]
        assert not self._forged & logs[0]
        # Nobody honest is cut off.
        faults = [fault for node in nodes for fault in node.faults]
        assert [fault for fault in faults if not isinstance(fault, BadEvent | LinkLost)] == []


TestNeighbourhood = Neighbourhood.TestCase
TestNeighbourhood.settings = settings(max_examples=60, stateful_step_count=20, suppress_health_check=list(HealthCheck))
