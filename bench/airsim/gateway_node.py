"""The real gateway core, lora_gateway.air, at an antenna of the simulated air.

What the forwarder and the store of a gateway do with its decisions is done here in memory; the decisions are its own.
"""

from random import Random
from typing import Protocol

from bench.airsim.agenda import Agenda, Alarm
from bench.airsim.air import Air
from bench.airsim.board_node import kind_of
from bench.airsim.community import NETWORK, PRESET
from bench.airsim.flooding import FloodingRadio
from lora_gateway.air.admission import Admission
from lora_gateway.air.budget import Budget
from lora_gateway.air.flood import Flight
from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.priority import Priority
from lora_gateway.air.radio import Radio
from lora_gateway.air.seen import Name, name_of
from lora_gateway.air.station import Identity, Station, Transmission
from lora_gateway.port import raw
from lora_gateway.port.port import Packet, Reception
from meshwire.airtime import time_on_air_ms

DUTY_CYCLE, RESERVE, HOPS = 0.1, 0.3, 7


class Antenna(Protocol):
    """What the gateway transmits with. It tells `sent` when it is ready for the next packet."""

    def join(self) -> None: ...

    def send(self, packet: Packet, *, urgent: bool) -> None: ...


class GatewayNode:
    """`shown_ms` is when the agent was given the alert."""

    def __init__(self, node: int, agenda: Agenda, radio: Radio, chance: Random) -> None:
        self.shown_ms: float | None = None
        self.antenna: Antenna | None = None
        self._agenda = agenda
        self._radio, self._chance = radio, chance
        self._node = node
        self._admission = Admission()
        self._seen: set[Name] = set()
        self._sending: Transmission | None = None
        self._wake = Alarm(agenda, self._pump)

    def switch_on(self) -> None:
        budget = Budget(duty_cycle=DUTY_CYCLE, reserve=RESERVE, now=self._now())
        identity = Identity(NETWORK, self._node, HOPS)
        first_packet = self._chance.randrange(65536)
        self.station = Station(identity, budget, self._radio, first_packet=first_packet, uniform=self._chance.uniform)
        if self.antenna is None:
            raise RuntimeError("a gateway needs an antenna")
        self.antenna.join()
        self._pump()

    def issue(self, frame: bytes) -> None:
        """What the agent does: hand over an alert to send."""
        now, name = self._now(), name_of(frame)
        self.shown_ms = self._agenda.now_ms
        self.station.outbox.add(Outgoing(b"alert", frame, name, Priority.ALERT, 0, 0, now, Flight(now)))
        self._wake.set(0)

    # Told by the antenna.

    def hear(self, packet: Packet, snr_db: float) -> None:
        if self.station.is_ours(packet):
            self._hear_event(packet)
        self._wake.set(0)

    def carrier(self, busy: bool) -> None:
        self.station.carrier(busy, self._now())
        self._wake.set(0)

    def relayed(self, number: int) -> None:
        self.station.relayed(number, self._now())
        self._wake.set(0)

    def sent(self) -> None:
        if self._sending is not None:
            self.station.sent(self._sending, self._now())
        self._sending = None
        self._wake.set(0)

    def _now(self) -> float:
        return self._agenda.now_ms / 1000

    def _hear_event(self, packet: Packet) -> None:
        heard, _ = self.station.hear(packet, self._now())
        if heard is None or heard.name in self._seen or self._admission.admit(heard.name, self._now()):
            return
        self._seen.add(heard.name)
        if self.shown_ms is None:
            self.shown_ms = self._agenda.now_ms
        self.station.relay(heard, self._now())

    def _pump(self) -> None:
        if self._sending is not None or self.antenna is None:
            return
        step = self.station.next(self._now())
        if isinstance(step, Transmission):
            self.station.budget.charge(step.airtime_ms, self._now())
            self._sending = step
            self.antenna.send(step.packet, urgent=step.urgent)
        else:
            self._wake.set(step * 1000 + 0.001)  # a thousandth more: 0.1 s and 0.2 s make not quite 0.3 s


class RawAntenna:
    """A modem that does what it is told: packets in our envelope."""

    def __init__(self, node: int, agenda: Agenda, air: Air[bytes], gateway: GatewayNode) -> None:
        self._node, self._air, self._gateway = node, air, gateway

    def join(self) -> None:
        self._air.join(self._node, self)

    def send(self, packet: Packet, *, urgent: bool) -> None:
        payload = raw.encode(packet)
        self._air.transmit(self._node, payload, time_on_air_ms(len(payload), PRESET), kind_of(packet.frame))

    def received(self, payload: bytes, snr_db: float) -> None:
        said = raw.reception(payload, 0, round(snr_db))
        if isinstance(said, Reception):
            self._gateway.hear(said.packet, snr_db)

    def carrier(self, busy: bool) -> None:
        self._gateway.carrier(busy)

    def done(self) -> None:
        self._gateway.sent()


class FloodingAntenna:
    """A Meshtastic radio on a cable: it takes packets into its queue and says so."""

    def __init__(self, node: int, agenda: Agenda, air: Air[Packet], radio: Radio, gateway: GatewayNode) -> None:
        self._node, self._agenda, self._air, self._gateway = node, agenda, air, gateway
        self.radio = FloodingRadio(node, agenda, air, radio, gateway, gateway._chance)

    def join(self) -> None:
        self._air.join(self._node, self.radio)

    def send(self, packet: Packet, *, urgent: bool) -> None:
        if not self.radio.send(packet, urgent=urgent):
            raise RuntimeError("the queue of the radio is full")
        self._agenda.plan(100, self._gateway.sent)
