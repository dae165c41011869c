"""Two radios as one port: real modem drivers on pseudo-terminals."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from lora_gateway.air.radio import Radio
from lora_gateway.errors import PortLost, Refused
from lora_gateway.port.choice import DEAF_FRAMES, DEAF_S, TRUST_AGAIN_S, Choice
from lora_gateway.port.modem import ModemPort
from lora_gateway.port.pair import Pair
from lora_gateway.port.port import Dropped, Packet, Reception, State
from lora_gateway.port.transport import SerialTransport
from meshwire import envelope, modem
from tests.gateway.frames import event_frame
from tests.sim.modem import FakeModem

LIMIT_S = 20.0
SETTINGS = modem.Settings(869525000, 250000, 11, 5, 16, 0x12, 22)
PACKET = Packet(event_frame(), 7, 7, 3, 9)


def driver(fake, preset="LongFast"):
    return ModemPort(f"modem://{preset}", SerialTransport(lambda: fake.device), preset, SETTINGS)


@asynccontextmanager
async def pair_of(*, bands=False):
    with FakeModem() as first, FakeModem() as second:
        port = Pair(driver(first), driver(second, "ShortFast"), bands=bands)
        task = asyncio.create_task(port.run())
        events = port.events()
        async with asyncio.timeout(LIMIT_S):
            while not (first.settings and second.settings and port.state == State(True)):
                await anext(events)
        try:
            yield port, events, first, second
        finally:
            task.cancel()
            await asyncio.wait([task])


async def until(events, wanted):
    async with asyncio.timeout(LIMIT_S):
        while not wanted(event := await anext(events)):
            pass
    return event


async def sent_by(fake):
    async with asyncio.timeout(LIMIT_S):
        return await fake.sent.get()


async def send(port, *fakes, packet=PACKET, airtime_ms=1700):
    """Send through the radios that are expected to transmit; the airtime that came back, and the payloads."""
    sending = asyncio.create_task(port.send(packet, urgent=True))
    payloads = []
    for fake in fakes:
        number, payload = await sent_by(fake)
        fake.done(number, airtime_ms)
        payloads.append(payload)
    return await sending, payloads


async def test_the_first_radio_sends_while_it_works():
    async with pair_of() as (port, _, first, second):
        airtime_ms, _ = await send(port, first)
        assert airtime_ms == 1700
        assert second.sent.empty()
        assert port.radio == Radio("LongFast")


async def test_the_second_takes_over_when_the_first_is_unplugged_in_the_middle_of_an_alert():
    async with pair_of() as (port, events, first, second):
        sending = asyncio.create_task(port.send(PACKET, urgent=True))
        await sent_by(first)

        first.unplug()

        with pytest.raises(PortLost):
            await sending
        await until(events, lambda event: isinstance(event, State) and "modem://LongFast" in event.reason)
        assert port.state.up
        _, payloads = await send(port, second)
        assert payloads == [envelope.encode(0, 3, 9, 7, 7, PACKET.frame)]


async def test_that_the_first_is_gone_is_told_although_the_second_works():
    """The forwarder sends again what a radio took just before it went away."""
    async with pair_of() as (port, events, first, _):
        first.unplug()

        await until(events, lambda event: isinstance(event, State) and not event.up)
        await until(events, lambda event: isinstance(event, State) and event.up)

        assert port.state.up


async def test_a_port_with_no_radio_left_is_down_and_says_both_reasons():
    async with pair_of() as (port, events, first, second):
        first.unplug()
        second.unplug()
        await until(events, lambda event: isinstance(event, State) and not port.state.up)
        assert "modem://LongFast" in port.state.reason
        assert "modem://ShortFast" in port.state.reason


async def test_what_the_first_sent_is_not_news_when_the_second_hears_it():
    async with pair_of() as (port, events, first, second):
        _, [payload] = await send(port, first)
        second.receive(payload)
        assert await until(events, lambda event: isinstance(event, Dropped)) == Dropped("echo of the other radio")


async def test_a_relay_of_what_was_sent_is_news():
    async with pair_of() as (port, events, first, second):
        await send(port, first)
        second.receive(envelope.encode(0, 3, 9, 7, 6, PACKET.frame))
        heard = await until(events, lambda event: isinstance(event, Reception))
        assert heard.packet.hops_left == 6


async def test_radios_on_two_bands_both_send_and_the_longer_airtime_counts():
    async with pair_of(bands=True) as (port, _, first, second):
        sending = asyncio.create_task(port.send(PACKET, urgent=True))
        for fake, airtime_ms in ((first, 1700), (second, 160)):
            number, _ = await sent_by(fake)
            fake.done(number, airtime_ms)
        assert await sending == 1700
        assert port.radio == Radio("LongFast", joins=True)


async def test_one_band_that_refuses_does_not_keep_the_other_from_sending():
    async with pair_of(bands=True) as (port, _, first, second):
        sending = asyncio.create_task(port.send(PACKET, urgent=True))
        number, _ = await sent_by(first)
        first.refuse(number, "busy")
        number, _ = await sent_by(second)
        second.done(number, 160)
        assert await sending == 160


async def test_when_both_bands_refuse_the_reason_is_told():
    async with pair_of(bands=True) as (port, _, first, second):
        sending = asyncio.create_task(port.send(PACKET, urgent=True))
        for fake in (first, second):
            number, _ = await sent_by(fake)
            fake.refuse(number, "busy")
        with pytest.raises(Refused, match="busy"):
            await sending


async def test_texts_need_a_radio_with_phones():
    async with pair_of() as (port, *_):
        with pytest.raises(Refused, match="no phones"):
            await port.send_text("hello", to=None, alert=False)


def test_a_radio_that_is_up_and_deaf_is_left_for_the_one_that_hears():
    choice = Choice(0.0)
    for radio in (0, 1):
        choice.changed(radio, True, 0.0)

    for number in range(DEAF_FRAMES):
        assert choice.active(DEAF_S) == 0
        choice.heard(1, DEAF_S + number)

    assert choice.active(DEAF_S + DEAF_FRAMES) == 1
    assert choice.active(DEAF_S + DEAF_FRAMES + TRUST_AGAIN_S) == 0


def test_a_deaf_radio_that_hears_again_is_used_again():
    choice = Choice(0.0)
    for radio in (0, 1):
        choice.changed(radio, True, 0.0)
    for number in range(DEAF_FRAMES):
        choice.heard(1, DEAF_S + number)

    choice.heard(0, DEAF_S + 60)

    assert choice.active(DEAF_S + 60) == 0


def test_a_few_frames_that_one_radio_missed_are_no_reason_to_leave_it():
    choice = Choice(0.0)
    for radio in (0, 1):
        choice.changed(radio, True, 0.0)
    for number in range(DEAF_FRAMES * 3):
        choice.heard(1, float(number))
    assert choice.active(20.0) == 0
