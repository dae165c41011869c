"""The real gateway, lora_gateway.air.forwarder.Forwarder with its store, at an antenna of the simulated air."""

from random import Random

from bench.airsim.agenda import Agenda
from bench.airsim.community import NETWORK, UTC, Community, as_frame
from bench.airsim.loop import VirtualLoop
from bench.airsim.memory import database
from lora_gateway.air.forwarder import Forwarder
from lora_gateway.air.priority import Priority
from lora_gateway.air.seen import name_of
from lora_gateway.air.station import Identity, Station
from lora_gateway.law.budget import Budget
from lora_gateway.port.port import Port
from lora_gateway.store.store import Store
from meshwire import alert, event

DUTY_CYCLE, RESERVE, HOPS = 0.1, 0.3, 7  # EU868, 869.4 to 869.65 MHz


class GatewayNode:
    """`shown_ms` is when the agent could have had the alert."""

    def __init__(
        self, node: int, agenda: Agenda, loop: VirtualLoop, port: Port, community: Community, chance: Random
    ) -> None:
        self.shown_ms: float | None = None
        self._node, self._agenda, self._loop = node, agenda, loop
        self._port, self._community, self._chance = port, community, chance

    def switch_on(self) -> None:
        budget = Budget(duty_cycle=DUTY_CYCLE, reserve=RESERVE, now=self._loop.time())
        identity = Identity(NETWORK, self._node, HOPS)
        first_packet = self._chance.randrange(65536)
        station = Station(identity, budget, self._port.radio, first_packet=first_packet, uniform=self._chance.uniform)
        self._forwarder = Forwarder(station, Store(database()), self._port, relay=True)
        self._loop.create_task(self._run())

    async def _run(self) -> None:
        await self._forwarder.resume()
        await self._forwarder.keeper.set_roots([self._community.root.public], UTC)
        certificate = as_frame(self._community.certificate)
        await self._forwarder.keeper.own(name_of(certificate), certificate, UTC)
        self._loop.create_task(self._look())
        await self._forwarder.run()

    async def _look(self) -> None:
        """As the agent does, who is told when the inbox grows."""
        while True:
            await self._forwarder.inbox_grew.wait()
            self._forwarder.inbox_grew.clear()
            if self.shown_ms is None and self._forwarder.keeper.alerts(UTC + self._loop.time()):
                self.shown_ms = self._agenda.now_ms

    def issue(self, signed: event.Event) -> None:
        """What the agent does: hand over an alert to send."""
        self.shown_ms = self._agenda.now_ms
        expires = UTC + 60 * alert.decode(signed.body).lifetime_min
        self._loop.create_task(self._forwarder.submit(b"alert", as_frame(signed), Priority.ALERT, expires))
