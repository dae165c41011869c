"""Finds the node that does a call, and the next one when that fails."""

import logging
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace

from edge_agent.bus.asking import ask_remote
from edge_agent.bus.capability import Caller, Json, Send, spelled
from edge_agent.bus.offer import Offer
from edge_agent.bus.params import resolved
from edge_agent.bus.peer import Answer, Meta, Request
from edge_agent.bus.remotes import RemoteOffer, Remotes
from edge_agent.bus.routing import DEFAULT, Ranked, rank
from edge_agent.bus.strategies import Strategies
from edge_agent.bus.targets import Target, Wanted, local_target, remote_targets
from edge_agent.bus.traces import Traces
from edge_agent.bus.validation import Schemas
from edge_agent.clock import Clock
from edge_agent.errors import EdgeError, GoingRound, NotFound, NotTrusted, Unavailable

MOST = 8  # alternatives that an error names
log = logging.getLogger(__name__)
# The nodes by which the call came that is being done: what its handler calls goes to none of them.
CAME_BY: ContextVar[tuple[str, ...]] = ContextVar("came_by", default=())


@dataclass(frozen=True, slots=True)
class Question:
    wanted: Wanted
    caller: Caller
    body: Json
    request: str | int
    timeout_s: float | None
    send: Send | None


@dataclass(frozen=True, slots=True)
class Router:
    """`offers`: of this node, by name; `schemas`: of every capability that is known here, offered or not."""

    node: str
    offers: Mapping[str, Offer]
    schemas: Mapping[str, Schemas]
    peers: Remotes
    strategies: Strategies
    energy: Callable[[], float]
    clock: Clock
    traces: Traces
    turns: dict[str, int]  # of round_robin, by capability: only names that were found, so it is bounded

    def targets(self, wanted: Wanted) -> list[tuple[Target, Ranked]]:
        """Every node that offers it, in the order in which they would be asked."""
        now, offer, known = self.clock(), self.offers.get(wanted.name), self.schemas.get(wanted.name)
        found = list(remote_targets(self.peers, wanted, known.contract if known else None, now))
        if offer is not None:
            found.append(local_target(offer, wanted, self.node, self.energy, now))
        by_node = {target.candidate.node: target for target in found if wanted.node in (None, target.candidate.node)}
        turn = self.turns.get(wanted.name, 0)
        ranked = rank(
            (one.candidate for one in by_node.values()), self.strategies.of(wanted.name), weights=DEFAULT, turn=turn
        )
        return [(by_node[one.candidate.node], one) for one in ranked]

    def able(self, question: Question) -> list[Target]:
        """Those that can be asked, the best in front; raises why there is none, or what is wrong with the body."""
        wanted = question.wanted
        found = [target for target, _ in self.targets(wanted)]
        able = [target for target in found if target.error is None]
        if not able:
            raise _why_none(wanted, [target.error for target in found if target.error is not None])
        if known := self.schemas.get(wanted.name):
            known.input.check(question.body)
        self.turns[wanted.name] = self.turns.get(wanted.name, 0) + 1
        return able

    async def ask(self, question: Question) -> Answer:
        """The first good answer. A second node is asked only if that cannot do a thing twice and no chunk has come."""
        wanted, able = question.wanted, self.able(question)
        deadline = self.clock() + _limit_s(able[0], question.timeout_s)
        chunks = _Chunks(question.send)
        question = replace(question, send=chunks.send if question.send else None)
        others = able[1:] if self._is_idempotent(wanted.name, able[0]) else []
        for attempt, target in enumerate(able[: len(others)], 1):
            try:  # half of the time that is left, so that somebody else can be asked in the other half
                return await self.attempt(target, question, (deadline - self.clock()) / 2, attempt)
            except EdgeError as error:
                if error.status < 500 or chunks.begun:
                    raise
                log.info("%s at %s: %s; asking another node", wanted.name, target.candidate.name, error)
        try:
            return await self.attempt(able[len(others)], question, deadline - self.clock(), len(others) + 1)
        except Unavailable as error:
            error.alternatives = (
                error.alternatives or tuple(one.candidate.node for one in able[len(others) + 1 :])[:MOST]
            )
            raise

    async def attempt(self, target: Target, question: Question, left_s: float, attempt: int) -> Answer:
        """One node, whatever becomes of it."""
        provider = target.provider
        if isinstance(provider, Offer):
            return await self.here(provider, question, left_s, attempt)
        return await self._there(provider, question, left_s, attempt)

    async def here(self, offer: Offer, question: Question, left_s: float | None, attempt: int = 1) -> Answer:
        wanted, number, begun = question.wanted, question.request, self.clock()
        output = await offer.run(
            question.body, question.caller, number, left_s, wanted.params, wanted.version, wanted.hops, question.send
        )
        ms = (self.clock() - begun) * 1000
        return Answer(output, Meta(self.node, ms, (self.node,), spelled(number), attempt))

    async def _there(self, provider: RemoteOffer, question: Question, left_s: float, attempt: int) -> Answer:
        begun, wanted, caller, number = self.clock(), question.wanted, question.caller, question.request
        request = Request(
            wanted.name, wanted.version, question.body, resolved(wanted.params, provider.advert.params),
            spelled(number), max(left_s, 0.001), (*wanted.hops, self.node), caller.trust, question.send is not None,
        )  # fmt: skip
        known = self.schemas.get(wanted.name)
        outcome = "failed"
        try:
            answer = await ask_remote(provider, request, question.send, known.output if known else None, self.clock)
            outcome = "ok"
        except EdgeError as error:
            outcome = error.code
            raise
        finally:
            now = self.clock()
            ms = (now - begun) * 1000
            self.traces.lines.append((number, wanted.name, caller.name, provider.remote.id, now, ms, outcome, attempt))
        return Answer(answer.output, Meta(provider.remote.id, ms, (self.node, *answer.meta.path), request.id, attempt))

    def _is_idempotent(self, name: str, target: Target) -> bool:
        """By the contract that is known here, before what another node says."""
        if known := self.schemas.get(name):
            return known.contract.idempotent
        return isinstance(target.provider, RemoteOffer) and target.provider.advert.idempotent


class _Chunks:
    """Passes chunks on and remembers that there was one."""

    def __init__(self, send: Send | None) -> None:
        self._send = send
        self.begun = False

    async def send(self, chunk: Json) -> None:
        self.begun = True
        if self._send is not None:
            await self._send(chunk)


def _limit_s(target: Target, timeout_s: float | None) -> float:
    provider = target.provider
    limit_s = provider.contract.timeout_s if isinstance(provider, Offer) else provider.advert.timeout_s
    return limit_s if timeout_s is None else min(limit_s, timeout_s)


def _why_none(wanted: Wanted, errors: list[EdgeError]) -> EdgeError:
    """The most telling reason, with the soonest time to try again."""
    waits = [error.retry_after_s for error in errors if error.retry_after_s is not None]
    for kind in (Unavailable, NotTrusted, GoingRound, NotFound):
        for error in errors:
            if isinstance(error, kind):
                return type(error)(str(error), retry_after_s=min(waits, default=None))
    if wanted.node is not None:
        return NotFound(f"{wanted.node} offers no {wanted.name}, or cannot be called now; `hearthnet caps` lists both")
    return NotFound(f"no capability is called {wanted.name}; `hearthnet caps` lists them")
