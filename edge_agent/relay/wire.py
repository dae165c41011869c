"""What a member and a hub say to each other: one CBOR list a message. docs/protocol/relay.md. Pure.

member to hub                       hub to member
hello KEY CERTIFICATE SIGNATURE     challenge NONCE
open STREAM KEY                     welcome KEYS         who of the community is here
data STREAM BYTES                   here KEY, gone KEY
more STREAM COUNT                   open STREAM KEY      from whom
end STREAM                          data, more, end      of a stream that either side opened
mail ID KEY BODY                    mail NUMBER KEY BODY
taken NUMBER                        kept ID, refused ID REASON
revoked EVENT
"""

from collections.abc import Callable, Mapping

import cbor2

from edge_agent.errors import BadRequest
from edge_agent.mesh.items import parse
from meshwire.event import KEY_SIZE, SIGNATURE_SIZE

CONTEXT = b"HearthNet relay\0"
NONCE_SIZE = 32
ID_SIZE = 16
PIECE = 16 << 10  # bytes of a stream in one message, so that others get their turn
WINDOW = 128 << 10  # bytes of a stream that may be on their way to a reader who is slow
MAX_STREAMS = 64  # of one member at once
MAX_MAIL = 16 << 10  # bytes of one sealed letter
MAX_EVENT = 8 << 10  # a certificate with the largest area has 4 kB
MAX_HERE = 4096
MAX_MESSAGE = 160 << 10  # a welcome with every member of the largest community
MAX_NUMBER = 1 << 62
MAX_REASON = 200

Message = tuple[object, ...]
_Check = Callable[[object], bool]


def _bytes(least: int, most: int) -> _Check:
    return lambda told: isinstance(told, bytes) and least <= len(told) <= most


def _number(told: object) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= MAX_NUMBER


def _text(told: object) -> bool:
    return isinstance(told, str) and len(told) <= MAX_REASON


def _keys(told: object) -> bool:
    return isinstance(told, list) and len(told) <= MAX_HERE and all(KEY(one) for one in told)


KEY, ID, SIGNATURE = _bytes(KEY_SIZE, KEY_SIZE), _bytes(ID_SIZE, ID_SIZE), _bytes(SIGNATURE_SIZE, SIGNATURE_SIZE)
EVENT, LETTER = _bytes(1, MAX_EVENT), _bytes(1, MAX_MAIL)
STREAM: Mapping[str, tuple[_Check, ...]] = {
    "open": (_number, KEY), "data": (_number, _bytes(1, PIECE)), "more": (_number, _number), "end": (_number,),
}  # fmt: skip
TO_HUB: Mapping[str, tuple[_Check, ...]] = {
    **STREAM, "hello": (KEY, EVENT, SIGNATURE), "mail": (ID, KEY, LETTER), "taken": (_number,), "revoked": (EVENT,),
}  # fmt: skip
TO_MEMBER: Mapping[str, tuple[_Check, ...]] = {
    **STREAM, "challenge": (_bytes(NONCE_SIZE, NONCE_SIZE),), "welcome": (_keys,), "here": (KEY,), "gone": (KEY,),
    "mail": (_number, KEY, LETTER), "kept": (ID,), "refused": (ID, _text),
}  # fmt: skip


def encode(*message: object) -> bytes:
    return cbor2.dumps(list(message))


def decode(data: bytes, forms: Mapping[str, tuple[_Check, ...]]) -> Message:
    """BadRequest for what is no message of these forms."""
    told = parse(data)
    if isinstance(told, list) and told and isinstance(told[0], str) and told[0] in forms:
        checks = forms[told[0]]
        if len(told) == len(checks) + 1 and all(check(one) for check, one in zip(checks, told[1:], strict=True)):
            return tuple(told)
    raise BadRequest("relay: a message of another form")


def to_sign(nonce: bytes, host: str) -> bytes:
    """What a member signs to show its key: for this hub, under the name by which it was called, and this once."""
    return CONTEXT + nonce + host.encode()
