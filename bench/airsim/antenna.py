"""What a gateway transmits with: ports on the simulated air."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from random import Random

from bench.airsim.agenda import Agenda
from bench.airsim.air import Air
from bench.airsim.board_node import kind_of
from bench.airsim.community import PRESET
from bench.airsim.flooding import FloodingRadio
from lora_gateway.air.radio import Radio
from lora_gateway.errors import Refused
from lora_gateway.port import raw
from lora_gateway.port.port import Carrier, Packet, PortEvent, Reception, Relayed, State
from meshwire.airtime import time_on_air_ms

ACCEPTED_S = 0.1  # measured: a Meshtastic radio says 50 to 290 ms later that it has taken a packet


class _Antenna:
    """A port whose radio never goes away."""

    def __init__(self, node: int, radio: Radio) -> None:
        self.url = f"airsim://{node}"
        self.state = State(True)
        self.radio = radio
        self._node = node
        self._events: asyncio.Queue[PortEvent] = asyncio.Queue()

    def about(self) -> Mapping[str, object]:
        return {}

    async def events(self) -> AsyncIterator[PortEvent]:
        while True:
            yield await self._events.get()


class RawAntenna(_Antenna):
    """A modem that does what it is told: packets in our envelope."""

    def __init__(self, node: int, air: Air[bytes]) -> None:
        super().__init__(node, Radio(PRESET))
        self._air = air
        self._ended = asyncio.Event()

    async def run(self) -> None:
        self._air.join(self._node, self)
        await asyncio.Event().wait()

    async def send(self, packet: Packet, *, urgent: bool) -> int:
        payload = raw.encode(packet)
        airtime_ms = time_on_air_ms(len(payload), PRESET)
        self._ended.clear()
        self._air.transmit(self._node, payload, airtime_ms, kind_of(packet.frame))
        await self._ended.wait()
        return airtime_ms

    # Told by the air.

    def received(self, payload: bytes, snr_db: float) -> None:
        self._events.put_nowait(raw.reception(payload, 0, round(snr_db)))

    def carrier(self, busy: bool) -> None:
        self._events.put_nowait(Carrier(busy))

    def done(self) -> None:
        self._ended.set()


class FloodingAntenna(_Antenna):
    """A Meshtastic radio on a cable."""

    def __init__(self, node: int, agenda: Agenda, air: Air[Packet], radio: Radio, chance: Random) -> None:
        super().__init__(node, radio)
        self._air = air
        self._flooding = FloodingRadio(node, agenda, air, radio, self, chance)

    async def run(self) -> None:
        self._air.join(self._node, self._flooding)
        await asyncio.Event().wait()

    async def send(self, packet: Packet, *, urgent: bool) -> int:
        if not self._flooding.send(packet, urgent=urgent):
            raise Refused("the queue of the radio is full")
        await asyncio.sleep(ACCEPTED_S)
        return self.radio.airtime_ms(len(packet.frame))

    # Told by the radio.

    def hear(self, packet: Packet, snr_db: float) -> None:
        self._events.put_nowait(Reception(packet, 0, round(snr_db)))

    def relayed(self, number: int) -> None:
        self._events.put_nowait(Relayed(number))
