"""Builds and wires every object of the gateway; the only file that knows them all."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from lora_gateway.air.forwarder import Forwarder
from lora_gateway.air.radio import Radio
from lora_gateway.air.station import Identity, Station
from lora_gateway.config import BAND, Settings
from lora_gateway.errors import ungrouped
from lora_gateway.law.budget import Budget
from lora_gateway.link.server import AgentLink
from lora_gateway.port.pair import Pair
from lora_gateway.port.port import PhonePort, Port
from lora_gateway.port.schemes import open_port
from lora_gateway.store.database import Database
from lora_gateway.store.store import Store

if TYPE_CHECKING:
    from lora_gateway.phones.desk import PhoneDesk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Home:
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "gateway.db"

    @property
    def socket(self) -> Path:
        return self.folder / "run" / "gateway.sock"


async def run(home: Home, settings: Settings) -> None:
    """Until cancelled. Raises GatewayError when it cannot go on."""
    port = open_ports(settings, home.folder)
    database = await Database.open(home.database)
    try:
        station = make_station(settings, port.radio)
        forwarder = Forwarder(station, Store(database), port, relay=settings.relay)
        await forwarder.resume()
        desk = make_desk(settings, forwarder, database)
        link = AgentLink(forwarder, desk, region=settings.region)
        log.info("gateway of %s, port %s, preset %s", home.folder, settings.port, settings.preset)
        with ungrouped():
            async with asyncio.TaskGroup() as group:
                group.create_task(forwarder.run(), name="forwarder")
                group.create_task(link.run(home.socket), name="agent link")
                if desk is not None:
                    group.create_task(desk.run(), name="phones")
    finally:
        await database.close()


def open_ports(settings: Settings, folder: Path) -> Port:
    """The radio, or two radios as one port."""
    first = open_port(settings.port, folder, preset=settings.preset, region=settings.region)
    if not settings.second:
        return first
    second = open_port(settings.second, folder, preset=settings.preset, region=settings.region)
    return Pair(first, second, bands=settings.second_use == BAND)


def make_desk(settings: Settings, forwarder: Forwarder, database: Database) -> "PhoneDesk | None":
    """For a radio that phones talk to; loaded only then, it takes half a megabyte."""
    if not isinstance(forwarder.port, PhonePort):
        return None
    open_desk: Callable[..., PhoneDesk] = import_module("lora_gateway.phones.opening").open_desk
    forwarder.phones = desk = open_desk(
        forwarder.port, forwarder.meter, database, forwarder.station.dropped,
        texts=settings.text_lane, language=settings.text_language,
    )  # fmt: skip
    return desk


def make_station(settings: Settings, radio: Radio) -> Station:
    law = settings.limits
    budget = Budget(
        duty_cycle=law.duty_cycle, reserve=settings.alert_reserve, now=monotonic(),
        longest_ms=law.longest_ms, pause_s=law.pause_s,
    )  # fmt: skip
    sender, first_packet = random.randrange(1 << 16), random.randrange(1 << 16)
    identity = Identity(network=settings.network, sender=sender, hops=settings.hops)
    return Station(identity, budget, radio, first_packet=first_packet, uniform=random.uniform)
