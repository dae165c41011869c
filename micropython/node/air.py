"""How a board's frames go over the air, behind one object: in our own envelope, or as packets of a Meshtastic mesh.

Pure, like the second one, which is in node/mesh_air.py and loaded where it is used. Both have

SYNC_WORD               of the LoRa packets; with the preset and a preamble of 16 symbols it is all that a radio needs
LONGEST                 bytes of the longest payload
decode(payload)         the Packet, None when it is not for us; WireError when it can be nobody's
encode(frame, hops)     the payload of a frame of ours, None when it is too long for this air
has_hop(payload)        whether a hop is left, so that it may be repeated
repeated(payload, age)  the payload as a relay then sends it, one hop on and of this age in minutes
is_repeat(payload)      whether somebody repeated it, as far as the payload tells
facts()                 for the console
"""

from collections import namedtuple

from meshwire import envelope, frame
from meshwire.errors import WireError

Packet = namedtuple("Packet", ("frame", "sender"))


class RawAir:
    """docs/protocol/frame.md"""

    SYNC_WORD = 0x12  # of private networks: Meshtastic radios ignore us
    LONGEST = envelope.SIZE + frame.MAX_FRAME

    def __init__(self, network: int, random_ms) -> None:  # type: ignore[no-untyped-def]
        """`network` is the community's number, or 0."""
        self._network = network
        self._sender, self._packet = random_ms(1, 65536), random_ms(0, 65536)

    def decode(self, payload: bytes) -> Packet | None:
        found = envelope.decode(payload)
        if found.network not in (envelope.EVERYONE, self._network):
            return None
        return Packet(found.payload, found.sender)

    def encode(self, said: bytes, hops: int) -> bytes | None:
        self._packet = (self._packet + 1) % 65536
        try:
            return envelope.encode(self._network, self._sender, self._packet, hops, hops, said)
        except WireError:
            return None

    def has_hop(self, payload: bytes) -> bool:
        return envelope.one_hop_on(payload) is not None

    def repeated(self, payload: bytes, age_min: int | None) -> bytes:
        head = envelope.one_hop_on(payload[: envelope.SIZE])
        return head + frame.with_age(payload[envelope.SIZE :], age_min)  # type: ignore[operator]

    def is_repeat(self, payload: bytes) -> bool:
        return True  # nobody sends a packet of this air twice

    def facts(self) -> dict:  # type: ignore[type-arg]
        return {"air": "raw"}


def make(settings, own_id: bytes, random_ms, random_bytes):  # type: ignore[no-untyped-def]
    """The air of these settings (node.settings); `own_id` is four bytes that no other board has, or empty."""
    if settings.air == "raw":
        return RawAir(settings.network, random_ms)
    parts = __import__("node.mesh_air", None, None, ("MeshAir",))
    return parts.MeshAir(parts.channel_of(settings), own_id or random_bytes(4), random_bytes)
