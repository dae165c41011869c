"""Messages of the agent link, from bytes and to bytes. docs/protocol/agent-link.md. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cbor2

from lora_gateway.air.priority import Priority
from lora_gateway.errors import BadMessage
from lora_gateway.trust.trusted import MAX_ROOTS
from meshwire import time_frame
from meshwire.document import DIGEST_SIZE, MAX_OBJECT
from meshwire.event import KEY_SIZE

VERSION = 1
MAX_MESSAGE = 65536
MAX_ID = 48
MAX_IDS = 1000  # of one cancel: all that an outbox can hold
MAX_UTC = 1 << 40
MAX_REPLY = 4096  # bytes of an answer to a phone user: some 25 packets
MAX_RADIO = 1 << 32
FIRST_TEXT = (1 << 32) + 1  # the numbers below are those of heard frames
MAX_WANTED = 64  # documents


@dataclass(frozen=True, slots=True)
class Hello:
    role: str  # "agent", or "status" for somebody who only wants to look


@dataclass(frozen=True, slots=True)
class Send:
    id: bytes
    frame: bytes
    priority: Priority
    expires: int


@dataclass(frozen=True, slots=True)
class Cancel:
    ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """The root keys whose members' events count here."""

    roots: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    n: int


@dataclass(frozen=True, slots=True)
class Reply:
    """The agent's answer to a phone user, `to` the number of their radio."""

    to: int
    text: str


@dataclass(frozen=True, slots=True)
class Object:
    """The packed document of an alert. `push`: nobody can have it yet."""

    digest: bytes
    packed: bytes
    expires: int
    push: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """The documents that the agent lacks; each message replaces the one before."""

    digests: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """The body of a TIME frame that the agent has just signed."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Other:
    """A ping, or something of a later version: it shows that the peer lives, and no more."""


Message = Hello | Community | Send | Cancel | Taken | Reply | Object | Wanted | Time | Other
Fields = Mapping[object, object]


def encode(message: Mapping[str, object]) -> bytes:
    """With its length in front."""
    body = cbor2.dumps(message)
    return len(body).to_bytes(4, "big") + body


def decode(body: bytes) -> Message:
    """Parse what an agent sent; raises BadMessage."""
    fields = decode_map(body)
    kind = fields.get("is")
    if not isinstance(kind, str):
        raise BadMessage("agent link: not a message")
    parse = PARSERS.get(kind)
    message = parse(fields) if parse is not None else Other()
    if message is None:
        raise BadMessage(f"agent link: malformed {kind}")
    return message


def decode_map(body: bytes) -> dict[object, object]:
    try:
        fields = cbor2.loads(body)
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BadMessage(f"agent link: not CBOR: {error}") from None
    if not isinstance(fields, dict):
        raise BadMessage("agent link: not a map")
    return fields


def _hello(fields: Fields) -> Message | None:
    match fields:
        case {"version": 1, "role": "agent" | "status" as role}:
            return Hello(role)
        case {"version": version} if version != VERSION:
            raise BadMessage(f"agent link: this gateway speaks version {VERSION}, not {version!r:.20}")
    return None


def _community(fields: Fields) -> Message | None:
    match fields:
        case {"roots": list(roots)} if len(roots) <= MAX_ROOTS and all(_is_key(root) for root in roots):
            return Community(tuple(roots))
    return None


def _send(fields: Fields) -> Message | None:
    match fields:
        case {"id": id, "frame": bytes(frame), "priority": int(priority), "expires": int(expires)} if (
            0 <= priority <= max(Priority) and 0 <= expires < MAX_UTC
        ):
            return Send(_id(id), frame, Priority(priority), expires)
    return None


def _cancel(fields: Fields) -> Message | None:
    match fields:
        case {"ids": list(ids)} if len(ids) <= MAX_IDS:
            return Cancel(tuple(_id(id) for id in ids))
    return None


def _taken(fields: Fields) -> Message | None:
    match fields:
        case {"n": int(n)} if 0 <= n < MAX_UTC:
            return Taken(n)
    return None


def _reply(fields: Fields) -> Message | None:
    match fields:
        case {"to": int(to), "text": str(text)} if 0 < to < MAX_RADIO and _size(text) <= MAX_REPLY:
            return Reply(to, text)
    return None


def _object(fields: Fields) -> Message | None:
    match fields:
        case {"digest": bytes(digest), "bytes": bytes(packed), "expires": int(expires), "push": bool(push)} if (
            len(digest) == DIGEST_SIZE and 0 < len(packed) <= MAX_OBJECT and 0 <= expires < MAX_UTC
        ):
            return Object(digest, packed, expires, push)
    return None


def _wanted(fields: Fields) -> Message | None:
    match fields:
        case {"digests": list(digests)} if len(digests) <= MAX_WANTED and all(_is_digest(one) for one in digests):
            return Wanted(tuple(digests))
    return None


def _time(fields: Fields) -> Message | None:
    match fields:
        case {"body": bytes(body)} if len(body) == time_frame.SIZE:
            return Time(body)
    return None


def _is_digest(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == DIGEST_SIZE


def _is_key(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == KEY_SIZE


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))


def _id(value: object) -> bytes:
    if not isinstance(value, bytes) or not 1 <= len(value) <= MAX_ID:
        raise BadMessage(f"agent link: an id has 1 to {MAX_ID} bytes")
    return value


PARSERS: Mapping[str, Callable[[Fields], Message | None]] = {
    "hello": _hello, "community": _community, "send": _send, "cancel": _cancel, "taken": _taken, "reply": _reply,
    "object": _object, "wanted": _wanted, "time": _time,
}  # fmt: skip
