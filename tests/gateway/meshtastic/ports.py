"""Drivers at work on fake radios, and what a test waits for."""

import asyncio
from contextlib import asynccontextmanager, suppress
from itertools import count

from lora_gateway.port.meshtastic.driver import MeshtasticPort
from lora_gateway.port.meshtastic.health import Pauses
from lora_gateway.port.port import State
from lora_gateway.port.transport import TcpTransport
from tests.gateway.meshtastic.town import settings

SPEED = 20  # times as fast as a real radio
HASTY = Pauses(away=(0.01, 0.02), owned=(0.02, 0.04))
ADA, BOB = settings(0x10, preset=8), settings(0x11, preset=8)
PATIENCE_S = 20  # beyond it something hangs


@asynccontextmanager
async def running(port):
    """A port at work; it has left when this ends."""
    task = asyncio.create_task(port.run())
    try:
        yield port
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def port_on(transport, first=1 << 20):
    """A driver whose packets are numbered from there on."""
    numbers = count(first)
    return MeshtasticPort("radio", transport, lambda: next(numbers), HASTY)


def port_of(device):
    return port_on(TcpTransport("127.0.0.1", device.port), device.radio.number << 16 | device.clients << 8)


async def event(port, wanted):
    """The next event that is wanted: a value, or a type."""
    events = port.events()
    async with asyncio.timeout(PATIENCE_S):
        one = await anext(events)
        while one != wanted and not (isinstance(wanted, type) and isinstance(one, wanted)):
            one = await anext(events)
    return one


async def up(port):
    return await event(port, State(True))


async def given(device):
    """Until the client has given the radio one more packet, which it has not answered yet."""
    arrived = asyncio.Event()
    radio, send = device.radio, device.radio.send

    def send_and_tell(packet):
        send(packet)
        arrived.set()
        radio.send = send

    radio.send = send_and_tell
    async with asyncio.timeout(PATIENCE_S):
        await arrived.wait()


async def passed(device, ms):
    """So much time at the radio."""
    done = asyncio.Event()
    device.air.after(ms, done.set)
    async with asyncio.timeout(PATIENCE_S):
        await done.wait()
