"""What a driver of one radio offers; `open_port` in schemes.py makes one from a URL."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, Self, runtime_checkable

from lora_gateway.air.radio import Radio


@dataclass(frozen=True, slots=True)
class Packet:
    """A frame on its way. `sender` and `number` are those of the station that sent it first and the same in every copy.

    Our envelope has 16 bits for each, Meshtastic 32. `hops` is what the first sender allowed, `hops_left` what remains.
    """

    frame: bytes
    hops: int
    hops_left: int
    sender: int
    number: int
    network: int = 0

    def one_hop_on(self) -> Self | None:
        """What a relay sends, None when no hop is left."""
        return replace(self, hops_left=self.hops_left - 1) if self.hops_left else None


@dataclass(frozen=True, slots=True)
class Reception:
    packet: Packet
    rssi_dbm: int
    snr_db: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """The channel became busy here, or free; not told by a radio that floods."""

    busy: bool


@dataclass(frozen=True, slots=True)
class State:
    """`reason` says in words why the port is down; empty when it is up."""

    up: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Relayed:
    """The radio overheard a neighbour repeating our packet of this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Load:
    """Measured by the radio, shares of the time: the channel busy, and its own transmissions in the last hour."""

    channel_use: float
    transmit_use: float


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody typed on a phone. `direct`: to this radio alone; `name` is what the sender calls itself."""

    sender: int
    name: str
    text: str
    direct: bool
    number: int
    via_mqtt: bool
    channel: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something was received, or was to be told, that goes no further; it is counted under its reason."""

    reason: str


PortEvent = Reception | Carrier | State | Relayed | Load | Text | Dropped


class Port(Protocol):
    url: str

    @property
    def state(self) -> State: ...

    @property
    def radio(self) -> Radio:
        """What is known of the radio; told again with every State."""

    def about(self) -> Mapping[str, object]:
        """What the radio told of itself, for people: firmware, region, warnings ...; empty when it tells nothing."""
        ...

    async def run(self) -> None:
        """Connect, and connect again when the radio comes back, until cancelled."""

    async def send(self, packet: Packet, *, urgent: bool) -> int:
        """Transmit, and return the airtime in ms: after its end, or when a radio that floods has accepted it.

        Raises PortLost when the radio went away (it may have been sent), Refused when it cannot transmit now.
        """
        ...

    def events(self) -> AsyncIterator[PortEvent]:
        """What happens at the radio, in order; one reader."""
        ...


@runtime_checkable
class PhonePort(Port, Protocol):
    """A radio that phones talk to."""

    @property
    def takes_texts(self) -> bool:
        """Whether it is there; it may have no channel for frames and still take texts."""

    async def send_text(self, text: str, *, to: int | None, alert: bool) -> int:
        """Send text, to one radio or to everybody (None), and return its airtime in ms; errors as in `send`.

        `alert` makes phones ring. The driver keeps the pauses below which the firmware drops texts silently.
        """
        ...
