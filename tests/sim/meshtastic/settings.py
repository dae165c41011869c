"""How a fake radio is set up, and what it answers to want_config: what was recorded, in the same order.

Parts of it that nobody reads are the recorded bytes.
"""

from dataclasses import dataclass, replace
from typing import Any

from lora_gateway.port.meshtastic.messages import FromRadio
from lora_gateway.port.meshtastic.messages_enums import (
    CONFIG_ONLY,
    NODES_ONLY,
    ChannelRole,
    ModemPreset,
    RebroadcastMode,
    Region,
    Role,
)
from lora_gateway.port.meshtastic.messages_node import (
    Channel,
    ChannelSettings,
    Config,
    DeviceConfig,
    DeviceMetadata,
    DeviceMetrics,
    LoRaConfig,
    MyNodeInfo,
    NodeInfo,
    User,
)
from lora_gateway.port.meshtastic.protobuf import encode

PORTDUINO = 37  # User.hw_model of the native build
DEFAULT_KEY = b"\x01"  # the well-known key
PRIMARY = ChannelSettings(psk=DEFAULT_KEY)
FIRST_FAKE = 0x1000
PRESET_NAMES = {preset: "".join(word.title() for word in preset.name.split("_")) for preset in ModemPreset}
DUTY_CYCLE = {Region.EU_868: 10, Region.EU_433: 10, Region.UA_433: 10, Region.TH: 10, Region.UA_868: 1}  # percent

DEVICE_UI = "8a0105109901181e"
BEFORE_LORA = (
    "2a13121108901c1001287838ab06506458ac026802",
    "2a0f1a0d203c30ffffffff0f38ac02400a",
    "2a1b22192a176d6573687461737469632e706f6f6c2e6e74702e6f7267",
    "2a052a0308d804",
)
AFTER_LORA = ("2a0a3a080801100118c0c407", "2a0442022801", "2a024a00", "2a025200")
MODULES = (
    "4a330a3112136d7174742e6d6573687461737469632e6f72671a076d657368646576220a6c617267653463617473280142036d7368",
    "4a021200", "4a021a00", "4a022200", "4a022a00", "4a08320608ffffffff07", "4a023a00", "4a024200", "4a024a00",
    "4a025200", "4a065a04100a2819", "4a066204102d3801", "4a026a00", "4a00", "4a00", "4a00",
)  # fmt: skip
FILES = (
    "7a170a132f70726566732f6465766963652e70726f746f103a",
    "7a170a122f70726566732f6e6f6465732e70726f746f10b903",
    "7a190a152f70726566732f6368616e6e656c732e70726f746f1039",
    "7a1f0a1b2f70726566732f7472616e736d69745f686973746f72792e646174100d",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """`nodes`: how many it remembers beside those that it hears. `simulator`: it behaves as the recorded build does,
    which tells the start of each transmission with a second queueStatus and takes no time to transmit."""

    number: int = 0x10
    nodes: int = 0
    channels: tuple[ChannelSettings, ...] = (PRIMARY,)
    region: int = Region.EU_868
    preset: int = ModemPreset.LONG_FAST
    coding_rate: int = 0
    tx_power: int = 30
    hops: int = 3
    version: str = "2.7.26.54e0d8d"
    role: int = Role.CLIENT
    rebroadcast: int = RebroadcastMode.ALL
    phone_queue: int = 32
    log_records: bool = False
    simulator: bool = False

    @property
    def signs(self) -> bool:
        """Firmware 2.8 signs broadcasts that leave room for it."""
        return [int(part) for part in self.version.split(".")[:2]] >= [2, 8]

    @property
    def duty_cycle(self) -> int:
        return DUTY_CYCLE.get(Region(self.region), 100)

    @property
    def preset_name(self) -> str:
        return PRESET_NAMES[ModemPreset(self.preset)]

    def with_channel(self, index: int, channel: ChannelSettings) -> "Settings":
        """With one channel added or another in the place of one that exists."""
        return replace(self, channels=(*self.channels[:index], channel, *self.channels[index + 1 :]))


def node(number: int, **more: Any) -> NodeInfo:
    user = User(
        id=f"!{number:08x}",
        long_name=f"Meshtastic {number & 0xFFFF:04x}",
        short_name=f"{number & 0xFFFF:04x}",
        macaddr=b"\x80" + number.to_bytes(5, "big"),
        hw_model=PORTDUINO,
        is_unmessagable=False,
    )
    return NodeInfo(num=number, user=user, **more)


def answer(settings: Settings, nonce: int, metrics: DeviceMetrics, heard: list[int]) -> list[bytes]:
    """The payloads that answer want_config."""
    own = encode(FromRadio(node_info=node(settings.number, device_metrics=metrics, is_favorite=True)))
    fakes = range(FIRST_FAKE, FIRST_FAKE + settings.nodes)
    others = [encode(FromRadio(node_info=node(number, snr=8.0, hops_away=0))) for number in [*heard, *fakes]]
    done = encode(FromRadio(config_complete_id=nonce))
    if nonce == NODES_ONLY:
        return [own, *others, done]
    if nonce == CONFIG_ONLY:
        others = []
    count = 1 + len(heard) + settings.nodes
    me = MyNodeInfo(my_node_num=settings.number, min_app_version=30200, pio_env="native", nodedb_count=count)
    listed = [encode(FromRadio(my_info=me)), bytes.fromhex(DEVICE_UI), own, _metadata(settings), *_channels(settings)]
    return listed + _config(settings) + [bytes.fromhex(one) for one in MODULES] + others + _files() + [done]


def _metadata(settings: Settings) -> bytes:
    metadata = DeviceMetadata(
        firmware_version=settings.version,
        device_state_version=24,
        has_wifi=True,
        role=settings.role,
        hw_model=PORTDUINO,
        has_pkc=True,
        excluded_modules=13632,
    )
    return encode(FromRadio(metadata=metadata))


def _channels(settings: Settings) -> list[bytes]:
    roles = [ChannelRole.PRIMARY] + [ChannelRole.SECONDARY] * 7
    enabled = [
        Channel(index, one, role) for index, (one, role) in enumerate(zip(settings.channels, roles, strict=False))
    ]
    disabled = [Channel(index, ChannelSettings()) for index in range(len(enabled), 8)]
    return [encode(FromRadio(channel=channel)) for channel in enabled + disabled]


def _config(settings: Settings) -> list[bytes]:
    device = DeviceConfig(settings.role, rebroadcast_mode=settings.rebroadcast, node_info_broadcast_secs=10800)
    lora = LoRaConfig(
        use_preset=True,
        modem_preset=settings.preset,
        bandwidth=250,
        spread_factor=11,
        coding_rate=settings.coding_rate,
        region=settings.region,
        hop_limit=settings.hops,
        tx_enabled=True,
        tx_power=settings.tx_power,
        sx126x_rx_boosted_gain=True,
        ignore_mqtt=settings.region != Region.UNSET,
    )
    before, after = ([bytes.fromhex(one) for one in part] for part in (BEFORE_LORA, AFTER_LORA))
    device_config, lora_config = (encode(FromRadio(config=one)) for one in (Config(device=device), Config(lora=lora)))
    return [device_config, *before, lora_config, *after]


def _files() -> list[bytes]:
    return [bytes.fromhex(one) for one in FILES]
