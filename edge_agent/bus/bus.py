"""The one way in which a feature, the page, the command line or another node uses a feature."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import count
from typing import TypedDict, Unpack

from edge_agent.bus.capability import (
    FIRST,
    MARK,
    MAX_BODY,
    NOTHING,
    Caller,
    Contract,
    Json,
    Params,
    Send,
    Trust,
    Version,
)
from edge_agent.bus.gathering import Gathered, gather
from edge_agent.bus.offer import Offer, Offered, nothing_offered
from edge_agent.bus.peer import Advert, Answer, Request, advert_of
from edge_agent.bus.remotes import Remotes
from edge_agent.bus.router import CAME_BY, Question, Router
from edge_agent.bus.routing import Ranked
from edge_agent.bus.serving import Guests
from edge_agent.bus.strategies import Strategies
from edge_agent.bus.streams import Stream
from edge_agent.bus.targets import Wanted
from edge_agent.bus.traces import Traces
from edge_agent.bus.validation import Schemas
from edge_agent.clock import Clock, steady_s
from edge_agent.errors import ConfigError

HERE = "here"  # the id of a node that has no key, as in a test


class How(TypedDict, total=False):
    """`params` choose among providers, `node` names one; `hops`, `request` and `send` are those of a Call."""

    params: Params
    version: Version
    timeout_s: float | None
    request: str | None
    hops: tuple[str, ...]
    send: Send | None
    node: str | None


class Bus:
    """`node`: the id of this node; `energy`: 1 on mains, towards 0 as the battery runs out; `online`: whether
    the internet is known to be there."""

    def __init__(
        self, node: str = HERE, *, strategies: Strategies | None = None, energy: Callable[[], float] = lambda: 1.0,
        clock: Clock = steady_s, online: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        self.node = node
        self.peers = Remotes()
        self.traces = Traces(clock)
        self._clock = clock
        self._online = online
        self._offers: dict[str, Offer] = {}
        self._schemas: dict[str, Schemas] = {}
        self._numbers = count(secrets.randbits(63))
        self._guests = Guests(node, self._offers, self.peers, clock, self._numbers)
        self._router = Router(
            node, self._offers, self._schemas, self.peers, strategies or Strategies(), energy, clock, self.traces, {}
        )

    def register(self, provider: object, offered: Offered = nothing_offered) -> None:
        """Offer every marked method of `provider`; a name that is offered already is an error.

        `offered(name)`: the values that the params of a capability have at the moment, {} for any.
        """
        for attribute in dir(type(provider)):
            contract: Contract | None = getattr(getattr(type(provider), attribute), MARK, None)
            if contract is None:
                continue
            if contract.name in self._offers:
                raise ConfigError(f"the capability {contract.name} is offered twice; remove one of the two providers")
            self.declare(contract)
            self._offers[contract.name] = Offer(
                self._schemas[contract.name], getattr(provider, attribute), node=self.node, clock=self._clock,
                traces=self.traces, offered=offered, online=self._online,
            )  # fmt: skip

    def declare(self, contract: Contract) -> None:
        """Make the contract known of what other nodes may offer: what they are asked and answer is checked by it."""
        known = self._schemas.get(contract.name)
        if known is not None and known.contract != contract:
            raise ConfigError(f"the capability {contract.name} has two contracts; remove one of them")
        self._schemas[contract.name] = Schemas(contract)

    def offers(self) -> list[Contract]:
        return [self._offers[name].contract for name in sorted(self._offers)]

    def adverts(self) -> list[Advert]:
        """What this node tells others of its capabilities now; what they may not call is not told."""
        offers = (offer for _, offer in sorted(self._offers.items()))
        told = (one for one in offers if not (_is_private(one.contract) or one.is_withdrawn))
        return [advert_of(one.contract, one.values, load=one.slots.load, queue=one.slots.waiting) for one in told]

    def max_body(self, name: str) -> int:
        """How many bytes a request for a capability may have."""
        offer = self._offers.get(name)
        return offer.contract.max_body if offer else MAX_BODY

    async def call(self, name: str, body: Json, caller: Caller, **how: Unpack[How]) -> Json:
        """Call a capability of this node, or of the best of those that offer it; errors as in edge_agent.errors."""
        offer = self._offers.get(name)
        if offer is None or how or (offer.contract.shared and self.peers.offering(name)):
            return (await self.ask(name, body, caller, **how)).output
        return await offer.run(body, caller, next(self._numbers))

    async def ask(self, name: str, body: Json, caller: Caller, **how: Unpack[How]) -> Answer:
        """As `call`, and who answered, how long it took, over which nodes."""
        question = self._question(name, body, caller, how)
        offer = self._offers.get(name)
        if offer is None or "node" in how or (offer.contract.shared and self.peers.offering(name)):
            return await self._router.ask(question)
        return await self._router.here(offer, question, question.timeout_s)

    async def stream(self, name: str, body: Json, caller: Caller, **how: Unpack[How]) -> AsyncIterator[Json | Answer]:
        """The chunks of an answer as they come, then the Answer. The handler waits while nobody takes a chunk; who
        leaves before the end closes the iterator (contextlib.aclosing), which ends the work."""
        chunks = Stream()
        how["send"] = chunks.send
        asking = asyncio.create_task(self.ask(name, body, caller, **how))
        asking.add_done_callback(chunks.close)
        try:
            async for chunk in chunks:
                yield chunk
            yield await asking
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def gather(
        self, name: str, body: Json, caller: Caller, *, quorum: int = 0, timeout_s: float, params: Params = NOTHING
    ) -> Gathered:
        """Ask every node that offers it, at most 32; ends with `quorum` answers (0: all) or when the time is over."""
        question = self._question(name, body, caller, {"params": params, "timeout_s": timeout_s})
        everywhere = replace(question, wanted=replace(question.wanted, everywhere=True))
        return await gather(self._router, everywhere, quorum=quorum, timeout_s=timeout_s)

    async def serve(self, request: Request, caller: Caller, send: Send | None = None) -> Answer:
        """Do what another node asks, or refuse; `caller` is that node and what it is trusted with."""
        return await self._guests.answer(request, caller, send)

    def explain(self, name: str, params: Params = NOTHING, version: Version = FIRST) -> list[Ranked]:
        """Every node that offers it, in the order in which they would be asked, with score and reason."""
        return [ranked for _, ranked in self._router.targets(Wanted(name, params, version))]

    def strategy(self, name: str) -> str:
        return self._router.strategies.of(name)

    def _question(self, name: str, body: Json, caller: Caller, how: How) -> Question:
        wanted = Wanted(
            name,
            how.get("params", NOTHING),
            how.get("version", FIRST),
            how.get("hops") or CAME_BY.get(),
            caller,
            how.get("node"),
        )
        number = how.get("request") or next(self._numbers)
        return Question(wanted, caller, body, number, how.get("timeout_s"), how.get("send"))


def _is_private(contract: Contract) -> bool:
    return contract.own or contract.trust >= Trust.OPERATOR
