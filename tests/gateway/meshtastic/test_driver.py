"""The driver with a radio on TCP: what a port promises, whatever the radio does."""

import asyncio
from contextlib import suppress

import pytest

from lora_gateway.errors import PortLost, Refused
from lora_gateway.port.meshtastic.backlog import MAX_EVENTS, Backlog
from lora_gateway.port.meshtastic.driver import CLOSED, OWNED
from lora_gateway.port.meshtastic.messages_enums import Region
from lora_gateway.port.port import Dropped, Load, Reception, Relayed, State, Text
from tests.gateway.meshtastic.bench import frame
from tests.gateway.meshtastic.ports import ADA, BOB, SPEED, event, given, passed, port_of, running, up
from tests.gateway.meshtastic.town import settings
from tests.sim.meshtastic.device import village
from tests.sim.meshtastic.settings import Settings


@pytest.fixture
async def radios():
    async with village(ADA, BOB, speed=SPEED) as devices:
        yield devices


@pytest.fixture
async def ada(radios):
    async with running(port_of(radios[0])) as port:
        await up(port)
        yield port


@pytest.fixture
async def bob(radios):
    async with running(port_of(radios[1])) as port:
        await up(port)
        yield port


async def test_a_port_that_is_up_knows_its_radio(ada):
    assert ada.state == State(True)
    assert (ada.radio.preset, ada.radio.floods) == ("ShortTurbo", True)
    assert (ada.facts.node, ada.facts.region) == (0x10, "EU_868")


async def test_a_port_tells_about_its_radio_once_it_knows_it(radios):
    port = port_of(radios[0])
    assert port.about() == {}

    async with running(port):
        await up(port)

    assert port.about()["firmware"] == "2.7.26.54e0d8d"


async def test_a_frame_arrives_as_it_was_sent(ada, bob):
    every = bytes(range(200))

    airtime_ms = await ada.send(frame(every, hops=3), urgent=False)

    heard = await event(bob, Reception)
    assert (heard.packet.frame, heard.packet.sender, heard.packet.hops_left) == (every, 0x10, 3)
    assert airtime_ms == ada.radio.airtime_ms(200)


async def test_a_text_arrives_with_its_sender(ada, bob):
    await ada.send_text("Hochwasser", to=None, alert=False)

    text = await event(bob, Text)
    assert (text.text, text.name, text.direct) == ("Hochwasser", "Meshtastic 0010", False)


async def test_a_neighbour_that_repeats_an_urgent_frame_is_told(ada, bob):
    await ada.send(frame(number=77), urgent=True)

    assert await event(ada, Relayed) == Relayed(77)


async def test_senders_at_the_same_time_all_get_their_answer(ada):
    sent = await asyncio.gather(*(ada.send(frame(b"%d" % n), urgent=False) for n in range(8)))

    assert len(sent) == 8


async def test_noise_on_the_line_loses_nothing(radios, ada):
    radios[0].noise = lambda: b"\x94DEBUG | \x94\xc3\x00\x03"
    radios[0].chunk = 3
    async with running(port_of(radios[1])) as bob:
        await up(bob)

        await bob.send(frame(b"through the noise"), urgent=False)

        assert (await event(ada, Reception)).packet.frame == b"through the noise"


async def test_a_radio_that_restarts_is_used_again(radios, ada):
    radios[0].down_ms = 500
    radios[0].reboot()
    assert (await event(ada, State)).reason == CLOSED

    await up(ada)

    assert await ada.send(frame(), urgent=False)


async def test_a_packet_in_flight_when_the_link_breaks_is_lost_aloud(radios, ada):
    sending = asyncio.create_task(ada.send(frame(), urgent=False))
    await given(radios[0])

    radios[0].unplug()

    with pytest.raises(PortLost, match="may have been sent"):
        await sending


async def test_sent_again_it_arrives(radios, ada, bob):
    sending = asyncio.create_task(ada.send(frame(b"alert"), urgent=True))
    await given(radios[0])
    radios[0].unplug()
    with suppress(PortLost):
        await sending

    await up(ada)
    await ada.send(frame(b"alert"), urgent=True)

    assert (await event(bob, Reception)).packet.frame == b"alert"


async def test_without_a_radio_nothing_can_be_sent(radios):
    port = port_of(radios[0])
    await radios[0].stop()
    async with running(port):
        assert "refuses the connection" in (await event(port, State)).reason

        with pytest.raises(PortLost, match="refuses the connection"):
            await port.send(frame(), urgent=False)


async def test_a_radio_that_comes_later_is_found(radios):
    port = port_of(radios[0])
    await radios[0].stop()
    async with running(port):
        await event(port, State)

        await radios[0].start()

        assert await up(port)


async def test_a_radio_that_another_program_takes_each_time_is_not_fought_over(radios, ada):
    for _ in range(2):
        _, other = await asyncio.open_connection("127.0.0.1", radios[0].port)
        state = await event(ada, State)
        other.close()
        if state.reason != OWNED:
            await up(ada)

    assert state.reason == OWNED


async def test_who_leaves_loses_nothing_that_the_radio_hears_afterwards(radios, bob):
    async with running(port_of(radios[0])) as first:
        await up(first)
    await bob.send(frame(b"while nobody listened"), urgent=False)
    await passed(radios[0], 3000)

    async with running(port_of(radios[0])) as second:
        heard = await event(second, Reception)

    assert heard.packet.frame == b"while nobody listened"


async def test_a_radio_without_our_channel_is_down_but_takes_text():
    async with village(Settings(number=0x10, preset=8), speed=SPEED) as (device,), running(port_of(device)) as port:
        state = await event(port, State)
        assert state == State(False, "the radio has no channel HearthNet; run: hearthnet radio setup")
        assert port.takes_texts
        with pytest.raises(Refused, match="no channel HearthNet"):
            await port.send(frame(), urgent=True)

        assert await port.send_text("Flood", to=None, alert=True)

        assert device.phone.received[0].channel == 0


async def test_a_radio_that_knows_250_nodes_is_ready():
    crowded = Settings(number=0x10, nodes=250, channels=ADA.channels)
    async with village(crowded, speed=SPEED) as (device,), running(port_of(device)) as port:
        assert await up(port)


async def test_who_gives_up_waiting_disturbs_nobody(ada):
    impatient = asyncio.create_task(ada.send(frame(b"never mind"), urgent=False))
    await asyncio.sleep(0)
    impatient.cancel()

    assert await ada.send(frame(b"next"), urgent=False)


async def test_events_that_nobody_reads_are_dropped_and_counted_but_never_a_state():
    backlog = Backlog()
    backlog.put(State(False, "first"))
    for n in range(MAX_EVENTS + 2):
        backlog.put(Load(n / 1000, 0.0))

    events = [await backlog.get() for _ in range(MAX_EVENTS + 3)]

    assert events.count(Dropped("too many events at once")) == 3
    assert State(False, "first") in events
    assert events[-1] == Load((MAX_EVENTS + 1) / 1000, 0.0)


async def test_a_used_up_duty_cycle_says_when_it_ends():
    narrow = settings(0x10, region=Region.UA_868)
    async with village(narrow, speed=2000) as (device,), running(port_of(device)) as port:
        await up(port)
        for _ in range(15):
            await port.send(frame(bytes(220)), urgent=False)

        with pytest.raises(Refused) as refused:
            await asyncio.gather(*(port.send(frame(bytes(220)), urgent=False) for _ in range(8)))

    assert refused.value.retry_s > 60
