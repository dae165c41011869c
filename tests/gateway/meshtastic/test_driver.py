"""The driver with a radio on TCP and on a serial line: what a port promises, whatever the radio does."""

import asyncio
import os
from contextlib import asynccontextmanager, suppress
from itertools import count

import pytest

from lora_gateway.errors import PortLost, Refused
from lora_gateway.port.meshtastic import framing
from lora_gateway.port.meshtastic.backlog import MAX_EVENTS, Backlog
from lora_gateway.port.meshtastic.driver import CLOSED, OWNED, MeshtasticPort
from lora_gateway.port.meshtastic.health import Pauses
from lora_gateway.port.meshtastic.messages_enums import Region
from lora_gateway.port.meshtastic.transport import SerialTransport, TcpTransport
from lora_gateway.port.port import Dropped, Load, Reception, Relayed, State, Text
from tests.gateway.meshtastic.bench import frame
from tests.gateway.meshtastic.town import settings
from tests.sim.meshtastic.device import village
from tests.sim.meshtastic.settings import PRIMARY, Settings

SPEED = 20  # times as fast as a real radio
HASTY = Pauses(away=(0.01, 0.02), owned=(0.02, 0.04))
ADA, BOB = settings(0x10, preset=8), settings(0x11, preset=8)


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


def port_of(device):
    numbers = count(device.radio.number << 16 | device.clients << 8)
    return MeshtasticPort("tcp://radio", TcpTransport("127.0.0.1", device.port), lambda: next(numbers), HASTY)


async def event(port, wanted):
    """The next event that is wanted: a value, or a type."""
    async with asyncio.timeout(20):
        async for one in port.events():
            if one == wanted or (isinstance(wanted, type) and isinstance(one, wanted)):
                return one


async def up(port):
    return await event(port, State(True))


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
    radios[0].noise = lambda: b"\x94DEBUG | \x94\xc3\x01\x00"
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
    await arrived(radios[0])

    radios[0].unplug()

    with pytest.raises(PortLost, match="may have been sent"):
        await sending


async def arrived(device):
    """A packet of the client has reached the radio, which has not answered yet."""
    before = len(device.phone.received)
    async with asyncio.timeout(5):
        while len(device.phone.received) == before:
            await asyncio.sleep(0)


async def test_sent_again_it_arrives(radios, ada, bob):
    sending = asyncio.create_task(ada.send(frame(b"alert"), urgent=True))
    await arrived(radios[0])
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
    await delivered(radios[0])

    async with running(port_of(radios[0])) as second:
        heard = await event(second, Reception)

    assert heard.packet.frame == b"while nobody listened"


async def delivered(device):
    """Something was sent on the air and has been heard by now."""
    air = device.air
    done = asyncio.Event()
    air.after(3000, done.set)
    async with asyncio.timeout(5):
        await done.wait()


async def test_a_radio_without_our_channel_is_down_but_takes_text():
    async with village(Settings(number=0x10, preset=8), speed=SPEED) as (device,), running(port_of(device)) as port:
        state = await event(port, State)
        assert state == State(False, "the radio has no channel HearthNet; run: hearthnet radio setup")
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
    numbers = count(1 << 20)
    async with running(
        MeshtasticPort("serial://auto", SerialTransport(lambda: plugged.path), lambda: next(numbers), HASTY)
    ) as port:
        await up(port)

        await port.send(frame(b"by wire"), urgent=False)

        assert (await event(bob, Reception)).packet.frame == b"by wire"


async def test_a_radio_that_is_unplugged_and_plugged_in_elsewhere_is_used_again(plugged):
    numbers = count(1 << 20)
    async with running(
        MeshtasticPort("serial://auto", SerialTransport(lambda: plugged.path), lambda: next(numbers), HASTY)
    ) as port:
        await up(port)
        plugged.unplug()
        assert "was unplugged" in (await event(port, State)).reason

        plugged.plug()

        await up(port)
        assert await port.send(frame(), urgent=False)


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

        with pytest.raises(Refused) as refused:
            while True:
                await port.send(frame(bytes(220)), urgent=False)

    assert refused.value.retry_s > 60
