"""What a Meshtastic radio tells of itself and of the nodes that it knows. Pure."""

from dataclasses import dataclass

from lora_gateway.port.meshtastic.protobuf import boolean, fixed32, float32, int32, message, octets, text, uint32


@dataclass(frozen=True, slots=True)
class MyNodeInfo:
    my_node_num: int = uint32(1)
    reboot_count: int = uint32(8)
    min_app_version: int = uint32(11)
    device_id: bytes = octets(12)
    pio_env: str = text(13)
    nodedb_count: int = uint32(15)


@dataclass(frozen=True, slots=True)
class DeviceMetadata:
    firmware_version: str = text(1)
    device_state_version: int = uint32(2)
    has_wifi: bool = boolean(4)
    role: int = int32(7)
    hw_model: int = int32(9)
    has_pkc: bool = boolean(11)
    excluded_modules: int = uint32(12)


@dataclass(frozen=True, slots=True)
class User:
    id: str = text(1)
    long_name: str = text(2)
    short_name: str = text(3)
    macaddr: bytes = octets(4)
    hw_model: int = int32(5)
    is_licensed: bool = boolean(6)
    role: int = int32(7)
    public_key: bytes = octets(8)
    is_unmessagable: bool | None = boolean(9, optional=True)


@dataclass(frozen=True, slots=True)
class DeviceMetrics:
    """`channel_utilization` and `air_util_tx` are percent; the latter is of the last hour, relaying included."""

    battery_level: int | None = uint32(1, optional=True)
    voltage: float | None = float32(2, optional=True)
    channel_utilization: float | None = float32(3, optional=True)
    air_util_tx: float | None = float32(4, optional=True)
    uptime_seconds: int | None = uint32(5, optional=True)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """The payload of a packet on PortNum.TELEMETRY; kinds of metrics that we do not use are skipped."""

    time: int = fixed32(1)
    device_metrics: DeviceMetrics | None = message(2, DeviceMetrics, one_of=True)


@dataclass(frozen=True, slots=True)
class NodeInfo:
    num: int = uint32(1)
    user: User | None = message(2, User)
    snr: float = float32(4)
    last_heard: int = fixed32(5)
    device_metrics: DeviceMetrics | None = message(6, DeviceMetrics)
    channel: int = uint32(7)
    via_mqtt: bool = boolean(8)
    hops_away: int | None = uint32(9, optional=True)
    is_favorite: bool = boolean(10)


@dataclass(frozen=True, slots=True)
class DeviceConfig:
    role: int = int32(1)
    serial_enabled: bool = boolean(2)
    rebroadcast_mode: int = int32(6)
    node_info_broadcast_secs: int = uint32(7)
    is_managed: bool = boolean(9)


@dataclass(frozen=True, slots=True)
class LoRaConfig:
    use_preset: bool = boolean(1)
    modem_preset: int = int32(2)
    bandwidth: int = uint32(3)
    spread_factor: int = uint32(4)
    coding_rate: int = uint32(5)
    frequency_offset: float = float32(6)
    region: int = int32(7)
    hop_limit: int = uint32(8)
    tx_enabled: bool = boolean(9)
    tx_power: int = int32(10)
    channel_num: int = uint32(11)
    override_duty_cycle: bool = boolean(12)
    sx126x_rx_boosted_gain: bool = boolean(13)
    override_frequency: float = float32(14)
    ignore_mqtt: bool = boolean(104)
    config_ok_to_mqtt: bool = boolean(105)


@dataclass(frozen=True, slots=True)
class Config:
    """One part of the configuration a message; the parts that we do not use are skipped."""

    device: DeviceConfig | None = message(1, DeviceConfig, one_of=True)
    lora: LoRaConfig | None = message(6, LoRaConfig, one_of=True)


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """`psk`: empty, one byte (a well-known key), 16 or 32 bytes."""

    channel_num: int = uint32(1)
    psk: bytes = octets(2)
    name: str = text(3)
    id: int = fixed32(4)
    uplink_enabled: bool = boolean(5)
    downlink_enabled: bool = boolean(6)


@dataclass(frozen=True, slots=True)
class Channel:
    index: int = int32(1)
    settings: ChannelSettings | None = message(2, ChannelSettings)
    role: int = int32(3)
