"""What a node offers: named operations with the terms under which they are done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar

from edge_agent.bus.contract_hash import contract_hash

Json = Mapping[str, object]
Params = Mapping[str, str]
Version = tuple[int, int]
Handler = Callable[["Call"], Awaitable[Json]]
Send = Callable[[Json], Awaitable[None]]  # returns when the reader has taken the chunk
Marked = TypeVar("Marked", bound=Callable[..., Awaitable[Json]])

MARK = "_capability"
MAX_BODY = 1 << 20  # a CAP document with every language fits; more is a mistake or an attack
TIMEOUT_S = 30.0
MAX_CONCURRENT = 16
MAX_QUEUE = 64  # callers that wait for their turn; beyond that a caller had better ask elsewhere
COSTS = ("light", "medium", "heavy")  # what one call takes of a node: microseconds, a query, a model
NOTHING: Params = {}
FIRST: Version = (1, 0)
ANYTHING: Json = {"type": "object"}


class Trust(IntEnum):
    """What a caller may do; certificates and pairing decide it, each level includes those below.

    OPERATOR is whoever opens the operator's socket of this node, so no other node ever has it.
    """

    STRANGER = 0
    MEMBER = 1
    TRUSTED = 2
    MODERATOR = 3
    ANCHOR = 4
    OPERATOR = 5


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: `name` goes into logs and answers, `node` is the public key of another node that asks."""

    name: str
    trust: Trust
    node: bytes | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """What a capability takes, gives, asks of its callers and promises them.

    `params`: names by which a caller chooses among providers (corpus, model, language).
    `shared`: any node may answer in place of this one; without it a call stays here unless it names another node.
    `idempotent`: doing it twice is doing it once, so that another node may be asked after a failure.
    `own`: done in the name of this node or for its people alone; no other node may ask for it, whatever its level.
    `internet`: it cannot be done without; while the node does not reach it, it is neither offered nor tried.
    """

    name: str
    trust: Trust
    version: Version = FIRST
    input: Json = field(default_factory=lambda: ANYTHING)
    output: Json = field(default_factory=lambda: ANYTHING)
    timeout_s: float = TIMEOUT_S
    max_body: int = MAX_BODY
    max_concurrent: int = MAX_CONCURRENT
    max_queue: int = MAX_QUEUE
    params: tuple[str, ...] = ()
    shared: bool = False
    idempotent: bool = False
    streaming: bool = False
    cost: str = COSTS[0]
    own: bool = False
    internet: bool = False
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", contract_hash(self.input, self.output))

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name, "version": list(self.version), "hash": self.hash, "trust": self.trust.name.lower(),
            "input": self.input, "output": self.output, "params": list(self.params), "timeout_s": self.timeout_s,
            "max_body": self.max_body, "max_concurrent": self.max_concurrent, "max_queue": self.max_queue,
            "shared": self.shared, "idempotent": self.idempotent, "streaming": self.streaming, "cost": self.cost,
            "own": self.own, "internet": self.internet,
        }  # fmt: skip


class Call:
    """One call as its handler sees it. `deadline` is in steady seconds; `hops` are the nodes it came through."""

    __slots__ = ("_number", "_send", "body", "caller", "deadline", "hops", "params")

    def __init__(
        self,
        body: Json,
        caller: Caller,
        request: str | int = 0,
        deadline: float = float("inf"),
        params: Params = NOTHING,
        hops: tuple[str, ...] = (),
        send: Send | None = None,
    ) -> None:
        self.body = body
        self.caller = caller
        self.deadline = deadline
        self.params = params
        self.hops = hops
        self._number = request  # spelled only when somebody asks: most calls end before
        self._send = send

    @property
    def request(self) -> str:
        """The id of the request, 16 hexadecimal digits; the same at every node that it reaches."""
        return spelled(self._number)

    async def send(self, chunk: Json) -> None:
        """Give a part of the answer before its end; waits until the reader has taken it. Of a streaming contract."""
        if self._send is not None:
            await self._send(chunk)


def spelled(request: str | int) -> str:
    return request if isinstance(request, str) else f"{request & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def capability(
    name: str,
    *,
    trust: Trust,
    input: Json = ANYTHING,
    output: Json = ANYTHING,
    version: Version = FIRST,
    timeout_s: float = TIMEOUT_S,
    max_body: int = MAX_BODY,
    max_concurrent: int = MAX_CONCURRENT,
    max_queue: int = MAX_QUEUE,
    params: tuple[str, ...] = (),
    shared: bool = False,
    idempotent: bool = False,
    streaming: bool = False,
    cost: str = COSTS[0],
    own: bool = False,
    internet: bool = False,
) -> Callable[[Marked], Marked]:
    """Mark a method as a capability; the bus collects marked methods, importing registers nothing."""
    contract = Contract(
        name, trust, version, input, output, timeout_s, max_body, max_concurrent, max_queue, params, shared, idempotent,
        streaming, cost, own, internet,
    )  # fmt: skip

    def mark(method: Marked) -> Marked:
        setattr(method, MARK, contract)
        return method

    return mark
