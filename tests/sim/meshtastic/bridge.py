"""A station whose payloads are bytes, between fake radios that exchange packets: encrypts and decrypts by other means
than ours."""

from collections.abc import Callable

from lora_gateway.port.meshtastic.messages_node import ChannelSettings
from meshwire.airtime import time_on_air_ms
from tests.sim import onair
from tests.sim.meshtastic.air import Air, OnAir

DEFAULT_KEY = bytes.fromhex("d4f1bb3a20290759f0bcffabcf4e6901")  # what the key of one byte, 1, stands for


class Bytes:
    """Of the channels that it is given it hears and sends everything; `heard(payload)` is called with each copy."""

    def __init__(
        self, number: int, air: Air, preset: str, channels: list[ChannelSettings], heard: Callable[[bytes], None]
    ) -> None:
        self.number = number
        self._air = air
        self._preset = preset
        self._channels = channels
        self._heard = heard
        air.join(self)

    def hear(self, packet: OnAir, rssi_dbm: int, snr_db: float) -> None:
        flight = onair.Flight(
            packet.to, packet.sender, packet.id, packet.hop_limit, packet.hop_start, packet.data,
            packet.want_ack, packet.via_mqtt, 0, packet.relay & 0xFF,
        )  # fmt: skip
        self._heard(onair.encode(flight, *self._secret(packet.channel)))

    def transmit(self, payload: bytes) -> None:
        (channel,) = [one for one in self._channels if onair.channel_hash(*self._secret(one)) == onair.hash_of(payload)]
        said = onair.decode(payload, self._secret(channel)[1])
        packet = OnAir(
            said.sender, said.to, said.packet, channel, said.data, said.hops_left, said.hops,
            said.want_ack, said.relay, said.via_mqtt,
        )  # fmt: skip
        self._air.transmit(self.number, packet, time_on_air_ms(len(payload), self._preset))

    def _secret(self, channel: ChannelSettings) -> tuple[str, bytes]:
        """Name and key as the firmware uses them."""
        return channel.name or self._preset, DEFAULT_KEY if channel.psk == b"\x01" else channel.psk
