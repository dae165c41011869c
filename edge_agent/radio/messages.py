"""Messages on the link to the gateway: 4 bytes length, one CBOR map. docs/protocol/agent-link.md."""

import asyncio
from collections.abc import Mapping

import cbor2

from edge_agent.errors import LinkLost

MAX_MESSAGE = 65536
VERSION = 1
Message = Mapping[str, object]


def encode(message: Message) -> bytes:
    body = cbor2.dumps(message)
    return len(body).to_bytes(4, "big") + body


async def read(reader: asyncio.StreamReader, *, limit_s: float) -> Message:
    """The next message; LinkLost when the other side is silent for `limit_s`, gone, or not speaking this protocol."""
    try:
        async with asyncio.timeout(limit_s):
            size = int.from_bytes(await reader.readexactly(4), "big")
            if not 0 < size <= MAX_MESSAGE:
                raise LinkLost(f"gateway: a message of {size} bytes; is another program using the socket?")
            body = await reader.readexactly(size)
    except TimeoutError:
        raise LinkLost(f"gateway: silent for {limit_s:g} s") from None
    except (asyncio.IncompleteReadError, ConnectionError):
        raise LinkLost("gateway: the connection closed") from None
    try:
        message = cbor2.loads(body)
    except (cbor2.CBORDecodeError, ValueError, TypeError, ArithmeticError, RecursionError):
        raise LinkLost("gateway: a message that is not CBOR") from None
    if not isinstance(message, dict) or not isinstance(message.get("is"), str):
        raise LinkLost("gateway: a message without a name")
    return message
