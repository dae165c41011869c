"""One peer for as long as it answers: what it offers, kept fresh, and the log, kept equal."""

import asyncio
from collections.abc import Awaitable, Callable

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Trust
from edge_agent.errors import BadAnswer, BadRequest, LinkLost, RateLimited, TimedOut, TooBusy
from edge_agent.identity.keys import short_id, verify
from edge_agent.mesh.client import Link
from edge_agent.mesh.client_dial import LocalPlace, Place
from edge_agent.mesh.manifest import Manifest, decode
from edge_agent.mesh.syncing_turns import Turns
from edge_agent.mesh.table import REFRESH_S

DIRECT_S = 30.0  # between two tries to do without a hub
AGAIN_S = 5.0  # before the logs are compared again after a conversation that ended


class LinkReplaced(LinkLost):
    """A better way to the same node was found."""

    def __init__(self, linked: "Linked") -> None:
        super().__init__("there is a better way to the node")
        self.linked = linked


class Linked:
    """`standing` says what a key may do, and its name. `took` is called after each manifest. `better` looks for a
    direct way while this one leads through a hub."""

    def __init__(
        self, link: Link, bus: Bus, turns: Turns, *, standing: Callable[[bytes], Awaitable[tuple[Trust, str]]],
        took: Callable[["Linked"], Awaitable[None]], better: Callable[[], Awaitable["Linked | None"]],
    ) -> None:  # fmt: skip
        self.link = link
        self.manifest, self.name = Manifest(link.key, "", 0, 1.0), ""
        self._is_over = asyncio.Event()
        self._bus, self._turns = bus, turns
        self._standing, self._took, self._better = standing, took, better

    @property
    def place(self) -> Place:
        return self.link.place

    async def run(self) -> None:
        """LinkLost when the peer does not answer any more; another error when it does what no honest one does."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._stay_fresh())
            group.create_task(self._stay_equal())
            group.create_task(self._until_expelled())
            if isinstance(self.place, LocalPlace):
                group.create_task(self._look_for_better())

    async def expel(self) -> None:
        """The node is no member any more: what is under way ends."""
        self._is_over.set()
        await self.link.close()

    async def refresh(self) -> None:
        """Ask the node what it offers now."""
        key = self.link.key
        try:
            self.manifest = decode(await self.link.manifest(), key, verify)
        except BadRequest as error:
            raise BadAnswer(f"{short_id(key)}: {error}") from None
        manifest, (trust, name) = self.manifest, await self._standing(key)
        self.name = name or manifest.name  # the certificate's goes before what a node calls itself
        self._bus.peers.update(key, self.name, manifest.capabilities, self.link, trust=trust, energy=manifest.energy)
        await self._took(self)

    async def _until_expelled(self) -> None:
        await self._is_over.wait()
        raise LinkLost(f"{self.name} is no member any more")

    async def _stay_fresh(self) -> None:
        while True:
            await self._turns.until_end(self.link.key, REFRESH_S)
            try:
                await self.refresh()
            except (TimedOut, LinkLost):  # one lost connection is no lost node
                await self.refresh()

    async def _stay_equal(self) -> None:
        while True:
            if await self._turns.ours(self.link.key):
                try:
                    async with self.link.sync() as messages:
                        await self._turns.start(self.link.key, messages)
                except (TooBusy, RateLimited):
                    pass  # the other side has begun
                except (LinkLost, TimedOut):
                    self._turns.over(self.link.key)
            await asyncio.sleep(AGAIN_S)

    async def _look_for_better(self) -> None:
        while True:
            await asyncio.sleep(DIRECT_S)
            if found := await self._better():
                raise LinkReplaced(found)
