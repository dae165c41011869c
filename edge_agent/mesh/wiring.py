"""Puts the parts of the mesh together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Trust
from edge_agent.clock import steady_s, utc_s
from edge_agent.config import Config
from edge_agent.config import Mesh as Settings
from edge_agent.errors import BadRequest, ConfigError
from edge_agent.events.store import EventStore
from edge_agent.identity.community import Identity
from edge_agent.identity.keys import parse_node_id
from edge_agent.identity.members import Members
from edge_agent.identity.standing import name_of, trust_of
from edge_agent.interfaces import can_be_reached
from edge_agent.kernel_clock import ALWAYS, clock_state, is_synchronised
from edge_agent.mesh.capabilities import MeshCapabilities
from edge_agent.mesh.door import Door
from edge_agent.mesh.door_rooms import Rooms
from edge_agent.mesh.energy import energy
from edge_agent.mesh.links import Connections
from edge_agent.mesh.links_standing import Standing
from edge_agent.mesh.manifest import Endpoint
from edge_agent.mesh.mdns import Mdns
from edge_agent.mesh.peering import Peering
from edge_agent.mesh.remembered import Remembered
from edge_agent.mesh.statement import Statement
from edge_agent.mesh.syncing import Syncing
from edge_agent.mesh.syncing_capabilities import SyncCapabilities
from edge_agent.mesh.table import Address, Source
from edge_agent.mesh.tls import Tls
from edge_agent.supervisor import Service

HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Mesh:
    """What runs, and what other parts of the agent ask."""

    services: Sequence[Service]
    capabilities: Sequence[object]
    peering: Peering
    tls: Tls
    statement: Statement


def mesh(
    config: Config, identity: Identity, store: EventStore, members: Members, bus: Bus, *, page: Endpoint,
    notify: Callable[[], None], relays: Callable[[bytes], Iterable[Path]],
) -> Mesh:  # fmt: skip
    """`page`: where the page listens. `notify` is called when a peer came or went. `relays`: the sockets that lead to
    a node through hubs."""

    async def standing(key: bytes) -> tuple[Trust, str]:
        roster = await members.roster()
        return trust_of(roster, key, utc_s()), name_of(roster, key)

    listen, port = door_of(config.mesh, page)
    own, connections = identity.key, Connections()
    tls = Tls(own, now=utc_s, steady=steady_s, known=lambda: knows_the_time(config.node.time))
    syncing = Syncing(store, identity.root)
    peering = Peering(
        own.public, bus, tls, connections, syncing, Remembered(store), standing=standing,
        fixed=[fixed_peer(text) for text in config.mesh.peers], notify=notify, steady=steady_s,
        relays=relays,
    )  # fmt: skip
    statement = Statement(
        own, config.node.name, bus, door=lambda: (listen, port), peers=peering.places, energy=energy, now=utc_s,
        steady=steady_s,
    )  # fmt: skip
    rooms = Rooms(bus, members.roster, lambda: statement.manifest(), peering.turns.welcome)
    services: list[Service] = [
        tls,
        Standing(store, members, tls, connections, now=utc_s, changed=peering.members_changed),
        Door(tls, rooms, connections, listen=listen, port=port, now=utc_s, steady=steady_s),
        syncing,
        peering,
    ]
    if config.mesh.discovery and can_be_reached(listen):
        services.append(_mdns(identity, port, peering))
    capabilities = (
        MeshCapabilities(peering, members, now=utc_s, steady=steady_s),
        SyncCapabilities(syncing, store, own, now=utc_s),
    )
    return Mesh(services, capabilities, peering, tls, statement)


def _mdns(identity: Identity, port: int, peering: Peering) -> Mdns:
    return Mdns(
        identity.key.public, identity.community, lambda: port, left=peering.left,
        found=lambda node, places: peering.found(node, places, Source.MDNS),
    )  # fmt: skip


def door_of(settings: Settings, page: Endpoint) -> Endpoint:
    """Address and port of the mesh door."""
    listen, port = page
    if not settings.port and port >= HIGHEST_PORT:
        raise ConfigError(f"there is no port behind {port} for other nodes; set mesh.port")
    return settings.listen or listen, settings.port or port + 1


def fixed_peer(text: str) -> tuple[bytes, Address]:
    """`hn1...@HOST:PORT`, the host in brackets when it is an IPv6 address."""
    node, _, place = text.partition("@")
    host, _, port = place.rpartition(":")
    try:
        if host and port.isdecimal() and 0 < int(port) <= HIGHEST_PORT:
            return parse_node_id(node), Address(host.strip("[]"), int(port), Source.OPERATOR)
    except BadRequest as error:
        raise ConfigError(f"mesh.peers: {error}") from None
    raise ConfigError(f"mesh.peers: {text[:100]!r} is not of the form hn1...@HOST:PORT")


def knows_the_time(setting: str) -> bool:
    """By the setting node.time."""
    return setting == ALWAYS or is_synchronised(clock_state())
