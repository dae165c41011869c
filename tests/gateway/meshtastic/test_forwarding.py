"""A gateway's forwarder on a Meshtastic radio: what it was given to send arrives, whatever happens to the radio."""

import asyncio
import time
from contextlib import asynccontextmanager, suppress

import pytest

from lora_gateway.air.forwarder import Forwarder
from lora_gateway.air.priority import Priority
from lora_gateway.app import make_station
from lora_gateway.config import Settings
from lora_gateway.port.port import Packet, Reception
from lora_gateway.store.database import Database
from lora_gateway.store.store import Store
from tests.gateway.frames import event_frame, event_id
from tests.gateway.meshtastic.ports import ADA, BOB, SPEED, event, given, port_of, running, up
from tests.sim.meshtastic.device import village


@pytest.fixture
async def radios():
    async with village(ADA, BOB, speed=SPEED) as devices:
        yield devices


@pytest.fixture
async def neighbour(radios):
    async with running(port_of(radios[1])) as port:
        await up(port)
        yield port


@asynccontextmanager
async def forwarding(port, folder):
    """A forwarder at work on this port."""
    database = await Database.open(folder / "gateway.db")
    forwarder = Forwarder(make_station(Settings(), port.radio), Store(database), port, relay=True)
    await forwarder.resume()
    task = asyncio.create_task(forwarder.run())
    try:
        yield forwarder
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await database.close()


async def offer(forwarder):
    await forwarder.submit(event_id(), event_frame(), Priority.ALERT, int(time.time()) + 3600)


async def test_an_alert_is_heard_by_the_neighbour(radios, neighbour, tmp_path):
    async with forwarding(port_of(radios[0]), tmp_path) as forwarder:
        await offer(forwarder)

        heard = await event(neighbour, Reception)

    assert heard.packet.frame == event_frame()


async def test_an_alert_whose_radio_loses_power_while_it_is_sent_arrives_later(radios, neighbour, tmp_path):
    radios[0].down_ms = 500
    async with forwarding(port_of(radios[0]), tmp_path) as forwarder:
        await offer(forwarder)
        await given(radios[0])
        radios[0].reboot()

        heard = await event(neighbour, Reception)

    assert heard.packet.frame == event_frame()
    assert radios[0].clients == 2


async def test_what_a_neighbour_sends_is_kept_for_the_agent(radios, neighbour, tmp_path):
    async with forwarding(port_of(radios[0]), tmp_path) as forwarder:
        await neighbour.send(Packet(event_frame(), 3, 3, 1, 7), urgent=False)

        async with asyncio.timeout(10):
            await forwarder.inbox_grew.wait()

        assert forwarder.heard == 1
