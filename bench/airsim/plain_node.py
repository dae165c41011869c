"""Stock radios without anything of ours: all flood what they hear, one says the alert several times."""

from functools import partial
from random import Random

from bench.airsim.agenda import Agenda
from bench.airsim.air import Air
from bench.airsim.flooding import FloodingRadio
from lora_gateway.air.radio import Radio
from lora_gateway.port.port import Packet


class PlainNode:
    """`shown_ms` is when it first heard the alert."""

    def __init__(self, node: int, agenda: Agenda, air: Air[Packet], radio: Radio, chance: Random) -> None:
        self.shown_ms: float | None = None
        self._node, self._agenda, self._air = node, agenda, air
        self._radio = FloodingRadio(node, agenda, air, radio, self, chance)

    def switch_on(self) -> None:
        self._air.join(self._node, self._radio)

    def issue(self, frame: bytes, *, hops: int, repeats: int, every_ms: float) -> None:
        """Each repeat is a flood of its own."""
        self.shown_ms = self._agenda.now_ms
        for number in range(repeats):
            packet = Packet(frame, hops, hops, self._node, number)
            self._agenda.plan(number * every_ms, partial(self._radio.send, packet, urgent=True))

    def hear(self, packet: Packet, snr_db: float) -> None:
        if self.shown_ms is None:
            self.shown_ms = self._agenda.now_ms

    def relayed(self, number: int) -> None:
        pass
