"""Packets on a radio without Meshtastic: in our own envelope. docs/protocol/frame.md. Pure."""

from lora_gateway.port.port import Dropped, Packet, Reception
from meshwire import envelope
from meshwire.errors import WireError


def encode(packet: Packet) -> bytes:
    """The radio payload."""
    return envelope.encode(packet.network, packet.sender, packet.number, packet.hops, packet.hops_left, packet.frame)


def reception(payload: bytes, rssi_dbm: int, snr_db: int) -> Reception | Dropped:
    """A received radio payload, if it is in our envelope."""
    try:
        said = envelope.decode(payload)
    except WireError:
        return Dropped("not a frame")
    packet = Packet(said.payload, said.hops, said.hops_left, said.sender, said.packet, said.network)
    return Reception(packet, rssi_dbm, snr_db)
