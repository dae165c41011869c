"""What this node says of itself in its manifest, made when somebody asks."""

import platform
from collections.abc import Callable, Mapping, Sequence

from edge_agent.bus.bus import Bus
from edge_agent.clock import Clock
from edge_agent.identity.keys import Key
from edge_agent.interfaces import can_be_reached, network_interfaces
from edge_agent.mesh.manifest import MAX_ADDRESSES, MAX_PEERS, Endpoint, Manifest, encode

LIFETIME_S = 90.0  # three refreshes; docs/mesh.md
AGAIN_S = 2.0  # one is made at most as often, however many ask
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104, it is compared with, not listened on


class Statement:
    """`door`: where the mesh door listens. `peers`: whom this node has a link with, and where."""

    def __init__(
        self, key: Key, name: str, bus: Bus, *, door: Callable[[], Endpoint],
        peers: Callable[[], Mapping[bytes, Sequence[Endpoint]]], energy: Callable[[], float], now: Clock,
        steady: Clock,
    ) -> None:  # fmt: skip
        self._key, self._name, self._bus = key, name, bus
        self._door, self._peers, self._energy = door, peers, energy
        self._now, self._steady = now, steady
        self._made, self._made_s = b"", float("-inf")

    def manifest(self) -> bytes:
        if self._steady() - self._made_s > AGAIN_S:
            self._made, self._made_s = encode(self._say(), self._key), self._steady()
        return self._made

    def _say(self) -> Manifest:
        adverts, peers = self._bus.adverts(), dict(list(self._peers().items())[:MAX_PEERS])
        load = max((advert.load for advert in adverts), default=0.0)
        return Manifest(
            self._key.public, self._name, int(self._now()), LIFETIME_S, addresses(*self._door()), adverts,
            load, self._energy(), {"machine": platform.machine()}, peers,
        )  # fmt: skip


def addresses(listen: str, port: int) -> list[Endpoint]:
    """Under which other machines reach a door; a link-local one means nothing to them."""
    if not can_be_reached(listen):
        return []
    if listen not in EVERYWHERE:
        return [(listen, port)]
    hosts = [one.host for one in network_interfaces() if not one.host.lower().startswith("fe80:")]
    ours = [host for host in hosts if listen == "::" or ":" not in host]
    return [(host, port) for host in ours[:MAX_ADDRESSES]]
