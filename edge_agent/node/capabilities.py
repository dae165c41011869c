"""node.status and node.capabilities: what this node is and offers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from edge_agent.bus.capability import Call, Contract, Json, Trust, capability
from edge_agent.clock import Clock


@dataclass(frozen=True, slots=True)
class Node:
    """What the composition root knows of the node; the key in its text forms."""

    name: str
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

    @capability("node.status", trust=Trust.STRANGER)
    async def status(self, call: Call) -> Json:
        node = self._node
        return {
            "name": node.name,
            "node_id": node.node_id,
            "short": node.short,
            "community": node.community,
            "version": version("hearthnet-edge"),
            "uptime_s": int(self._steady() - self._started),
            "events": await node.events(),
            "address": node.address(),
        }

    @capability("node.capabilities", trust=Trust.MEMBER)
    async def capabilities(self, call: Call) -> Json:
        return {
            "capabilities": [{"name": offer.name, "trust": offer.trust.name.lower()} for offer in self._node.offers()]
        }
