"""What other nodes offer at the moment: the mesh updates it, the bus routes by it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edge_agent.bus.capability import Trust
from edge_agent.bus.health import Health
from edge_agent.bus.peer import Advert, PeerLink
from edge_agent.identity.keys import node_id


@dataclass(frozen=True, slots=True)
class Remote:
    """A node that can be called. `energy`: 1 on mains, towards 0 as its battery runs out."""

    node: bytes
    id: str
    name: str
    trust: Trust
    energy: float
    link: PeerLink


@dataclass(frozen=True, slots=True)
class RemoteOffer:
    remote: Remote
    advert: Advert
    health: Health


class Remotes:
    def __init__(self) -> None:
        self._nodes: dict[bytes, Remote] = {}
        self._offers: dict[str, dict[bytes, RemoteOffer]] = {}

    def update(
        self, node: bytes, name: str, offers: Sequence[Advert], link: PeerLink, *, trust: Trust = Trust.MEMBER,
        energy: float = 1.0,
    ) -> None:  # fmt: skip
        """A node came, or told anew what it offers; what is known of its health stays."""
        kept = {name: there[node].health for name, there in self._offers.items() if node in there}
        self.drop(node)
        remote = Remote(node, node_id(node), name, trust, energy, link)
        self._nodes[node] = remote
        for advert in offers:
            offer = RemoteOffer(remote, advert, kept.get(advert.name) or Health())
            self._offers.setdefault(advert.name, {})[node] = offer

    def drop(self, node: bytes) -> None:
        """The node cannot be called any more."""
        self._nodes.pop(node, None)
        for name in [name for name, offers in self._offers.items() if offers.pop(node, None) and not offers]:
            del self._offers[name]

    def offering(self, name: str) -> Iterable[RemoteOffer]:
        """Those that offer a capability."""
        return self._offers.get(name, NONE).values()

    def nodes(self) -> list[Remote]:
        return sorted(self._nodes.values(), key=lambda remote: remote.id)

    def names(self) -> list[str]:
        """What is offered anywhere."""
        return sorted(self._offers)


NONE: Mapping[bytes, RemoteOffer] = {}
