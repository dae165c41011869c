"""The driver with a radio on a serial line."""

import asyncio
import os
from contextlib import suppress

import pytest

from lora_gateway.port.meshtastic import framing
from lora_gateway.port.port import Reception, State
from lora_gateway.port.transport import SerialTransport
from tests.gateway.meshtastic.bench import frame
from tests.gateway.meshtastic.ports import ADA, BOB, SPEED, event, port_of, port_on, running, up
from tests.sim.meshtastic.device import village


@pytest.fixture
async def radios():
    async with village(ADA, BOB, speed=SPEED) as devices:
        yield devices


@pytest.fixture
async def bob(radios):
    async with running(port_of(radios[1])) as port:
        await up(port)
        yield port


class SerialRadio:
    """A radio at the other end of a pseudo terminal; `path` is where it is plugged in."""

    def __init__(self, phone):
        self._phone = phone
        self._files = ()
        self.path = "nowhere"

    def plug(self):
        line, port = self._files = os.openpty()
        self.path = os.ttyname(port)
        os.set_blocking(line, False)
        asyncio.get_running_loop().add_reader(line, self._read)
        self._phone.attach(self._write, lambda: None)

    def unplug(self):
        self._phone.detach()
        asyncio.get_running_loop().remove_reader(self._files[0])
        for file in self._files:
            os.close(file)

    def _read(self):
        with suppress(BlockingIOError, OSError):
            self._phone.feed(os.read(self._files[0], 4096))

    def _write(self, payloads):
        os.write(self._files[0], b"".join(framing.encode(payload) for payload in payloads))


@pytest.fixture
async def plugged(radios):
    radio = SerialRadio(radios[0].phone)
    radio.plug()
    yield radio
    radio.unplug()


async def test_a_radio_on_a_serial_line_works_as_one_on_the_network(plugged, bob):
    async with running(port_on(SerialTransport(lambda: plugged.path))) as port:
        await up(port)

        await port.send(frame(b"by wire"), urgent=False)

        assert (await event(bob, Reception)).packet.frame == b"by wire"


async def test_a_radio_that_is_unplugged_and_plugged_in_elsewhere_is_used_again(plugged):
    async with running(port_on(SerialTransport(lambda: plugged.path))) as port:
        await up(port)
        plugged.unplug()
        assert "was unplugged" in (await event(port, State)).reason

        plugged.plug()

        await up(port)
        assert await port.send(frame(), urgent=False)
