"""Calls of other nodes: done here or refused, never passed on.

The asking node knows the same providers, and only it can be held to the trust of its own callers. Who asked is the node
that proved its key, whatever it says of others.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from edge_agent.bus.capability import Caller, Send, Trust
from edge_agent.bus.offer import Offer
from edge_agent.bus.peer import Answer, Meta, Request
from edge_agent.bus.remotes import Remotes
from edge_agent.bus.router import CAME_BY, MOST
from edge_agent.bus.slots import RETRY_S
from edge_agent.clock import Clock
from edge_agent.errors import GoingRound, NotFound, TooBusy
from edge_agent.identity.keys import node_id


class Guests:
    """No node takes more than half of what a capability does at once, so that the others and we have the rest."""

    def __init__(
        self, node: str, offers: Mapping[str, Offer], peers: Remotes, clock: Clock, numbers: Iterator[int]
    ) -> None:
        self._node = node
        self._offers = offers
        self._peers = peers
        self._clock = clock
        self._numbers = numbers
        self._calls: Counter[tuple[bytes | None, str]] = Counter()  # under way, by node and capability

    async def answer(self, request: Request, caller: Caller, send: Send | None) -> Answer:
        offer, guest = self._offer(request), (caller.node, request.name)
        share = max(1, offer.contract.max_concurrent // 2)
        if self._calls[guest] >= share:
            raise TooBusy(f"{request.name}: at most {share} calls of one node at once; wait", retry_after_s=RETRY_S)
        self._calls[guest] += 1
        try:
            return await self._answer(offer, request, caller, send)
        finally:
            self._calls[guest] -= 1
            if not self._calls[guest]:
                del self._calls[guest]

    async def _answer(self, offer: Offer, request: Request, caller: Caller, send: Send | None) -> Answer:
        asking = Caller(caller.name, min(caller.trust, request.trust, Trust.ANCHOR), caller.node)
        hops = request.hops
        if caller.node is not None and (asker := node_id(caller.node)) not in hops:
            hops = (*hops, asker)
        begun, mark = self._clock(), CAME_BY.set(hops)
        try:
            output = await offer.run(
                request.input, asking, request.id or next(self._numbers), request.timeout_s, request.params,
                request.version, hops, send if request.stream else None,
            )  # fmt: skip
        finally:
            CAME_BY.reset(mark)
        return Answer(output, Meta(self._node, (self._clock() - begun) * 1000, (self._node,), request.id))

    def _offer(self, request: Request) -> Offer:
        if self._node in request.hops:
            raise GoingRound(f"{request.name} has been at this node already; the asking node must not send it back")
        offer = self._offers.get(request.name)
        if offer is None:
            others = [one.remote.id for one in self._peers.offering(request.name)]
            raise NotFound(f"{request.name} is not offered here; ask another node", alternatives=others[:MOST])
        return offer
