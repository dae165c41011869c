"""The BEACON frame: a board is there, this is its state. docs/protocol/beacon.md. No I/O, no clock."""

from collections import namedtuple

from meshwire import cbor, frame
from meshwire.errors import WireError
from meshwire.event import ID_SIZE

TYPE = 6
HEAD = bytes((frame.VERSION, TYPE))
MAX_NAME = 20  # bytes of UTF-8
MAX_READINGS = 4
MAX_COUNTER = 1 << 32
MAX_UPTIME_H = 65535
UNKNOWN_BATTERY = 255  # on mains, or it cannot be measured
CALLS, HAS_CLOCK = 8, 16  # flags; the low three bits count the readings
_COUNT, _FLAGS = 7, 32
_FIXED_SIZE = len(HEAD) + ID_SIZE + 4 + 1 + 1 + 2
_READING_SIZE = 4
_OFFSET = 1 << 23  # a reading is 24 bits, signed

# battery: percent or None. calls: a person called for help here and has not said since that they are safe.
# readings: (sensor number, scaled value) of node/sensors.py.
Beacon = namedtuple("Beacon", ("author_id", "counter", "battery", "calls", "has_clock", "uptime_h", "name", "readings"))


def encode(beacon: Beacon) -> bytes:
    """The body, to be sealed; a name that is too long is cut, readings beyond the fourth are left out."""
    readings = beacon.readings[:MAX_READINGS]
    flags = len(readings) | (CALLS if beacon.calls else 0) | (HAS_CLOCK if beacon.has_clock else 0)
    battery = UNKNOWN_BATTERY if beacon.battery is None else min(max(beacon.battery, 0), 100)
    body: bytes = HEAD + beacon.author_id + beacon.counter.to_bytes(4, "big") + bytes((battery, flags))
    body += min(beacon.uptime_h, MAX_UPTIME_H).to_bytes(2, "big")
    for number, value in readings:
        body += bytes((number,)) + (min(max(value, -_OFFSET), _OFFSET - 1) + _OFFSET).to_bytes(3, "big")
    return body + _cut(beacon.name.encode())


def decode(body: bytes) -> Beacon:
    """Parse the body of an opened frame; WireError for anything else."""
    if not _FIXED_SIZE <= len(body) <= _FIXED_SIZE + MAX_READINGS * _READING_SIZE + MAX_NAME or body[:2] != HEAD:
        raise WireError("beacon: not one of this version")
    counter, battery, flags = int.from_bytes(body[6:10], "big"), body[10], body[11]
    count = flags & _COUNT
    at = _FIXED_SIZE + count * _READING_SIZE
    if flags >= _FLAGS or count > MAX_READINGS or not at <= len(body) <= at + MAX_NAME:
        raise WireError("beacon: flags or length do not fit")
    if 100 < battery < UNKNOWN_BATTERY:
        raise WireError("beacon: more than full")
    readings = []
    for start in range(_FIXED_SIZE, at, _READING_SIZE):
        readings.append((body[start], int.from_bytes(body[start + 1 : start + 4], "big") - _OFFSET))
    if not cbor.is_utf8(body[at:]):
        raise WireError("beacon: the name is not UTF-8")
    percent = None if battery == UNKNOWN_BATTERY else battery
    uptime_h = int.from_bytes(body[12:14], "big")
    told = (body[2:6], counter, percent, bool(flags & CALLS), bool(flags & HAS_CLOCK), uptime_h)
    return Beacon(*told, body[at:].decode(), readings)


def _cut(name: bytes) -> bytes:
    """The beginning that fits and ends with a whole character."""
    end = min(len(name), MAX_NAME)
    while end < len(name) and name[end] & 0xC0 == 0x80:
        end -= 1
    return name[:end]
