"""node.status and node.capabilities: what this node is and offers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from edge_agent.bus.capability import Call, Contract, Json, Trust, capability
from edge_agent.bus.schema import COUNT, FLAG, HEX, LANGUAGE, NUMBER, OBJECT, TEXT, gives, many, takes
from edge_agent.clock import Clock

STATUS = gives(
    name=TEXT, node_id=TEXT, short=TEXT, community=HEX, version=TEXT, uptime_s=COUNT, events=COUNT, address=TEXT,
)  # fmt: skip
SCHEMAS = ("input", "output")
OFFERED = gives(
    SCHEMAS, name=TEXT, version=many(COUNT, 2), hash=TEXT, trust=TEXT, params=many(TEXT), timeout_s=NUMBER,
    max_body=COUNT, max_concurrent=COUNT, max_queue=COUNT, shared=FLAG, idempotent=FLAG, streaming=FLAG, cost=TEXT,
    own=FLAG,
    input=OBJECT, output=OBJECT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """What the composition root knows of the node; the key in its text forms."""

    name: Callable[[], Awaitable[str]]
    node_id: str
    short: str
    community: str
    address: Callable[[], str]
    events: Callable[[], Awaitable[int]]
    offers: Callable[[], Sequence[Contract]]


class NodeCapabilities:
    def __init__(self, node: Node, *, steady: Clock) -> None:
        self._node = node
        self._steady = steady
        self._started = steady()

    @capability("node.status", trust=Trust.STRANGER, idempotent=True, input=takes(language=LANGUAGE), output=STATUS)
    async def status(self, call: Call) -> Json:
        node = self._node
        return {
            "name": await node.name(),
            "node_id": node.node_id,
            "short": node.short,
            "community": node.community,
            "version": version("hearthnet-edge"),
            "uptime_s": int(self._steady() - self._started),
            "events": await node.events(),
            "address": node.address(),
        }

    @capability(
        "node.capabilities", trust=Trust.MEMBER, idempotent=True, input=takes(schemas=FLAG),
        output=gives(capabilities=many(OFFERED)),
    )  # fmt: skip
    async def capabilities(self, call: Call) -> Json:
        """{schemas: with the JSON Schemas} -> {capabilities}: what this node offers, and on which terms."""
        offers = [offer.as_json() for offer in self._node.offers()]
        if call.body.get("schemas") is not True:
            offers = [{key: value for key, value in offer.items() if key not in SCHEMAS} for offer in offers]
        return {"capabilities": offers}
