"""Looks at the evidence, asks the configured probes, and tells of every change."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from edge_agent.clock import Clock
from edge_agent.reach.journal import ReachJournal
from edge_agent.reach.links import has_link, has_way_out
from edge_agent.reach.probe import Probe, answers, is_address
from edge_agent.reach.state import Change, Evidence, Reach, ReachState

log = logging.getLogger(__name__)
LOOK_S = 2.0
ASK_S = 30.0  # between two rounds of questions to the internet


class ReachWatch:
    """`peers` and `radio` are asked at every look. `saw_internet` is for whoever heard from beyond the network anyway.

    `more`: whether something else than a probe, as a feed or a relay hub, is asked anyway. `hub`: whether one beyond
    this network is connected.
    """

    name = "reach"

    def __init__(
        self, probes: Sequence[Probe], journal: ReachJournal, *, peers: Callable[[], int], radio: Callable[[], bool],
        changed: Callable[[], None], now: Clock, steady: Clock, more: bool = False,
        hub: Callable[[], bool] = lambda: False, link: Callable[[], bool] = has_link,
        way_out: Callable[[], bool] = has_way_out,
    ) -> None:  # fmt: skip
        self.state = ReachState()
        self.evidence = Evidence()
        self.asked = 0  # questions sent to the internet since the start
        self._probes = tuple(probes)
        self._journal = journal
        self._peers, self._radio = peers, radio
        self._changed = changed
        self._now, self._steady = now, steady
        self._more, self._hub = more, hub
        self._link, self._route = link, way_out
        self._answered_s: float | None = None
        self._turn = 0

    def saw_internet(self) -> None:
        self._answered_s = self._steady()

    def way_out(self) -> bool:
        """Whether anything beyond this network could be asked now."""
        return self._link() and self._route()

    def leads_to(self, host: str) -> bool:
        """Whether it is worth trying: an address may be on this network, a name must first be looked up beyond it."""
        return self._link() and (is_address(host) or self._route())

    def online(self) -> bool:
        return self.state.now == Reach.ONLINE

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_on())
            if self._probes:
                group.create_task(self._ask_on())

    async def look(self) -> Change | None:
        """Take the evidence of this moment."""
        at = self._steady()
        if self._hub():
            self.saw_internet()
        age = None if self._answered_s is None else at - self._answered_s
        self.evidence = Evidence(
            link=self._link(), peers=self._peers(), radio=self._radio(), internet_s=age,
            asked=self._more or bool(self._probes),
        )  # fmt: skip
        change = self.state.look(self.evidence, at)
        if change:
            log.info("reach: %s, was %s: %s", change.after.name.lower(), change.before.name.lower(), change.reason)
            await self._journal.write(change, self._now())
            self._changed()
        return change

    async def ask(self) -> bool:
        """Ask the probes in turn until one answers. Without a way out nobody is asked."""
        if not self.way_out():
            return False
        for step in range(len(self._probes)):
            probe = self._probes[(self._turn + step) % len(self._probes)]
            self.asked += 1
            if await answers(probe):
                self.saw_internet()
                self._turn += 1  # the burden is shared
                return True
        return False

    async def _look_on(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def _ask_on(self) -> None:
        while True:
            await self.ask()
            await asyncio.sleep(ASK_S)
