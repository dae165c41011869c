"""Puts the parts of membership together."""

from ipaddress import ip_address
from pathlib import Path

from edge_agent.address import own_address
from edge_agent.clock import steady_s, utc_s
from edge_agent.events.store import EventStore
from edge_agent.identity.community import Identity
from edge_agent.identity.granting import Granter
from edge_agent.identity.inviting import Inviting
from edge_agent.identity.joindoor import JoinDoor
from edge_agent.identity.joining import CommunityCapabilities
from edge_agent.identity.leaving import LeavingCapabilities
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.link import address
from edge_agent.identity.members import Members
from edge_agent.interfaces import network_interfaces

EVERYWHERE = ("0.0.0.0", "::")
ASK = "ask"  # of community.approve: a person decides about everybody who asks; "invite": a good invite is enough


def membership(
    home: Path, identity: Identity, store: EventStore, members: Members, *, approve: str, cosigners: int,
    page: tuple[str, int], mesh_port: int,
) -> tuple[Granter, tuple[object, ...]]:  # fmt: skip
    """The service and the capabilities; `page` is where the page listens, `mesh_port` the door for members."""
    ledgers = Ledgers(store, identity)
    granter = Granter(home, identity, store, members, ledgers, ask=approve == ASK, cosigners=cosigners, now=utc_s)
    door = JoinDoor(identity, members, ledgers, granter, mesh_port=mesh_port, now=utc_s)
    inviting = Inviting(
        identity, members, ledgers, addresses=lambda: _addresses(*page), now=utc_s, steady=steady_s
    )  # fmt: skip
    leaving = LeavingCapabilities(home, identity, members, ledgers, granter, now=utc_s)
    return granter, (CommunityCapabilities(inviting, door, granter), leaving)


def _addresses(listen: str, port: int) -> list[str]:
    """Where others reach the page, the likeliest first. Link-local addresses mean nothing on another machine."""
    if listen not in EVERYWHERE:
        return [address(listen, port)]
    others = [one.host for one in network_interfaces() if not ip_address(one.host).is_link_local]
    usable = [host for host in others if listen == "::" or ":" not in host]
    return [address(host, port) for host in dict.fromkeys((own_address(), *usable))]
