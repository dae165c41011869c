"""What two nodes say to each other about calls, and the link that carries it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from edge_agent.bus.capability import (
    COSTS,
    FIRST,
    MAX_BODY,
    MAX_CONCURRENT,
    MAX_QUEUE,
    NOTHING,
    TIMEOUT_S,
    Contract,
    Json,
    Params,
    Send,
    Trust,
    Version,
)

Values = Mapping[str, tuple[str, ...]]  # of each param: what may be chosen, empty for anything


@dataclass(frozen=True, slots=True)
class Request:
    """A call on its way to another node. `trust`: the level of who asked first; `hops`: node ids, the first asked."""

    name: str
    version: Version = FIRST
    input: Json = field(default_factory=dict)
    params: Params = field(default_factory=lambda: NOTHING)
    id: str = ""
    timeout_s: float = TIMEOUT_S
    hops: tuple[str, ...] = ()
    trust: Trust = Trust.STRANGER
    stream: bool = False


@dataclass(frozen=True, slots=True)
class Meta:
    """Who answered, how long it took and over which nodes; `attempts`: how many nodes were asked."""

    node: str
    ms: float
    path: tuple[str, ...]
    request: str
    attempts: int = 1

    def as_json(self) -> dict[str, object]:
        return {
            "node": self.node, "ms": round(self.ms, 3), "path": list(self.path), "request": self.request,
            "attempts": self.attempts,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    output: Json
    meta: Meta

    def as_json(self) -> dict[str, object]:
        return {"output": self.output, "meta": self.meta.as_json()}


@dataclass(frozen=True, slots=True)
class Advert:
    """What a manifest says of one capability. `params`: the values that each one takes here, empty for any.

    `load`: share of `max_concurrent` that is taken; `queue`: callers that wait.
    """

    name: str
    version: Version
    hash: str
    trust: Trust
    params: Values = field(default_factory=dict)
    timeout_s: float = TIMEOUT_S
    max_body: int = MAX_BODY
    max_concurrent: int = MAX_CONCURRENT
    max_queue: int = MAX_QUEUE
    shared: bool = False
    idempotent: bool = False
    streaming: bool = False
    cost: str = COSTS[0]
    load: float = 0.0
    queue: int = 0


class PeerLink(Protocol):
    async def call(self, request: Request, send: Send | None) -> Answer:
        """Ask the node at the other end. Its errors are those of edge_agent.errors; ending the task that waits here
        ends the work over there. Chunks of a stream are given to `send`, one after the other has been taken."""


def advert_of(contract: Contract, params: Values, *, load: float = 0.0, queue: int = 0) -> Advert:
    return Advert(
        contract.name, contract.version, contract.hash, contract.trust, params, contract.timeout_s, contract.max_body,
        contract.max_concurrent, contract.max_queue, contract.shared, contract.idempotent, contract.streaming,
        contract.cost, load, queue,
    )  # fmt: skip
