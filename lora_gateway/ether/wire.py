"""Messages between the ether and its stations. docs/protocol/ether.md."""

import asyncio

from lora_gateway.errors import BadMessage

MAX_MESSAGE = 1024
MAX_NAME = 32  # bytes of a station's name
HELLO, TRANSMIT, DONE, REFUSED, RECEIVED, CARRIER, CONDITIONS = b"H", b"T", b"D", b"N", b"R", b"C", b"S"


def encode(kind: bytes, content: bytes = b"") -> bytes:
    """One message with its length in front; longer content is cut (only reasons are ever that long)."""
    body = (kind + content)[:MAX_MESSAGE]
    return len(body).to_bytes(2, "big") + body


def encode_received(payload: bytes, rssi_dbm: int, snr_db: int) -> bytes:
    head = rssi_dbm.to_bytes(2, "big", signed=True) + snr_db.to_bytes(1, "big", signed=True)
    return encode(RECEIVED, head + payload)


def decode_received(content: bytes) -> tuple[bytes, int, int]:
    """Radio payload, RSSI in dBm, SNR in dB; raises BadMessage."""
    if len(content) < 4:
        raise BadMessage("ether: a reception is shorter than its head")
    rssi_dbm = int.from_bytes(content[:2], "big", signed=True)
    return content[3:], rssi_dbm, int.from_bytes(content[2:3], "big", signed=True)


async def read(reader: asyncio.StreamReader) -> tuple[bytes, bytes] | None:
    """The next message as (type, content), None when the other side closed; raises BadMessage."""
    try:
        length = int.from_bytes(await reader.readexactly(2), "big")
        if not 1 <= length <= MAX_MESSAGE:
            raise BadMessage(f"ether: a message of {length} bytes")
        body = await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return body[:1], body[1:]
