"""A capability of this node: its contract is kept here, whoever calls and however the call came."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import cast

from edge_agent.bus.capability import FIRST, NOTHING, Call, Caller, Handler, Json, Params, Send, Trust, Version
from edge_agent.bus.deadline import within
from edge_agent.bus.health import Health
from edge_agent.bus.params import refusal, resolved, values
from edge_agent.bus.peer import Values
from edge_agent.bus.slots import Slots
from edge_agent.bus.traces import Traces
from edge_agent.bus.validation import Schemas
from edge_agent.clock import Clock
from edge_agent.errors import EdgeError, NotFound, NotTrusted, TimedOut, Unavailable

HURRIED = "hurried"  # another node gave less time than the contract does: by that it can make nothing look ill
Offered = Callable[[str], Mapping[str, Sequence[str]]]  # of a capability: what may be chosen of its params now


def nothing_offered(name: str) -> Mapping[str, Sequence[str]]:
    return {}


class Offer:
    def __init__(
        self, schemas: Schemas, handler: Handler, *, node: str, clock: Clock, traces: Traces, offered: Offered,
        online: Callable[[], bool],
    ) -> None:  # fmt: skip
        self.contract = contract = schemas.contract
        self.slots = Slots(contract.name, contract.max_concurrent, contract.max_queue)
        self.health = Health()
        self._handler = cast(Callable[[Call], Coroutine[object, None, Json]], handler)
        self._input = schemas.input
        self._node = node
        self._special = contract.own or contract.internet  # more than the trust level is to be looked at
        self._online = online
        self._clock = clock
        self._trace = traces.lines.append
        self._offered = offered

    @property
    def is_withdrawn(self) -> bool:
        """Whether it needs the internet, which is not there."""
        return self.contract.internet and not self._online()

    @property
    def values(self) -> Values:
        return values(self.contract.params, self._offered(self.contract.name))

    async def run(
        self, body: Json, caller: Caller, request: str | int, timeout_s: float | None = None,
        params: Params = NOTHING, version: Version = FIRST, hops: tuple[str, ...] = (),
        send: Send | None = None,
    ) -> Json:  # fmt: skip
        """Do it, or raise why not. The order matters: who may not call learns nothing of what a body should hold."""
        contract, slots, health, now = self.contract, self.slots, self.health, self._clock
        begun = now()
        limit_s = contract.timeout_s
        deadline = begun + (limit_s if timeout_s is None or timeout_s > limit_s else timeout_s)
        if caller.trust < contract.trust or self._special:
            self._admit(caller)
        if params or version != contract.version:
            params = self._chosen(version, params)
        self._input.check(body)
        probe = self._probe(begun) if health.isolated else False
        if slots.taken < slots.most:
            slots.taken += 1
        else:
            await self._queue(deadline - begun, probe)
        outcome = "crashed"
        try:
            call = Call(body, caller, request, deadline, params, hops, send)
            output = await within(self._handler(call), deadline, now, contract.name)
            outcome = "ok"
            return output
        except EdgeError as error:
            outcome = error.code
            if outcome == TimedOut.code and caller.node is not None and now() - begun < limit_s:
                outcome = HURRIED
            raise
        except asyncio.CancelledError:
            outcome = "cancelled"
            raise
        finally:
            slots.leave()
            end = now()
            ms = (end - begun) * 1000
            self._judge(outcome, ms, end, probe)
            self._trace((request, contract.name, caller.name, self._node, end, ms, outcome, 1))

    def refusal(self, params: Params, version: Version, caller: Caller | None, now: float) -> EdgeError | None:
        """Why this call would be refused at the door."""
        contract = self.contract
        if caller is not None and caller.trust < contract.trust:
            return refused(contract.name, contract.trust, caller)
        if self.is_withdrawn:
            return withdrawn(contract.name)
        return unfit(contract.name, contract.version, version, params, self.values) or closed(
            contract.name, self.health, now
        )

    def _admit(self, caller: Caller) -> None:
        contract = self.contract
        if caller.trust < contract.trust:
            raise refused(contract.name, contract.trust, caller)
        if contract.own and caller.node is not None:
            raise NotTrusted(f"{contract.name} is done in this node's own name; ask your own node")
        if self.is_withdrawn:
            raise withdrawn(contract.name)

    def _chosen(self, version: Version, params: Params) -> Params:
        error = unfit(self.contract.name, self.contract.version, version, params, self.values)
        if error is not None:
            raise error
        return resolved(params, self.values)

    def _probe(self, now: float) -> bool:
        error = closed(self.contract.name, self.health, now)
        if error is not None:
            raise error
        return self.health.begin()

    async def _queue(self, left_s: float, probe: bool) -> None:
        entered = False
        try:
            await self.slots.wait(left_s)
            entered = True
        finally:
            if probe and not entered:
                self.health.abandon()

    def _judge(self, outcome: str, ms: float, now: float, probe: bool) -> None:
        """A refusal is an answer: only a crash and a handler that hangs speak against the provider; where another node
        can answer instead, so does what is missing here."""
        if outcome in ("cancelled", HURRIED):
            if probe:
                self.health.abandon()
        elif outcome in ("crashed", TimedOut.code) or (self.contract.shared and outcome == Unavailable.code):
            self.health.bad(now, probe=probe)
        else:
            self.health.good(ms, now, probe=probe)


def refused(name: str, needed: Trust, caller: Caller) -> NotTrusted:
    held = caller.trust.name.lower()
    return NotTrusted(f"{name} needs the trust level {needed.name.lower()}; {caller.name} has {held}")


def withdrawn(name: str) -> Unavailable:
    return Unavailable(f"{name} needs the internet, which this node does not reach now; see `hearthnet status`")


def unfit(name: str, version: Version, wanted: Version, params: Params, offered: Values) -> NotFound | None:
    """Versions fit when the major number is equal and the minor one not older than the one that is wanted."""
    if version[0] != wanted[0] or version[1] < wanted[1]:
        there, asked = (".".join(map(str, one)) for one in (version, wanted))
        return NotFound(f"{name} is offered in version {there}, not {asked}; update the older of the two nodes")
    said = refusal(params, offered) if params else ""
    return NotFound(f"{name}: {said}") if said else None


def closed(name: str, health: Health, now: float) -> Unavailable | None:
    left_s = health.closed_s(now)
    if not left_s:
        return None
    return Unavailable(
        f"{name} failed too often and rests for {left_s:.0f} s; see the node's log", retry_after_s=left_s
    )
