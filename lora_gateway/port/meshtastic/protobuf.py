"""Protocol Buffers on the wire, as far as Meshtastic's messages need them. Pure.

A message is a frozen dataclass whose fields name their numbers:

    @dataclass(frozen=True, slots=True)
    class QueueStatus:
        res: int = int32(1)
        free: int = uint32(2)

A field is written when it differs from its default, so an `optional` one, whose default is None, is written even if it
is zero. Of the fields marked `one_of` in a message the last on the wire wins. Unknown fields are skipped; text that is
not UTF-8 is repaired, because the firmware cuts names in the middle of a character.
https://protobuf.dev/programming-guides/encoding
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache, partial
from typing import Any, Protocol, TypeVar

from lora_gateway.errors import BadMessage

MAX_MESSAGE = 512  # bytes; MAX_TO_FROM_RADIO_SIZE of the firmware
VARINT, FIXED64, DELIMITED, FIXED32 = 0, 1, 2, 5  # wire types; groups (3, 4) have not been in use since 2008
LONGEST_VARINT = 10
MAX_NUMBER = 2047  # of a field, with a tag of two bytes; Meshtastic uses numbers up to 107
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Kind:
    """`load` takes the number of a varint, or the bytes of any other field; `dump` gives what follows the tag."""

    wire: int
    default: object
    dump: Callable[[Any], bytes]
    load: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    number: int
    kind: Kind
    default: object
    one_of: bool


def decode(kind: type[M], data: bytes) -> M:
    """The message of this dataclass; raises BadMessage."""
    if len(data) > MAX_MESSAGE:
        raise BadMessage(f"Meshtastic: a message of {len(data)} bytes; at most {MAX_MESSAGE} are allowed")
    layout = _layout(kind)
    values: dict[str, object] = {}
    chosen = ""
    for number, wire, raw in parts(data):
        known = layout.get(number)
        if known is None:
            continue
        if wire != known.kind.wire:
            raise BadMessage(f"Meshtastic: {kind.__name__}.{known.name} has wire type {wire}")
        if known.one_of:
            values.pop(chosen, None)
            chosen = known.name
        values[known.name] = known.kind.load(raw)
    return kind(**values)


def encode(message: object) -> bytes:
    out = bytearray()
    for one in _layout(type(message)).values():
        value = getattr(message, one.name)
        if value != one.default:
            out += varint(one.number << 3 | one.kind.wire) + one.kind.dump(value)
    return bytes(out)


def parts(data: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    """Number, wire type and raw value of every field, in order; raises BadMessage."""
    at = 0
    while at < len(data):
        tag, at = _read_varint(data, at)
        number, wire = tag >> 3, tag & 7
        if not 0 < number <= MAX_NUMBER:
            raise BadMessage(f"Meshtastic: {number} is not a field's number")
        if wire == VARINT:
            value, at = _read_varint(data, at)
            yield number, wire, value
            continue
        if wire == DELIMITED:
            size, at = _read_varint(data, at)
        elif wire in (FIXED32, FIXED64):
            size = 4 if wire == FIXED32 else 8
        else:
            raise BadMessage(f"Meshtastic: field {number} has wire type {wire}")
        if size > len(data) - at:
            raise BadMessage(f"Meshtastic: field {number} is cut")
        yield number, wire, data[at : at + size]
        at += size


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    """No encoder ends a number with an empty byte; the header of the frame behind a cut one looks so."""
    value = 0
    for index, byte in enumerate(data[at : at + LONGEST_VARINT]):
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            if value >= 1 << 64 or (byte == 0 and index):
                break
            return value, at + index + 1
    raise BadMessage("Meshtastic: a number is cut or too long")


def varint(value: int) -> bytes:
    """Negative numbers take ten bytes, as the format demands."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def delimited(content: bytes) -> bytes:
    return varint(len(content)) + content


def _signed(value: int) -> int:
    """The lower 32 bits as two's complement."""
    return (value & 0x7FFFFFFF) - (value & 0x80000000)


def _text(raw: bytes) -> str:
    """The firmware's texts end at a zero: one that holds a zero is the beginning of one and of the frame behind it."""
    if 0 in raw:
        raise BadMessage("Meshtastic: a text with a zero in it")
    return raw.decode("utf-8", "replace")


class Maker(Protocol):
    """Describes the field of a dataclass; `one_of` fields are None when they are absent, as optional ones are."""

    def __call__(self, number: int, *, optional: bool = False, one_of: bool = False) -> Any: ...


def _maker(kind: Kind) -> Maker:
    def make(number: int, *, optional: bool = False, one_of: bool = False) -> Any:
        default = None if optional or one_of else kind.default
        return field(default=default, metadata={"number": number, "kind": kind, "one_of": one_of})

    return make


uint32 = _maker(Kind(VARINT, 0, varint, lambda value: value & 0xFFFFFFFF))
int32 = _maker(Kind(VARINT, 0, varint, _signed))  # also for enumerations: a number that we cannot name passes
boolean = _maker(Kind(VARINT, False, varint, bool))
fixed32 = _maker(Kind(FIXED32, 0, lambda value: value.to_bytes(4, "little"), lambda raw: int.from_bytes(raw, "little")))
float32 = _maker(Kind(FIXED32, 0.0, partial(struct.pack, "<f"), lambda raw: struct.unpack("<f", raw)[0]))
octets = _maker(Kind(DELIMITED, b"", delimited, bytes))
text = _maker(Kind(DELIMITED, "", lambda value: delimited(value.encode()), _text))


def message(number: int, kind: type, *, one_of: bool = False) -> Any:
    """Another message; None when it is absent."""
    nested = Kind(DELIMITED, None, lambda value: delimited(encode(value)), partial(decode, kind))
    return _maker(nested)(number, one_of=one_of)


def _described(kind: Any) -> dict[int, Field]:
    """The fields of a message by number, in the order in which they are written."""
    listed = [
        Field(one.name, one.metadata["number"], one.metadata["kind"], one.default, one.metadata["one_of"])
        for one in fields(kind)
    ]
    return {one.number: one for one in sorted(listed, key=lambda one: one.number)}


_layout: Callable[[Any], dict[int, Field]] = cache(_described)
