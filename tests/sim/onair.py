"""Meshtastic packets on the air by other means than ours: the official protobufs, `cryptography`'s AES, struct."""

import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from meshtastic.protobuf import mesh_pb2

HEADER = struct.Struct("<IIIBBBB")  # to, from, id, flags, channel hash, next hop, relay: RadioInterface.h


@dataclass(frozen=True, slots=True)
class Flight:
    """What a receiver reads off the air; `data` is an encoded mesh_pb2.Data."""

    to: int
    sender: int
    packet: int
    hops_left: int
    hops: int
    data: bytes
    want_ack: bool = False
    via_mqtt: bool = False
    next_hop: int = 0
    relay: int = 0


def channel_hash(name: str, key: bytes) -> int:
    total = 0
    for byte in name.encode() + key:
        total ^= byte
    return total


def aes_block(key: bytes, block: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)  # one block alone


def crypt(key: bytes, sender: int, packet: int, data: bytes) -> bytes:
    """CryptoEngine.cpp: the nonce is the packet's id in 64 bits, the sender in 32, and a counter from 0."""
    nonce = struct.pack("<QIxxxx", packet, sender)
    return Cipher(algorithms.AES(key), modes.CTR(nonce)).encryptor().update(data)


def encode(flight: Flight, name: str, key: bytes) -> bytes:
    flags = flight.hops_left | flight.want_ack << 3 | flight.via_mqtt << 4 | flight.hops << 5
    head = HEADER.pack(
        flight.to, flight.sender, flight.packet, flags, channel_hash(name, key), flight.next_hop, flight.relay
    )
    return head + crypt(key, flight.sender, flight.packet, flight.data)


def decode(payload: bytes, key: bytes) -> Flight:
    to, sender, packet, flags, _, next_hop, relay = HEADER.unpack(payload[: HEADER.size])
    data = crypt(key, sender, packet, payload[HEADER.size :])
    left, hops = flags & 7, flags >> 5
    return Flight(to, sender, packet, left, hops, data, bool(flags & 8), bool(flags & 16), next_hop, relay)


def hash_of(payload: bytes) -> int:
    return payload[13]


def data_of(port: int, payload: bytes, **more: object) -> bytes:
    return mesh_pb2.Data(portnum=port, payload=payload, **more).SerializeToString()  # type: ignore[arg-type]


def parsed(data: bytes) -> mesh_pb2.Data:
    """Raises google.protobuf.message.DecodeError."""
    return mesh_pb2.Data.FromString(data)
