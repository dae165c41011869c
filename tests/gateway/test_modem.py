"""The modem driver on a real serial line, a pseudo-terminal, with a board at its end that is played byte by byte."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from lora_gateway.errors import PortLost, Refused
from lora_gateway.port.modem import ModemPort
from lora_gateway.port.port import Carrier, Dropped, Packet, Reception, State
from lora_gateway.port.transport import SerialTransport
from meshwire import envelope, modem
from tests.gateway.frames import event_frame
from tests.sim.modem import FakeModem

LIMIT_S = 20.0
SETTINGS = modem.Settings(869525000, 250000, 11, 5, 16, 0x12, 22)
PACKET = Packet(event_frame(), 7, 7, 3, 9)


@asynccontextmanager
async def running(fake):
    port = ModemPort("modem://fake", SerialTransport(lambda: fake.device), "LongFast", SETTINGS)
    task = asyncio.create_task(port.run())
    try:
        yield port, port.events()
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(events, wanted):
    """The first event that is wanted."""
    async with asyncio.timeout(LIMIT_S):
        while not wanted(event := await anext(events)):
            pass
    return event


async def is_up(events):
    return await until(events, lambda event: event == State(True))


async def sent_by(fake):
    async with asyncio.timeout(LIMIT_S):
        return await fake.sent.get()


async def test_a_modem_is_set_up_before_anything_is_sent():
    with FakeModem() as fake:
        async with running(fake) as (port, events):
            with pytest.raises(PortLost):
                await port.send(PACKET, urgent=False)
            await is_up(events)
            assert fake.settings == SETTINGS


async def test_a_packet_goes_out_in_our_envelope_and_its_airtime_comes_back():
    with FakeModem() as fake:
        async with running(fake) as (port, events):
            await is_up(events)

            sending = asyncio.create_task(port.send(PACKET, urgent=False))
            number, payload = await sent_by(fake)
            fake.done(number, 1700)

            assert await sending == 1700
            assert payload == envelope.encode(0, 3, 9, 7, 7, PACKET.frame)


async def test_a_refusal_is_told_in_the_words_of_the_modem():
    with FakeModem() as fake:
        async with running(fake) as (port, events):
            await is_up(events)
            sending = asyncio.create_task(port.send(PACKET, urgent=False))
            number, _ = await sent_by(fake)

            fake.refuse(number, "the radio chip does not answer")

            with pytest.raises(Refused, match="the radio chip does not answer"):
                await sending


async def test_an_answer_to_another_transmission_is_no_answer():
    with FakeModem() as fake:
        async with running(fake) as (port, events):
            await is_up(events)
            sending = asyncio.create_task(port.send(PACKET, urgent=False))
            number, _ = await sent_by(fake)

            fake.done(number + 1, 5)
            fake.done(number, 1700)

            assert await sending == 1700


async def test_what_the_modem_hears_is_told_through_boot_text_and_noise():
    with FakeModem() as fake:
        async with running(fake) as (_, events):
            await is_up(events)

            fake.write(b"Traceback (most recent call last):\r\n\x94\xc3\x00")
            fake.receive(envelope.encode(0, 3, 9, 7, 6, PACKET.frame), rssi_dbm=-101, snr_db=-7)
            fake.receive(b"somebody else")
            fake.say(modem.CARRIER, b"\1")

            heard = await until(events, lambda event: isinstance(event, Reception))
            assert heard == Reception(Packet(PACKET.frame, 7, 6, 3, 9), -101, -7)
            assert await until(events, lambda event: isinstance(event, Dropped) and event.reason == "not a frame")
            assert await until(events, lambda event: isinstance(event, Carrier)) == Carrier(True)


async def test_a_modem_that_starts_anew_cuts_a_transmission_off_and_is_set_up_again():
    with FakeModem() as fake:
        async with running(fake) as (port, events):
            await is_up(events)
            sending = asyncio.create_task(port.send(PACKET, urgent=False))
            await sent_by(fake)

            fake.restart()

            with pytest.raises(PortLost):
                await sending
            await is_up(events)
            assert fake.settings == SETTINGS


async def test_a_modem_that_is_unplugged_is_found_again_when_it_is_plugged_in():
    with FakeModem() as fake:
        async with running(fake) as (port, events):
            await is_up(events)

            fake.unplug()
            await until(events, lambda event: isinstance(event, State) and not event.up)
            with pytest.raises(PortLost):
                await port.send(PACKET, urgent=False)
            with fake:
                await is_up(events)


async def test_a_modem_of_another_version_is_refused_in_words():
    with FakeModem(version=9) as fake:
        async with running(fake) as (port, events):
            await until(events, lambda event: isinstance(event, State) and not event.up)
            assert "flash it again" in port.state.reason


@pytest.mark.parametrize(
    "line",
    [
        modem.encode(modem.HELLO),
        modem.encode(modem.RECEIVED, b"\1"),
        modem.encode(modem.DONE),
        modem.encode(b"?", b"later version"),
        b"\xff" * 65536,
    ],
)
async def test_a_confused_modem_does_no_harm(line):
    with FakeModem() as fake:
        async with running(fake) as (_, events):
            await is_up(events)
            await fake.pour(line)
            fake.say(modem.CARRIER, b"\1")
            assert await until(events, lambda event: isinstance(event, Carrier)) == Carrier(True)
