"""The raw-LoRa envelope in front of a frame. docs/protocol/frame.md. No I/O, no clock."""

from collections import namedtuple

from meshwire.errors import WireError

MAGIC = 0xC5
SIZE = 8
MAX_PAYLOAD = 247  # 255, the longest LoRa payload, less the envelope
MAX_HOPS = 7
EVERYONE = 0  # network number that every station hears

Envelope = namedtuple("Envelope", ("network", "sender", "packet", "hops", "hops_left", "payload"))


def encode(network: int, sender: int, packet: int, hops: int, hops_left: int, payload: bytes) -> bytes:
    """`hops` is what the first sender allowed, `hops_left` what remains; numbers are 16 bit."""
    if len(payload) > MAX_PAYLOAD:
        raise WireError("envelope: %d bytes do not fit, at most %d do" % (len(payload), MAX_PAYLOAD))
    if not 0 <= hops_left <= hops <= MAX_HOPS:
        raise WireError("envelope: %d of %d hops left" % (hops_left, hops))
    head = bytes((MAGIC,)) + network.to_bytes(2, "big") + sender.to_bytes(2, "big") + packet.to_bytes(2, "big")
    return head + bytes((hops << 4 | hops_left,)) + payload


def decode(data: bytes) -> Envelope:
    """Parse a radio payload; raises WireError when it is not ours."""
    if not SIZE < len(data) <= SIZE + MAX_PAYLOAD or data[0] != MAGIC:
        raise WireError("envelope: not ours")
    hops, hops_left = data[7] >> 4, data[7] & 15
    if hops_left > hops or hops > MAX_HOPS:
        raise WireError("envelope: %d of %d hops left" % (hops_left, hops))
    numbers = (int.from_bytes(data[at : at + 2], "big") for at in (1, 3, 5))
    network, sender, packet = numbers
    return Envelope(network, sender, packet, hops, hops_left, data[SIZE:])


def one_hop_on(data: bytes) -> bytes | None:
    """The same radio payload with one hop less: what a relay sends; None when no hop is left."""
    return data[:7] + bytes((data[7] - 1,)) + data[8:] if data[7] & 15 else None
