"""Asks a Meshtastic radio for its configuration and collects the answer. Pure.

The answer ends with `config_complete_id`, the number that was asked with. Another number there belongs to an earlier
client. A radio that starts prints its boot log and hears nothing, so it is asked again when it stays silent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lora_gateway.port.meshtastic import framing
from lora_gateway.port.meshtastic.framing import WAKE_UP
from lora_gateway.port.meshtastic.messages import FromRadio, ToRadio
from lora_gateway.port.meshtastic.messages_enums import CONFIG_ONLY, NODES_ONLY
from lora_gateway.port.meshtastic.messages_node import (
    Channel,
    Config,
    DeviceConfig,
    DeviceMetadata,
    LoRaConfig,
    MyNodeInfo,
)
from lora_gateway.port.meshtastic.protobuf import MAX_MESSAGE, encode
from lora_gateway.port.meshtastic.session_facts import Told

WAKING_S = 0.1
SILENCE_S = 5.0  # then ask again
LIMIT_S = 60.0  # 250 nodes take 3 s on a serial line, a board needs 10 s to start
MAX_CHANNELS = 16  # today's radios have 8
NOT_OURS = (0, 1, CONFIG_ONLY, NODES_ONLY)  # as nonces: absent, a heartbeat's that means more, and two shorter answers
# A message that broke off in the radio's buffer swallows what follows until it is full: fill it up.
FILLING = WAKE_UP[:1] * (MAX_MESSAGE + len(WAKE_UP))

Random = Callable[[], int]  # 32 bits


@dataclass(slots=True)
class Collected:
    info: MyNodeInfo
    metadata: DeviceMetadata
    device: DeviceConfig
    lora: LoRaConfig
    channels: dict[int, Channel]


class Handshake:
    """`told` is None until the radio has told everything."""

    def __init__(self, random: Random, now: float) -> None:
        self.told: Told | None = None
        self._random = random
        self._began = now
        self._next = now  # when to write something
        self._asked = False
        self._nonce: int | None = None
        self._collected: Collected | None = None

    def step(self, now: float) -> bytes:
        """What to write now."""
        if self.told is not None or now < self._next:
            return b""
        if not self._asked:
            self._asked = True
            self._next = now + WAKING_S
            return WAKE_UP
        padding = FILLING if self._nonce is not None else b""
        self._next = now + SILENCE_S
        self._nonce = fresh(self._random, NOT_OURS)
        self._collected = None
        return padding + framing.encode(encode(ToRadio(want_config_id=self._nonce)))

    def take(self, message: FromRadio, now: float) -> Told | None:
        """What was told, as soon as it is complete."""
        self._next = max(self._next, now + SILENCE_S) if self._nonce is not None else self._next
        match message:
            case FromRadio(my_info=MyNodeInfo() as info):
                self._collected = Collected(info, DeviceMetadata(), DeviceConfig(), LoRaConfig(), {})
            case FromRadio(config_complete_id=int(nonce)) if nonce == self._nonce:
                self._complete(now)
            case _ if self._collected is not None:
                _collect(self._collected, message)
        return self.told

    def is_late(self, now: float) -> bool:
        return self.told is None and now >= self._began + LIMIT_S

    def next_s(self, now: float) -> float | None:
        if self.told is not None:
            return None
        return max(min(self._next, self._began + LIMIT_S) - now, 0.0)

    def _complete(self, now: float) -> None:
        found = self._collected
        if found is None:  # the beginning of the answer was lost on the line
            self._next = now
        else:
            self.told = Told(found.info, found.metadata, found.device, found.lora, found.channels)


def fresh(random: Random, not_these: tuple[int, ...]) -> int:
    """A random number of 32 bits that is none of these."""
    number = random()
    while number in not_these:
        number = random()
    return number


def _collect(collected: Collected, message: FromRadio) -> None:
    match message:
        case FromRadio(metadata=DeviceMetadata() as metadata):
            collected.metadata = metadata
        case FromRadio(config=Config(device=DeviceConfig() as device)):
            collected.device = device
        case FromRadio(config=Config(lora=LoRaConfig() as lora)):
            collected.lora = lora
        case FromRadio(channel=Channel() as channel) if len(collected.channels) < MAX_CHANNELS:
            collected.channels[channel.index] = channel
