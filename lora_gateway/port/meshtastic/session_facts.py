"""What is known of a Meshtastic radio once it has told its configuration, and what is wrong with it, in words. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from hashlib import sha256

from lora_gateway.air.radio import Radio
from lora_gateway.port.meshtastic.messages_enums import ChannelRole, ModemPreset, RebroadcastMode, Region, Role
from lora_gateway.port.meshtastic.messages_node import Channel, DeviceConfig, DeviceMetadata, LoRaConfig, MyNodeInfo
from lora_gateway.port.port import Load
from meshwire.airtime import PRESETS
from meshwire.radio_key import CHANNEL_NAME

SETUP = "run: hearthnet radio setup"
MOST_HOPS = 7
PRIVATE_KEY = 16  # bytes; shorter ones are well-known keys
ROUTERS = (Role.ROUTER, Role.REPEATER, Role.ROUTER_LATE)
SELECTIVE = (
    RebroadcastMode.LOCAL_ONLY,
    RebroadcastMode.KNOWN_ONLY,
    RebroadcastMode.NONE,
    RebroadcastMode.CORE_PORTNUMS_ONLY,
)


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """`key_digest` tells keys apart without telling them."""

    index: int
    name: str
    primary: bool
    private: bool
    to_mqtt: bool
    key_digest: str


@dataclass(frozen=True, slots=True)
class Facts:
    """`channel` is the index of ours; `trouble` says why no frame can be sent, empty when they can."""

    node: int
    name: str
    firmware: str
    hardware: str
    region: str
    preset: str
    role: str
    rebroadcast: str
    hop_limit: int
    transmits: bool
    hops_allowed: int
    channels: tuple[ChannelFacts, ...]
    channel: int | None
    primary: int
    radio: Radio
    trouble: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one request for the configuration; a radio that leaves a part out has its defaults."""

    info: MyNodeInfo
    metadata: DeviceMetadata
    device: DeviceConfig
    lora: LoRaConfig
    channels: Mapping[int, Channel]


def about(facts: Facts, load: Load | None) -> dict[str, object]:
    """The same for people and programs, as JSON has it; `load` is what the radio measured last."""
    return {
        "firmware": facts.firmware,
        "hardware": facts.hardware,
        "name": facts.name,
        "node": f"!{facts.node:08x}",
        "region": facts.region,
        "preset": facts.preset,
        "role": facts.role,
        "rebroadcast": facts.rebroadcast,
        "hop_limit": facts.hop_limit,
        "transmits": facts.transmits,
        "channel_use": load.channel_use if load else None,
        "transmit_use": load.transmit_use if load else None,
        "channels": [asdict(channel) for channel in facts.channels],
        "warnings": list(facts.warnings),
        "trouble": facts.trouble,
    }


def facts_of(told: Told, name: str) -> Facts:
    channels = tuple(_channels(told.channels))
    ours = next((channel.index for channel in channels if channel.name == CHANNEL_NAME), None)
    version = firmware_version(told.metadata.firmware_version)
    preset = preset_of(told.lora)
    return Facts(
        node=told.info.my_node_num,
        name=name,
        firmware=_short(told.metadata.firmware_version),
        hardware=_short(told.info.pio_env),
        region=_named(Region, told.lora.region),
        preset=_named(ModemPreset, told.lora.modem_preset) if told.lora.use_preset else "custom",
        role=_named(Role, told.device.role),
        rebroadcast=_named(RebroadcastMode, told.device.rebroadcast_mode),
        hop_limit=min(told.lora.hop_limit, MOST_HOPS),
        transmits=told.lora.tx_enabled,
        hops_allowed=1 if may_loop(version) else MOST_HOPS,
        channels=channels,
        channel=ours,
        primary=next((channel.index for channel in channels if channel.primary), 0),
        radio=Radio(preset, floods=True, signs=version >= (2, 8)),
        trouble=_trouble(told.lora, ours),
        warnings=tuple(_warnings(told, channels, version)),
    )


def firmware_version(said: str) -> tuple[int, ...]:
    """The first numbers of `2.7.26.54e0d8d`; the rest is a commit."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})", said)
    return tuple(int(number) for number in found.groups()) if found else ()


def may_loop(version: tuple[int, ...]) -> bool:
    """Builds of 2.8.0 may relay each copy of a packet that they cannot read: one was seen sent 23 times by one node.

    The fixes (meshtastic/firmware #11522, #11844) came within 2.8.0, whose builds differ only by their commit.
    """
    return version == (2, 8, 0)


def preset_of(lora: LoRaConfig) -> str:
    """Our name of the modem preset; for settings that are none, of the fastest preset that is not faster than they."""
    if lora.use_preset:
        return _preset_name(lora) if _preset_name(lora) in PRESETS else _slowest()
    bandwidth_hz = {31: 31250, 62: 62500}.get(lora.bandwidth, lora.bandwidth * 1000)  # the firmware stores whole kHz
    if not (bandwidth_hz > 0 and 5 <= lora.spread_factor <= 12 and 5 <= lora.coding_rate <= 8):
        return _slowest()
    speed = _speed(bandwidth_hz, lora.spread_factor, lora.coding_rate)
    slower = [name for name in PRESETS if _speed(*PRESETS[name]) <= speed]
    return max(slower, key=lambda name: _speed(*PRESETS[name]), default=_slowest())


def _slowest() -> str:
    return min(PRESETS, key=lambda name: _speed(*PRESETS[name]))


def _speed(bandwidth_hz: int, spreading: int, coding: int) -> float:
    """Bits per second."""
    return bandwidth_hz * spreading * 4 / (coding << spreading)


def _channels(told: Mapping[int, Channel]) -> Iterator[ChannelFacts]:
    for index, channel in sorted(told.items()):
        if channel.role != ChannelRole.DISABLED and channel.settings is not None:
            settings = channel.settings
            primary = channel.role == ChannelRole.PRIMARY
            private = len(settings.psk) >= PRIVATE_KEY
            to_mqtt = settings.uplink_enabled or settings.downlink_enabled
            digest = sha256(settings.psk).hexdigest()[:16]
            yield ChannelFacts(index, _short(settings.name), primary, private, to_mqtt, digest)


def _trouble(lora: LoRaConfig, ours: int | None) -> str:
    if lora.region == Region.UNSET:
        return f"the radio has no region and may not transmit; {SETUP}"
    if not lora.tx_enabled:
        return f"transmitting is switched off in the radio (lora.tx_enabled); {SETUP}"
    if ours is None:
        return f"the radio has no channel {CHANNEL_NAME}; {SETUP}"
    return ""


def _warnings(told: Told, channels: tuple[ChannelFacts, ...], version: tuple[int, ...]) -> Iterator[str]:
    if may_loop(version):
        yield (
            f"firmware {_short(told.metadata.firmware_version)} may repeat frames without end, "
            "so HearthNet's go one hop only; install 2.7, or 2.8.1 and later"
        )
    yield from _about_relaying(told.device)
    for channel in channels:
        if channel.name == CHANNEL_NAME:
            yield from _about_channel(channel)
    if told.lora.override_duty_cycle:
        yield "the radio ignores the duty cycle of its region (lora.override_duty_cycle), which is not lawful in the EU"
    if not told.lora.use_preset or _preset_name(told.lora) not in PRESETS:
        yield f"modem settings that are no known preset: airtime is counted as that of {preset_of(told.lora)}"


def _about_relaying(device: DeviceConfig) -> Iterator[str]:
    if device.role in ROUTERS:
        yield f"role {_named(Role, device.role)} is for hill tops and by default drops the frames of others; {SETUP}"
    if device.rebroadcast_mode in SELECTIVE:
        mode = _named(RebroadcastMode, device.rebroadcast_mode)
        yield f"rebroadcast mode {mode} does not relay the frames of other HearthNet nodes; {SETUP}"
    if device.role == Role.CLIENT_MUTE:
        yield "role CLIENT_MUTE relays nothing for the neighbours"


def _about_channel(channel: ChannelFacts) -> Iterator[str]:
    if not channel.private:
        yield f"channel {CHANNEL_NAME} has no private key: public routers read our frames and drop them; {SETUP}"
    if channel.to_mqtt:
        yield f"channel {CHANNEL_NAME} is connected to MQTT: frames leave for the internet; {SETUP}"


def _preset_name(lora: LoRaConfig) -> str:
    """LONG_FAST is our LongFast."""
    return _named(ModemPreset, lora.modem_preset).title().replace("_", "")


def _named(kind: type[IntEnum], number: int) -> str:
    return kind(number).name if number in kind._value2member_map_ else f"number {number}"


def clean(text: str) -> str:
    """Without what would move a cursor or turn the reading direction."""
    return "".join(character for character in text if character.isprintable() or character == "\n")


def _short(text: str) -> str:
    """What a radio says of itself, fit for a log line."""
    return clean(text).replace("\n", " ")[:40]
