"""Events: signed once by their author, never encoded again. docs/protocol/event.md. No I/O, no clock."""

import hashlib
from collections import namedtuple

from meshwire import cbor
from meshwire.errors import WireError

ROSTER, CIVDEF, PEOPLE, SENSE = 1, 2, 3, 4
FILES, NODE = 18, 20
RADIO_TOPICS = (ROSTER, CIVDEF, PEOPLE, SENSE)
CERTIFICATE, REVOCATION = 1, 2
ALERT = 1
ACKNOWLEDGEMENT, CHECK_IN, SOS, POST, MESSAGE, NOTICE = 1, 2, 3, 4, 5, 6  # in PEOPLE
READING = 1  # in SENSE
DOCUMENT = 1  # in FILES
RESTRICTED_DOCUMENT = 2  # in NODE

KEY_SIZE, SIGNATURE_SIZE, ID_SIZE, REALM_SIZE = 32, 64, 4, 8
MAX_PART = 262144  # a CAP document with many languages and polygons stays below 256 kB
MAX_SEQ = 1 << 32
MAX_LAMPORT = 1 << 48
MAX_TIME = 1 << 40
CIVDEF_REALM = bytes(REALM_SIZE)

Part = namedtuple("Part", ("topic", "seq", "lamport", "time", "kind", "body"))
Event = namedtuple("Event", ("author", "part", "signature", "topic", "seq", "lamport", "time", "kind", "body"))


def author_id(public_key: bytes) -> bytes:
    """The four bytes that name an author in radio frames: a hint into the trust list, never proof."""
    return hashlib.sha256(public_key).digest()[:ID_SIZE]


def community_id(root_key: bytes) -> bytes:
    """Eight bytes that name the community of a root key."""
    return hashlib.sha256(root_key).digest()[:REALM_SIZE]


def realm_of(topic: int, community: bytes) -> bytes:
    """What a signature is bound to: one authority's alert is valid in every community that trusts it."""
    return CIVDEF_REALM if topic == CIVDEF else community


def digest(realm: bytes, author: bytes, part: bytes) -> bytes:
    """The 32 bytes that Ed25519 signs: SHA-256 keeps the slow SHA-512 of a board at one block."""
    return hashlib.sha256(b"HNE1" + realm + author + part).digest()


def encode_part(topic: int, seq: int, lamport: int, time: int, kind: int, body: dict) -> bytes:  # type: ignore[type-arg]
    part = cbor.dumps([topic, seq, lamport, time, kind, body])
    check_part(cbor.loads(part))
    if len(part) > MAX_PART:
        raise WireError("event: the signed part is %d bytes long, at most %d are allowed" % (len(part), MAX_PART))
    return part


def check_part(fields: object) -> Part:
    """The decoded array as a Part; WireError names the field that is wrong."""
    if not isinstance(fields, list) or len(fields) != 6:
        raise WireError("event: not an array of six")
    limits = (
        ("topic", 1, 256),
        ("seq", 1, MAX_SEQ),
        ("lamport", 1, MAX_LAMPORT),
        ("time", 0, MAX_TIME),
        ("kind", 0, 256),
    )
    for (name, low, high), value in zip(limits, fields):
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value < high:
            raise WireError("event: %s is not a number from %d to %d" % (name, low, high - 1))
    if not isinstance(fields[5], dict):
        raise WireError("event: body is not a map")
    return Part(*fields)


def decode_part(part: bytes) -> Part:
    if len(part) > MAX_PART:
        raise WireError("event: the signed part is too long")
    return check_part(cbor.loads(part))


def assemble(author: bytes, part: bytes, signature: bytes) -> Event:
    """An Event of its three pieces, parsed and bounded; the signature is not checked here."""
    if len(author) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        raise WireError("event: author or signature has the wrong length")
    return Event(author, part, signature, *decode_part(part))


def encode(event: Event) -> bytes:
    """The IP form."""
    return cbor.dumps([event.author, event.part, event.signature])


def decode(data: bytes) -> Event:
    """Parse the IP form; raises WireError for anything else."""
    pieces = cbor.loads(data)
    if not isinstance(pieces, list) or len(pieces) != 3:
        raise WireError("event: not an array of three")
    for piece in pieces:
        if not isinstance(piece, bytes):
            raise WireError("event: author, signed part and signature are byte strings")
    return assemble(pieces[0], pieces[1], pieces[2])


def is_authentic(event: Event, community: bytes, verify) -> bool:  # type: ignore[no-untyped-def]
    """Whether the author signed it; `verify(public_key, message, signature) -> bool` is pynacl's or a board's."""
    realm = realm_of(event.topic, community)
    return bool(verify(event.author, digest(realm, event.author, event.part), event.signature))
