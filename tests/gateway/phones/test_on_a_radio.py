"""Desk and driver with fake radios that speak the real protocol: a neighbour types, alerts arrive as text."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest

from lora_gateway.phones import words
from lora_gateway.phones.desk import PhoneDesk
from lora_gateway.phones.plain import plain_text
from lora_gateway.phones.speaker import Speaker
from lora_gateway.phones.store import PhoneStore
from lora_gateway.phones.users import MARK
from lora_gateway.port.meshtastic.messages_enums import BROADCAST, PortNum
from lora_gateway.port.port import Text
from tests.gateway.meshtastic.test_driver import event, port_of, running, up
from tests.gateway.meshtastic.town import settings
from tests.gateway.phones.alerts import HALL_ID, alert, notice
from tests.gateway.phones.conftest import Airtime, Clock, Counter
from tests.sim.meshtastic.device import village

GATEWAY, NEIGHBOUR = 0x10, 0x11


@asynccontextmanager
async def served(port, database):
    """A desk at work on a port; what the gateway's forwarder does for it is done here."""
    clock = Clock()
    desk = PhoneDesk(
        Speaker(port, Airtime(clock)), PhoneStore(database), allowed_ms=360_000, dropped=Counter(),
        uniform=lambda low, high: low, utc=clock.utc,
    )  # fmt: skip

    async def listen():
        async for one in port.events():
            if isinstance(one, Text):
                await desk.hear(one)

    tasks = [asyncio.create_task(work) for work in (desk.run(), listen())]
    try:
        yield desk
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def radios():
    async with village(settings(GATEWAY, preset=8), settings(NEIGHBOUR, preset=8), speed=20) as devices:
        yield devices


def sent(device):
    return [
        (packet.decoded.portnum, packet.to, packet.decoded.payload.decode())
        for packet in device.phone.received
        if packet.decoded.portnum in (PortNum.TEXT, PortNum.ALERT)
    ]


async def test_a_neighbour_is_answered_by_direct_message(radios, database):
    async with running(port_of(radios[0])) as gateway, running(port_of(radios[1])) as neighbour:
        await up(gateway)
        await up(neighbour)
        async with served(gateway, database) as desk:
            await neighbour.send_text("SOS roof of Mill Lane 3", to=GATEWAY, alert=False)
            answer = await event(neighbour, Text)
            [kept] = await desk.texts_after(0, 10)

    assert (answer.text, answer.direct, answer.sender) == (MARK + words.KEPT, True, GATEWAY)
    assert (kept.radio, kept.verb, kept.text) == (NEIGHBOUR, "sos", "roof of Mill Lane 3")
    assert sent(radios[0]) == [(PortNum.TEXT, NEIGHBOUR, MARK + words.KEPT)]


async def test_a_broadcast_is_not_answered_and_an_alert_rings_and_is_kept(radios, database):
    async with running(port_of(radios[0])) as gateway, running(port_of(radios[1])) as neighbour:
        await up(gateway)
        await up(neighbour)
        async with served(gateway, database) as desk:
            await neighbour.send_text("help", to=None, alert=False)
            await desk.alert(notice(), (), own=True)
            await event(neighbour, Text)

    text = plain_text(f"{HALL_ID}-7", alert())
    assert sent(radios[0]) == [(PortNum.ALERT, BROADCAST, text), (PortNum.TEXT, BROADCAST, text)]
