"""Packets of a Meshtastic mesh as they are on the air, our frame inside. docs/protocol/on-air.md. No I/O, no clock.

The keystream has no tag: whoever has the channel's key can write anything in anybody's name. Trust is in the frame.
"""

from collections import namedtuple

from meshwire.errors import WireError
from meshwire.frame import MAX_FRAME, MESHTASTIC_PORT

SYNC_WORD = 0x2B
HEADER_SIZE = 16
MAX_PACKET = 255  # the longest LoRa payload
MAX_HOPS = 7
BROADCAST = 0xFFFFFFFF
WANT_ACK, VIA_MQTT = 8, 16  # flags beside the hops that are left (low 3 bits) and allowed at first (high 3 bits)
BLOCK_SIZE = 16
MAX_FIELDS = 16  # of a Data message; the schema has ten
_PORT, _PAYLOAD, _BITFIELD = 1, 2, 9  # numbers of its fields
_MAX_NUMBER = (1 << 29) - 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # wire types of protobuf

Header = namedtuple(
    "Header", ("to", "sender", "packet", "hops_left", "hops", "want_ack", "via_mqtt", "channel", "next_hop", "relay")
)


def channel_hash(name: bytes, key: bytes) -> int:
    """The byte by which a receiver guesses the channel; one in 256 strange channels has the same."""
    total = 0
    for byte in name + key:
        total ^= byte
    return total


def encode_header(header: Header) -> bytes:
    if not 0 <= header.hops_left <= header.hops <= MAX_HOPS:
        raise WireError("on air: %d of %d hops left" % (header.hops_left, header.hops))
    flags = header.hops << 5 | header.hops_left
    flags |= (WANT_ACK if header.want_ack else 0) | (VIA_MQTT if header.via_mqtt else 0)
    numbers = b"".join([number.to_bytes(4, "little") for number in header[:3]])
    return numbers + bytes((flags, header.channel, header.next_hop, header.relay))


def decode_header(data: bytes) -> Header:
    """Of a radio payload; WireError when it cannot be one."""
    if not HEADER_SIZE < len(data) <= MAX_PACKET:
        raise WireError("on air: %d bytes cannot be a packet" % len(data))
    to, sender, packet = [int.from_bytes(data[at : at + 4], "little") for at in (0, 4, 8)]
    flags = data[12]
    hops_left, hops = flags & MAX_HOPS, flags >> 5
    # Old firmware tells no first number of hops: then what is left is all that is known.
    hops = max(hops, hops_left)
    is_acked, is_from_mqtt = bool(flags & WANT_ACK), bool(flags & VIA_MQTT)
    return Header(to, sender, packet, hops_left, hops, is_acked, is_from_mqtt, data[13], data[14], data[15])


def one_hop_on(data: bytes, relay: int) -> bytes | None:
    """The same radio payload as the station whose number ends in `relay` repeats it; None when no hop is left.

    The destination's favourite neighbour (next hop) is forgotten: we are not asked to know any.
    """
    if not data[12] & MAX_HOPS:
        return None
    return data[:12] + bytes((data[12] - 1, data[13], 0, relay)) + data[HEADER_SIZE:]


def crypt(encrypt_block, sender: int, packet: int, data: bytes) -> bytes:  # type: ignore[no-untyped-def]
    """AES in counter mode, which is its own inverse; `encrypt_block(block) -> block` has the channel's key."""
    nonce = packet.to_bytes(8, "little") + sender.to_bytes(4, "little")
    out = bytearray(data)
    for at in range(0, len(out), BLOCK_SIZE):
        stream = encrypt_block(nonce + (at // BLOCK_SIZE).to_bytes(4, "big"))
        for place in range(at, min(at + BLOCK_SIZE, len(out))):
            out[place] ^= stream[place - at]
    return bytes(out)


def encode_data(frame: bytes) -> bytes:
    """A Data message on our port; its bit field forbids to hand it to MQTT, and stock radios send one as well."""
    if not 0 < len(frame) <= MAX_FRAME:
        raise WireError("on air: a frame of %d bytes, at most %d fit" % (len(frame), MAX_FRAME))
    head = bytes((_PORT << 3 | _VARINT,)) + _varint(MESHTASTIC_PORT) + bytes((_PAYLOAD << 3 | _BYTES,))
    return head + _varint(len(frame)) + frame + bytes((_BITFIELD << 3 | _VARINT, 0))


def decode_data(data: bytes) -> tuple[int, bytes]:
    """Port number and payload of a Data message; other fields are passed over. WireError when it is none.

    With a wrong key this is where noise is found out, nearly always.
    """
    port, payload, at = 0, b"", 0
    for _ in range(MAX_FIELDS):
        if at == len(data):
            return port, payload
        tag, at = _read_varint(data, at)
        number, kind = tag >> 3, tag & 7
        value, start, at = _read_value(data, at, kind)
        if (number, kind) == (_PORT, _VARINT):
            port = value
        elif (number, kind) == (_PAYLOAD, _BYTES):
            payload = data[start:at]
        elif number in (0, _PORT, _PAYLOAD) or number > _MAX_NUMBER:
            raise WireError("on air: no field of this number and type")
    raise WireError("on air: more than %d fields" % MAX_FIELDS)


def _read_value(data: bytes, at: int, kind: int) -> tuple[int, int, int]:
    """A number (0 for what is none), where its bytes begin, and where they end."""
    value, start = 0, at
    if kind == _VARINT:
        value, end = _read_varint(data, at)
    elif kind == _BYTES:
        size, start = _read_varint(data, at)
        end = start + size
    elif kind in (_FIXED32, _FIXED64):
        end = start + (4 if kind == _FIXED32 else 8)
    else:
        raise WireError("on air: no such wire type")
    if end > len(data):
        raise WireError("on air: a field is cut off")
    return value, start, end


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    """At most ten bytes, as protobuf has it; WireError when it does not end."""
    value = 0
    for place in range(10):
        if at + place == len(data):
            break
        byte = data[at + place]
        value |= (byte & 127) << 7 * place
        if byte < 128:
            return value, at + place + 1
    raise WireError("on air: a number does not end")
