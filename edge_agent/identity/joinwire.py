"""The two messages of joining, safe to send in the open. docs/protocol/join.md. Pure."""

from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import VerifyKey

from edge_agent.errors import BadRequest
from edge_agent.identity.keys import Key
from edge_agent.identity.link import ROOT_HASH_SIZE, Link
from edge_agent.identity.membership import Request, asks, body_of
from meshwire import cbor
from meshwire.errors import WireError
from meshwire.event import KEY_SIZE, MAX_PART, Event, decode, encode

FORMAT = 1
MAX_REQUEST = 512  # bytes; the longest has 288
MAX_ANSWER = 1 << 20
MAX_ROSTER = 256 << 10  # bytes of events in an answer; what is left out comes with the first exchange of logs
WAITING, GRANTED = 0, 1


@dataclass(frozen=True, slots=True)
class Granted:
    """What a new member needs: the root's public key, and roster events with its own certificate among them.

    `door` is the key of the node that answered, `port` where it talks with other members.
    """

    root: bytes
    events: tuple[Event, ...]
    door: bytes
    port: int


def request_for(link: Link, node: Key, name: str) -> Request:
    """BadRequest for a name that is too long."""
    invite = Key(link.invite_seed)
    said = asks(link.root_hash, invite.public, node.public, name)
    request = Request(node.public, invite.public, name, invite.sign(said), node.sign(said))
    try:
        body_of(request)
    except WireError:
        raise BadRequest("the name of a node has at most 32 bytes; choose a shorter one with --name") from None
    return request


def encode_request(root_hash: bytes, request: Request) -> bytes:
    fields = (request.node, request.invite, request.name, request.proof, request.own)
    return cbor.dumps([FORMAT, root_hash, *fields])


def decode_request(data: bytes) -> tuple[bytes, Request]:
    """The hash of the root that is asked for, and the request; BadRequest for anything else."""
    try:
        fields = cbor.loads(data) if len(data) <= MAX_REQUEST else None
        if not isinstance(fields, list) or len(fields) != 7 or fields[0] != FORMAT:
            raise WireError("not a request of format 1")
        root_hash, request = fields[1], Request(*fields[2:])
        if not isinstance(root_hash, bytes) or len(root_hash) != ROOT_HASH_SIZE:
            raise WireError("the hash of the root key has another size")
        body_of(request)
    except WireError as error:
        raise BadRequest(f"this is no request to join: {error}; the node that asks may need an update") from None
    return root_hash, request


def encode_answer(node: bytes, granted: Granted | None) -> bytes:
    """Sealed to the node's key, so that whoever repeats its request in the open learns nothing about the members."""
    if granted is None:
        return cbor.dumps([WAITING, b""])
    events = [encode(event) for event in granted.events]
    content = cbor.dumps([granted.root, events, granted.door, granted.port])
    return cbor.dumps([GRANTED, SealedBox(VerifyKey(node).to_curve25519_public_key()).encrypt(content)])


def decode_answer(data: bytes, node: Key) -> Granted | None:
    """None: nobody has decided yet. What it says is believed only after its signatures were checked."""
    try:
        fields = cbor.loads(data) if len(data) <= MAX_ANSWER else None
        match fields:
            case [0, b""]:
                return None
            case [1, bytes(sealed)]:
                return _opened(SealedBox(node.encryption_key()).decrypt(sealed))
    except (WireError, CryptoError, ValueError):
        pass
    raise BadRequest("the answer cannot be read: it was changed on its way, or is not for this node; try again")


def _opened(content: bytes) -> Granted:
    match cbor.loads(content):
        case [bytes(root), list(events), bytes(door), int(port)] if len(door) == KEY_SIZE and 0 < port < 1 << 16:
            if all(isinstance(event, bytes) and len(event) < MAX_PART for event in events):
                return Granted(root, tuple(decode(event) for event in events), door, port)
    raise WireError("not a root key, events and a door")


def essential(own: bytes, events: list[Event]) -> tuple[Event, ...]:
    """The certificate of `own` first, then the newest events that have room: revocations and certificates alike."""
    ordered = sorted(events, key=lambda event: (event.body[0] != own, -event.seq))
    size, chosen = 0, []
    for event in ordered:
        size += len(event.part) + 112  # author, signature and their heads
        if size > MAX_ROSTER:
            break
        chosen.append(event)
    return tuple(sorted(chosen, key=lambda event: int(event.lamport)))
