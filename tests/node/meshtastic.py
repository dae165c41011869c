"""The other stations of a Meshtastic mesh, byte by byte, by an independent codec."""

from meshwire import event, frame, radio_key
from tests.sim import onair

NEIGHBOUR = 0x9E7595A8


def packet(
    root: bytes, said: bytes, *, packet: int = 77, hops: int = 3, left: int = 3, port: int = frame.MESHTASTIC_PORT,
    key: bytes | None = None, name: str = radio_key.CHANNEL_NAME, to: int = 0xFFFFFFFF, signature: bytes = b"",
    **more: object,
) -> bytes:  # fmt: skip
    """What is on the air when a stock radio of that community sends a frame."""
    data = onair.data_of(port, said, bitfield=0) + (b"\x52\x40" + signature if signature else b"")
    flight = onair.Flight(to, NEIGHBOUR, packet, left, hops, data, **more)  # type: ignore[arg-type]
    return onair.encode(flight, name, key or radio_key.channel_key(root))


def carrying(root: bytes, signed: event.Event, *, age_min: int | None = 0, **more: object) -> bytes:
    return packet(root, frame.encode_event(signed, age_min), **more)  # type: ignore[arg-type]


def read(root: bytes, payload: bytes) -> onair.Flight:
    return onair.decode(payload, radio_key.channel_key(root))


def frame_of(root: bytes, payload: bytes) -> bytes:
    data = onair.parsed(read(root, payload).data)
    assert data.portnum == frame.MESHTASTIC_PORT
    return data.payload
