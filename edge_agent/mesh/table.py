"""Whom this node knows, where each was seen, and whom to dial next. Pure: steady seconds are passed in.

A peer is named by its public key. It stays callable while it is heard or answers; a silent one goes stale and is
dialled ever more rarely, but forgotten only when the room is needed for another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

MAX_PEERS = 1024  # of a community of at most 4096 members; a node keeps links to a few dozen
MAX_ADDRESSES = 8  # of one peer: IPv4 and IPv6 on several interfaces
STALE_S = 90.0  # three refreshes of 30 s that did not come
FIRST_RETRY_S, LONGEST_RETRY_S = 1.0, 300.0
REFRESH_S = 30.0  # how often a peer says how it is; docs/mesh.md


class Source(IntEnum):
    """How an address became known; the higher one is tried first and is dropped last."""

    GOSSIP = 0  # another peer said so
    RADIO = 1
    MANIFEST = 2  # the peer itself said so
    MDNS = 3  # seen on this network just now
    OPERATOR = 4


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    source: Source


@dataclass(slots=True)
class Peer:
    node: bytes
    name: str = ""
    addresses: list[Address] = field(default_factory=list)
    heard_s: float | None = None  # when it last said or answered anything
    lost: bool = False  # it said goodbye, or its connection broke, and nothing was heard since
    failures: int = 0  # dials since it was last heard
    dial_after_s: float = 0.0
    shunned_s: float = 0.0  # until then nothing is taken from it

    def fresh(self, now: float) -> bool:
        return self.heard_s is not None and not self.lost and now - self.heard_s <= STALE_S


class PeerTable:
    def __init__(self, own: bytes) -> None:
        self._own = own
        self._peers: dict[bytes, Peer] = {}

    def peers(self) -> list[Peer]:
        return list(self._peers.values())

    def get(self, node: bytes) -> Peer | None:
        return self._peers.get(node)

    def seen(self, node: bytes, addresses: Iterable[Address], now: float) -> None:
        """Somebody says that the peer is there; news of a better kind makes it worth a dial at once."""
        if node == self._own:
            return
        peer = self._peers.get(node) or self._add(node, now)
        for address in addresses:
            if _learn(peer, address) and not peer.fresh(now):
                peer.failures, peer.dial_after_s = 0, max(now, peer.shunned_s)

    def hasten(self, node: bytes, now: float) -> None:
        """There is a new way to it that has no address: it is worth a dial at once."""
        self.seen(node, (), now)
        peer = self._peers.get(node)
        if peer and not peer.fresh(now):
            peer.failures, peer.dial_after_s = 0, max(now, peer.shunned_s)

    def heard(self, node: bytes, name: str, now: float) -> None:
        """The peer itself said or answered something, over a link that proves its key."""
        if node == self._own:
            return
        peer = self._peers.get(node) or self._add(node, now)
        peer.name, peer.heard_s, peer.lost, peer.failures = name, now, False, 0
        peer.dial_after_s = max(now, peer.shunned_s)

    def failed(self, node: bytes, now: float) -> None:
        """A dial came to nothing: the next one waits twice as long."""
        if peer := self._peers.get(node):
            peer.failures += 1
            peer.dial_after_s = now + min(FIRST_RETRY_S * 2 ** min(peer.failures - 1, 16), LONGEST_RETRY_S)

    def gone(self, node: bytes, now: float) -> None:
        """It said goodbye, or its connection broke: not callable until it is heard again."""
        if peer := self._peers.get(node):
            peer.lost = True
            peer.dial_after_s = max(now + FIRST_RETRY_S, peer.shunned_s)

    def shun(self, node: bytes, until_s: float) -> None:
        """It did what no honest peer does: neither dialled nor listened to until then."""
        if peer := self._peers.get(node):
            peer.lost, peer.shunned_s, peer.dial_after_s = True, until_s, until_s

    def is_shunned(self, node: bytes, now: float) -> bool:
        peer = self._peers.get(node)
        return peer is not None and now < peer.shunned_s

    def forget(self, node: bytes) -> None:
        self._peers.pop(node, None)

    def callable(self, now: float) -> list[Peer]:
        return [peer for peer in self._peers.values() if peer.fresh(now)]

    def due(
        self, linked: Iterable[bytes], now: float, also: Callable[[bytes], bool] = lambda node: False
    ) -> list[Peer]:
        """Those to dial now: known by an address or `also`, without a link, and not tried too lately."""
        have = set(linked)
        ready = (
            peer
            for peer in self._peers.values()
            if peer.node not in have and (peer.addresses or also(peer.node)) and peer.dial_after_s <= now
        )
        return sorted(ready, key=lambda peer: (peer.failures, peer.dial_after_s, peer.node))

    def _add(self, node: bytes, now: float) -> Peer:
        if len(self._peers) >= MAX_PEERS:
            quiet = min(self._peers.values(), key=_worth)
            del self._peers[quiet.node]
        peer = self._peers[node] = Peer(node, dial_after_s=now)
        return peer


def _worth(peer: Peer) -> tuple[bool, float, int]:
    """The least of these is forgotten first: rumours before what was ever heard, long silence before short."""
    best = max((address.source for address in peer.addresses), default=Source.GOSSIP)
    return best == Source.OPERATOR, -1.0 if peer.heard_s is None else peer.heard_s, best


def _learn(peer: Peer, address: Address) -> bool:
    """Add an address, or raise its source; whether that was news."""
    known = next((one for one in peer.addresses if (one.host, one.port) == (address.host, address.port)), None)
    if known and known.source >= address.source:
        return False
    if known:
        peer.addresses.remove(known)
    peer.addresses.insert(0, address)  # of two equals the newer: machines change their addresses
    peer.addresses.sort(key=lambda one: -one.source)
    del peer.addresses[MAX_ADDRESSES:]
    return address in peer.addresses
