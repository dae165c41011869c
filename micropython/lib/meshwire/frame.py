"""The EVENT frame: one event in one radio transmission. docs/protocol/frame.md. No I/O, no clock."""

from collections import namedtuple

from meshwire import cbor
from meshwire.errors import WireError
from meshwire.event import ID_SIZE, SIGNATURE_SIZE, Event, author_id, check_part

VERSION = 0xE1  # magic in the high half: other programs use the same Meshtastic port numbers
EVENT = 1
FRAG, FNEED = 4, 5  # meshwire.fragment, which a board loads when it needs it
MESHTASTIC_PORT = 275  # of a Data packet; 256 and 257 are used by games and by ATAK
MAX_FRAME = 231  # what Meshtastic's Data protobuf leaves of 255 bytes for our port, measured
MAX_RAW_FRAME = 247  # 255 less the raw-LoRa envelope
HEADER_SIZE = 3 + ID_SIZE
UNKNOWN_AGE = 255
MAX_AGE_MIN = (16 + 14) << 14  # code 254

EventFrame = namedtuple("EventFrame", ("age_min", "author_id", "part", "signature", "fields"))


def age_code(minutes: int | None) -> int:
    """One byte for an age in minutes, rounded down by at most a sixteenth; None is unknown."""
    if minutes is None:
        return UNKNOWN_AGE
    if minutes < 16:
        return max(minutes, 0)
    minutes = min(minutes, MAX_AGE_MIN)
    exponent = 1
    while minutes >> exponent >= 16:
        exponent += 1
    return exponent << 4 | (minutes >> (exponent - 1)) - 16


def age_minutes(code: int) -> int | None:
    """The age that a code stands for, None when it is unknown."""
    if code == UNKNOWN_AGE:
        return None
    mantissa, exponent = code & 15, code >> 4
    return mantissa if exponent == 0 else (16 + mantissa) << (exponent - 1)


def encode_event(event: Event, age_min: int | None) -> bytes:
    """The frame that carries an event; it may be longer than MAX_FRAME, the caller decides."""
    head = bytes((VERSION, EVENT, age_code(age_min)))
    return b"".join((head, author_id(event.author), event.part, event.signature))


def with_age(frame: bytes, age_min: int | None) -> bytes:
    """The same EVENT frame with another age: what a relay sends."""
    return frame[:2] + bytes((age_code(age_min),)) + frame[3:]


def decode_event(frame: bytes) -> EventFrame:
    """Parse an EVENT frame; raises WireError for anything else."""
    if not HEADER_SIZE + SIGNATURE_SIZE < len(frame) <= MAX_RAW_FRAME:
        raise WireError("frame: %d bytes cannot be an event" % len(frame))
    if frame[0] != VERSION or frame[1] != EVENT:
        raise WireError("frame: not an event of this version")
    end = len(frame) - SIGNATURE_SIZE
    part = frame[HEADER_SIZE:end]
    fields = check_part(cbor.loads(part))
    return EventFrame(age_minutes(frame[2]), frame[3:HEADER_SIZE], part, frame[end:], fields)
