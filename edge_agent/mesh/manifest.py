"""What a node says about itself to the others: signed, short-lived, bounded. docs/protocol/manifest.md. Pure.

Who has it from the node itself, over a link that proves the key, counts its lifetime from then by his own clock: a
node whose clock is wrong is believed as long as any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cbor2

from edge_agent.bus.adverts import advert_map, adverts_of
from edge_agent.bus.peer import Advert
from edge_agent.errors import BadRequest
from edge_agent.events.model import Signer, Verify
from edge_agent.mesh.items import parse
from edge_agent.text import printable
from meshwire.event import KEY_SIZE, SIGNATURE_SIZE

CONTEXT = b"HearthNet manifest\0"  # a signature under it can be mistaken for no other kind
MAX_MANIFEST = 256 << 10  # bytes: as many capabilities as `adverts_of` takes
MAX_LIFETIME_S = 600.0
MAX_ADDRESSES = 8
MAX_PEERS = 64
MAX_HOST = 64
MAX_FACTS = 16  # of the hardware

Endpoint = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`issued`: UTC s by the node's own clock. `energy`: 1 on mains, towards 0 as its battery runs out.

    `peers`: whom it has a link with, and where; a hint where to dial, no more.
    """

    node: bytes
    name: str
    issued: int
    lifetime_s: float
    addresses: Sequence[Endpoint] = ()
    capabilities: Sequence[Advert] = ()
    load: float = 0.0
    energy: float = 1.0
    hardware: Mapping[str, str] = field(default_factory=dict)
    peers: Mapping[bytes, Sequence[Endpoint]] = field(default_factory=dict)


def encode(manifest: Manifest, key: Signer) -> bytes:
    body = cbor2.dumps(
        {
            "node": manifest.node, "name": manifest.name, "issued": manifest.issued,
            "lifetime_s": manifest.lifetime_s, "addresses": [list(one) for one in manifest.addresses],
            "capabilities": [advert_map(one) for one in manifest.capabilities], "load": manifest.load,
            "energy": manifest.energy, "hardware": dict(manifest.hardware),
            "peers": {node: [list(one) for one in found] for node, found in manifest.peers.items()},
        }
    )  # fmt: skip
    return cbor2.dumps([body, key.sign(CONTEXT + body)])


def decode(data: bytes, node: bytes, verify: Verify) -> Manifest:
    """The manifest of this node; BadRequest for one that is forged, too large or of another form."""
    if len(data) > MAX_MANIFEST:
        raise BadRequest(f"a manifest has at most {MAX_MANIFEST} bytes, this one {len(data)}")
    match parse(data):
        case [bytes(body), bytes(signature)] if len(signature) == SIGNATURE_SIZE:
            if not verify(node, CONTEXT + body, signature):
                raise BadRequest("the manifest is not signed by the node that it came from")
        case _:
            raise BadRequest("a manifest is a body and a signature")
    manifest = _manifest(parse(body))
    if manifest.node != node:
        raise BadRequest("the manifest is that of another node")
    return manifest


def _manifest(told: object) -> Manifest:
    """Fields that a later version adds are passed over."""
    match told:
        case {
            "node": bytes(node), "name": str(name), "issued": int(issued),
            "lifetime_s": int() | float() as lifetime_s, "addresses": list(addresses),
            "capabilities": capabilities, "load": int() | float() as load, "energy": int() | float() as energy,
            "hardware": dict(hardware), "peers": dict(peers),
        } if 0 < lifetime_s <= MAX_LIFETIME_S and all(0 <= share <= 1 for share in (load, energy)):  # fmt: skip
            return Manifest(
                node, printable(name), issued, float(lifetime_s), _endpoints(addresses), adverts_of(capabilities),
                float(load), float(energy), _facts(hardware),
                _peers(peers),
            )  # fmt: skip
    raise BadRequest("the manifest has a field that is missing or out of bounds")


def _endpoints(told: object) -> tuple[Endpoint, ...]:
    if not isinstance(told, list) or len(told) > MAX_ADDRESSES:
        raise BadRequest(f"manifest: at most {MAX_ADDRESSES} addresses")
    found = []
    for one in told:
        match one:
            case [str(host), int(port)] if 0 < len(host) <= MAX_HOST and host.isprintable() and 0 < port < 65536:
                found.append((host, port))
            case _:
                raise BadRequest("manifest: an address is a host and a port")
    return tuple(found)


def _facts(told: Mapping[object, object]) -> dict[str, str]:
    if len(told) > MAX_FACTS or not all(isinstance(part, str) for pair in told.items() for part in pair):
        raise BadRequest(f"manifest: the hardware is told in at most {MAX_FACTS} texts")
    return {printable(str(name)): printable(str(value)) for name, value in told.items()}


def _peers(told: Mapping[object, object]) -> dict[bytes, Sequence[Endpoint]]:
    if len(told) > MAX_PEERS:
        raise BadRequest(f"manifest: at most {MAX_PEERS} peers")
    return {_key(peer): _endpoints(found) for peer, found in told.items()}


def _key(told: object) -> bytes:
    if not isinstance(told, bytes) or len(told) != KEY_SIZE:
        raise BadRequest("manifest: a peer is named by its key")
    return told
