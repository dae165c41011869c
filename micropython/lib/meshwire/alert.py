"""The body of an alert event. docs/protocol/alert.md. No I/O, no clock.

All enumerations are codes of `meshwire.registry`; times are minutes from the event's `time`; `digest` is 12 bytes or
None; `replaces` lists (author id, or None for the author itself; seq).
"""

from collections import namedtuple

from meshwire import area as area_codec
from meshwire import registry, text
from meshwire.errors import WireError

HEAD_SIZE = 6
DIGEST_SIZE = 12  # 8 would put a second preimage within reach of a rich attacker
AUTHOR_ID_SIZE = 4
MAX_LIFETIME_MIN = 366 * 24 * 60  # a drought may last a season; nothing needs to stay on a board longer
MAX_INSTRUCTIONS = 16  # more than a screen holds
MAX_REPLACED = 8  # an update names its last few predecessors
_HEAD, _LIFETIME, _ONSET, _HEADLINE, _REPLACES = 0, 1, 2, 3, 7  # 4 to 6 are the area
_TYPE, _STATUS_SHIFT, _CUT, _WIDENED, _HAS_DIGEST = 0x03, 2, 0x10, 0x20, 0x40  # first byte of the head

Alert = namedtuple(
    "Alert",
    (
        "message_type", "status", "category", "urgency", "severity", "certainty", "responses", "event_code", "language",
        "lifetime_min", "onset_min", "instructions", "area", "headline", "headline_cut", "area_widened", "digest",
        "replaces",
    ),
)  # fmt: skip


def encode(alert: Alert) -> dict:  # type: ignore[type-arg]
    """The event body; ValueError when a field cannot be expressed."""
    if not 1 <= alert.lifetime_min <= MAX_LIFETIME_MIN or abs(alert.onset_min) > MAX_LIFETIME_MIN:
        raise ValueError("alert: lifetime or onset out of range")
    if alert.digest and len(alert.digest) != DIGEST_SIZE:
        raise ValueError("alert: a digest of the wrong length")
    if len(alert.instructions) > MAX_INSTRUCTIONS or len(alert.replaces) > MAX_REPLACED:
        raise ValueError("alert: too many instructions or too many replaced alerts")
    body: dict = {}  # type: ignore[type-arg]
    body.update(area_codec.encode(alert.area))
    body[_HEAD] = _encode_head(alert)
    body[_LIFETIME] = alert.lifetime_min
    if alert.onset_min:
        body[_ONSET] = alert.onset_min
    if alert.headline:
        body[_HEADLINE] = text.pack(alert.headline, alert.language)
    if alert.replaces:
        body[_REPLACES] = [seq if author is None else [author, seq] for author, seq in alert.replaces]
    return body


def decode(body: dict) -> Alert:  # type: ignore[type-arg]
    """Parse an event body; raises WireError. Keys and bits of later versions are ignored, so that their alerts show."""
    head = _field(body, _HEAD, bytes, b"")
    if len(head) < HEAD_SIZE or head[0] & _TYPE >= len(registry.MESSAGE_TYPES):
        raise WireError("alert: no head, or one of an unknown message type")
    bits = int.from_bytes(head[1:4], "big")
    digest, instructions = _after_head(head)
    language, headline, cut = _headline(body, head[5], bool(head[0] & _CUT))
    return Alert(
        head[0] & _TYPE,
        head[0] >> _STATUS_SHIFT & 3,
        _known(bits >> 20, len(registry.CATEGORIES)),
        _known(bits >> 17 & 7, len(registry.URGENCIES)),
        _known(bits >> 14 & 7, len(registry.SEVERITIES)),
        _known(bits >> 11 & 7, len(registry.CERTAINTIES)),
        bits >> 2 & 0x1FF,
        head[4],
        language,
        _number(body, _LIFETIME, 1, 0),
        _number(body, _ONSET, -MAX_LIFETIME_MIN, 0),
        instructions,
        area_codec.decode(body),
        headline,
        cut,
        bool(head[0] & _WIDENED),
        digest,
        _replaces(body),
    )


def _encode_head(alert: Alert) -> bytes:
    flags = alert.message_type | alert.status << _STATUS_SHIFT
    for flag, is_set in ((_CUT, alert.headline_cut), (_WIDENED, alert.area_widened), (_HAS_DIGEST, alert.digest)):
        flags |= flag if is_set else 0
    bits = alert.category << 20 | alert.urgency << 17 | alert.severity << 14 | alert.certainty << 11
    bits |= alert.responses << 2
    head: bytes = bytes((flags,)) + bits.to_bytes(3, "big") + bytes((alert.event_code, alert.language))
    after: bytes = bytes(alert.digest or b"") + bytes(alert.instructions)
    return head + after


def _after_head(head: bytes) -> tuple[bytes | None, tuple]:  # type: ignore[type-arg]
    """The digest, when there is one, and the instruction codes."""
    at = HEAD_SIZE + DIGEST_SIZE if head[0] & _HAS_DIGEST else HEAD_SIZE
    if not at <= len(head) <= at + MAX_INSTRUCTIONS:
        raise WireError("alert: a cut digest or too many instructions")
    return head[HEAD_SIZE:at] or None, tuple(head[at:])


def _known(code: int, count: int) -> int:
    return code if code < count else 0


def _field(body: dict, key: int, kind: type, default: object):  # type: ignore[no-untyped-def, type-arg]
    value = body.get(key, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise WireError(f"alert: field {key} has the wrong type")
    return value


def _number(body: dict, key: int, low: int, default: int) -> int:  # type: ignore[type-arg]
    value = int(_field(body, key, int, default))
    if not low <= value <= MAX_LIFETIME_MIN:
        raise WireError(f"alert: field {key} is out of range")
    return value


def _headline(body: dict, language: int, cut: bool) -> tuple[int, str, bool]:  # type: ignore[type-arg]
    """With the dictionary of a later version a headline cannot be read: the codes still are, and it shows as cut."""
    packed = body.get(_HEADLINE, "")
    if language >= len(registry.LANGUAGES):
        return 0, text.unpack(packed, 0) if isinstance(packed, str) else "", cut or not isinstance(packed, str)
    return language, text.unpack(packed, language), cut


def _replaces(body: dict) -> list:  # type: ignore[type-arg]
    entries = _field(body, _REPLACES, list, [])
    if len(entries) > MAX_REPLACED:
        raise WireError("alert: replaces too many")
    return [_replaced(entry) for entry in entries]


def _replaced(entry: object) -> tuple[bytes | None, int]:
    author, seq = None, entry
    if isinstance(entry, list) and len(entry) == 2:
        author, seq = entry
        if not isinstance(author, bytes) or len(author) != AUTHOR_ID_SIZE:
            raise WireError("alert: a replaced alert has no author id")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < 1 << 32:
        raise WireError("alert: a replaced alert has no number")
    return author, seq
