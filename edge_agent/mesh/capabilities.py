"""mesh.*: the other nodes of the community, as this one knows them."""

from collections.abc import Iterator

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import LANGUAGE, gives, takes
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest
from edge_agent.identity.keys import node_id, parse_node_id, short_id
from edge_agent.identity.members import Members
from edge_agent.identity.standing import name_of, trust_of
from edge_agent.mesh.client_dial import LocalPlace
from edge_agent.mesh.linked import Linked
from edge_agent.mesh.peering import Peering
from edge_agent.mesh.table import Peer, Source

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
PEER = {
    "type": "object",
    "required": ["node", "short", "name", "trust", "state", "at", "heard_s"],
    "properties": {
        "node": TEXT, "short": TEXT, "name": TEXT, "trust": TEXT, "at": TEXT,
        "state": {"enum": ["linked", "stale", "known"]}, "relayed": {"type": "boolean"},
        "heard_s": {"type": ["integer", "null"]}, "capabilities": COUNT,
        "load": {"type": "number"}, "energy": {"type": "number"}, "failures": COUNT,
        "peers": {"type": "array", "items": TEXT},
    },
}  # fmt: skip
PEERS = {"type": "object", "required": ["peers"], "properties": {"peers": {"type": "array", "items": PEER}}}
ADD = {
    "type": "object",
    "required": ["node", "host", "port"],
    "additionalProperties": False,
    "properties": {
        "node": {"type": "string", "maxLength": 80},
        "host": {"type": "string", "minLength": 1, "maxLength": 64},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535},
    },
}


class MeshCapabilities:
    def __init__(self, peering: Peering, members: Members, *, now: Clock, steady: Clock) -> None:
        self._peering = peering
        self._members = members
        self._now, self._steady = now, steady

    @capability("mesh.peers", trust=Trust.MEMBER, idempotent=True, input=takes(language=LANGUAGE), output=PEERS)
    async def peers(self, call: Call) -> Json:
        """Every node that was heard of: linked now, stale, or only known."""
        roster, now = await self._members.roster(), self._now()
        told = []
        for peer in self._peering.table.peers():
            level = trust_of(roster, peer.node, now)
            if level > Trust.STRANGER:
                name = name_of(roster, peer.node) or peer.name
                told.append({**dict(self._about(peer)), "trust": level.name.lower(), "name": name})
        return {"peers": sorted(told, key=lambda one: (str(one["state"]), str(one["name"]), str(one["node"])))}

    @capability("mesh.peer.add", trust=Trust.OPERATOR, input=ADD, output=gives())
    async def add(self, call: Call) -> Json:
        """Look for a member at this address from now on."""
        match call.body:
            case {"node": str(text), "host": str(host), "port": int(port)}:
                node = parse_node_id(text)
            case _:
                raise BadRequest("name the node, its host and its port")
        if trust_of(await self._members.roster(), node, self._now()) is Trust.STRANGER:
            raise BadRequest(f"{short_id(node)} has no certificate of this community; invite it first")
        self._peering.found(node, [(host, port)], Source.OPERATOR)
        return {}

    def _about(self, peer: Peer) -> Iterator[tuple[str, object]]:
        linked, heard_s = self._peering.links.get(peer.node), peer.heard_s
        yield "node", node_id(peer.node)
        yield "short", short_id(peer.node)
        yield "heard_s", None if heard_s is None else int(self._steady() - heard_s)
        yield "failures", peer.failures
        if linked:
            yield from _linked(linked)
        else:
            yield "state", "known" if heard_s is None else "stale"
            yield "at", f"{peer.addresses[0].host} port {peer.addresses[0].port}" if peer.addresses else ""


def _linked(linked: Linked) -> Iterator[tuple[str, object]]:
    manifest = linked.manifest
    yield "state", "linked"
    yield "at", str(linked.place)
    yield "relayed", isinstance(linked.place, LocalPlace)
    yield "capabilities", len(manifest.capabilities)
    yield "load", manifest.load
    yield "energy", manifest.energy
    yield "peers", [node_id(node) for node in manifest.peers]
