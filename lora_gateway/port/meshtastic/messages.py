"""What a Meshtastic radio and its client say to each other: ToRadio, FromRadio and the packets in them. Pure.

Fields have the names of the firmware's own protocol files, but `sender` for `from`, which is a keyword.
"""

from dataclasses import dataclass

from lora_gateway.errors import BadMessage
from lora_gateway.port.meshtastic.framing import START
from lora_gateway.port.meshtastic.messages_node import Channel, Config, DeviceMetadata, MyNodeInfo, NodeInfo
from lora_gateway.port.meshtastic.protobuf import (
    boolean,
    decode,
    fixed32,
    float32,
    int32,
    message,
    octets,
    text,
    uint32,
)


@dataclass(frozen=True, slots=True)
class Data:
    """What a packet carries, once it is decrypted."""

    portnum: int = int32(1)
    payload: bytes = octets(2)
    want_response: bool = boolean(3)
    dest: int = fixed32(4)
    source: int = fixed32(5)
    request_id: int = fixed32(6)
    reply_id: int = fixed32(7)
    emoji: int = fixed32(8)
    bitfield: int | None = uint32(9, optional=True)
    xeddsa_signature: bytes = octets(10)  # firmware 2.8


@dataclass(frozen=True, slots=True)
class MeshPacket:
    """`channel` is an index of the radio's own table, or, of a packet that it could not decrypt, a hash."""

    sender: int = fixed32(1)
    to: int = fixed32(2)
    channel: int = uint32(3)
    decoded: Data | None = message(4, Data, one_of=True)
    encrypted: bytes | None = octets(5, one_of=True)
    id: int = fixed32(6)
    rx_time: int = fixed32(7)
    rx_snr: float = float32(8)
    hop_limit: int = uint32(9)
    want_ack: bool = boolean(10)
    priority: int = int32(11)
    rx_rssi: int = int32(12)
    via_mqtt: bool = boolean(14)
    hop_start: int = uint32(15)
    public_key: bytes = octets(16)
    pki_encrypted: bool = boolean(17)
    next_hop: int = uint32(18)
    relay_node: int = uint32(19)
    tx_after: int = uint32(20)
    transport_mechanism: int = int32(21)


@dataclass(frozen=True, slots=True)
class Routing:
    """The payload of a packet on PortNum.ROUTING: an ack (NONE) or the reason why there is none; Data.request_id says
    of which packet. `error_reason` is None in answers to a traceroute."""

    error_reason: int | None = int32(3, one_of=True)


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """`res` is a RoutingError; 0 says queued, not sent. A heartbeat is answered with `mesh_packet_id` 0."""

    res: int = int32(1)
    free: int = uint32(2)
    maxlen: int = uint32(3)
    mesh_packet_id: int = uint32(4)


@dataclass(frozen=True, slots=True)
class LogRecord:
    message: str = text(1)
    time: int = fixed32(2)
    source: str = text(3)
    level: int = int32(4)


@dataclass(frozen=True, slots=True)
class ClientNotification:
    """What the radio wants its user to read; `reply_id` is the packet that it is about."""

    reply_id: int | None = uint32(1, optional=True)
    time: int = fixed32(2)
    level: int = int32(3)
    message: str = text(4)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    nonce: int = uint32(1)  # 1 makes the radio broadcast its node info


@dataclass(frozen=True, slots=True)
class Other:
    """A message of which we only want to know that it is one."""


@dataclass(frozen=True, slots=True)
class ToRadio:
    """One of these."""

    packet: MeshPacket | None = message(1, MeshPacket, one_of=True)
    want_config_id: int | None = uint32(3, one_of=True)
    disconnect: bool | None = boolean(4, one_of=True)
    heartbeat: Heartbeat | None = message(7, Heartbeat, one_of=True)


@dataclass(frozen=True, slots=True)
class FromRadio:
    """`id`, and one of the others; none of them when the radio says something newer than this."""

    id: int = uint32(1)
    packet: MeshPacket | None = message(2, MeshPacket, one_of=True)
    my_info: MyNodeInfo | None = message(3, MyNodeInfo, one_of=True)
    node_info: NodeInfo | None = message(4, NodeInfo, one_of=True)
    config: Config | None = message(5, Config, one_of=True)
    log_record: LogRecord | None = message(6, LogRecord, one_of=True)
    config_complete_id: int | None = uint32(7, one_of=True)
    rebooted: bool | None = boolean(8, one_of=True)
    module_config: Other | None = message(9, Other, one_of=True)
    channel: Channel | None = message(10, Channel, one_of=True)
    queue_status: QueueStatus | None = message(11, QueueStatus, one_of=True)
    xmodem_packet: Other | None = message(12, Other, one_of=True)
    metadata: DeviceMetadata | None = message(13, DeviceMetadata, one_of=True)
    mqtt_client_proxy_message: Other | None = message(14, Other, one_of=True)
    file_info: Other | None = message(15, Other, one_of=True)
    client_notification: ClientNotification | None = message(16, ClientNotification, one_of=True)
    deviceui_config: Other | None = message(17, Other, one_of=True)
    lockdown_status: Other | None = message(18, Other, one_of=True)


def is_from_radio(payload: bytes) -> bool:
    """Whether a frame's payload is something that a radio says; what line noise makes of a frame is not.

    Settings that we do not read are refused when a frame starts in them: they were cut. What others wrote, in packets,
    names or log lines, is never refused for that, or they could make us look for frames in it.
    """
    try:
        said = decode(FromRadio, payload)
    except BadMessage:
        return False
    if START not in payload:
        return True
    unread = (said.module_config, said.file_info, said.deviceui_config, said.lockdown_status)
    return all(one is None for one in unread) and said.config != Config()
