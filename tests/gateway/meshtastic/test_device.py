"""The fake radio as a client on TCP sees it."""

import asyncio
from contextlib import suppress

import pytest

from lora_gateway.port.meshtastic.messages import Heartbeat
from tests.gateway.meshtastic.client import Client, packet
from tests.sim.meshtastic.device import village
from tests.sim.meshtastic.settings import Settings

ADA, BOB = 0x10, 0x11
SPEED = 50


@pytest.fixture
async def connect():
    """Connect to a fake radio; every connection is closed at the end."""
    clients = []

    async def connect_one(device):
        clients.append(await Client.connect(device))
        return clients[-1]

    yield connect_one
    for client in clients:
        client.close()


async def test_what_one_sends_the_other_receives(connect):
    async with village(Settings(ADA), Settings(BOB), speed=SPEED) as (ada, bob):
        sender, receiver = await connect(ada), await connect(bob)
        sender.say(packet=packet(b"flood", number=7))
        assert (await sender.until(lambda said: said.queue_status)).queue_status.mesh_packet_id == 7
        assert (await receiver.until(lambda said: said.packet)).packet.decoded.payload == b"flood"


@pytest.mark.parametrize(("noise", "chunk"), [(b"", 1), (b"\x94", 7), (b"INFO | boot\r\n", 0)])
async def test_noise_and_pieces_reach_the_client(noise, chunk, connect):
    async with village(Settings(ADA, nodes=20), speed=SPEED) as (ada,):
        ada.noise, ada.chunk = lambda: noise, chunk
        client = await connect(ada)
        assert client.decoder.skipped == (43 + 20) * len(noise)


async def test_the_newcomer_wins_and_the_other_connection_ends(connect):
    async with village(Settings(ADA), speed=SPEED) as (ada,):
        first = await connect(ada)
        second = await connect(ada)
        assert await first.next() is None
        second.say(heartbeat=Heartbeat())
        assert (await second.next()).queue_status.mesh_packet_id == 0
        assert ada.clients == 2


async def test_a_client_that_says_goodbye_is_let_go_and_packets_are_kept_for_the_next(connect):
    async with village(Settings(ADA), Settings(BOB), speed=SPEED) as (ada, bob):
        client, other = await connect(ada), await connect(bob)
        client.say(disconnect=True)
        assert await client.next() is None
        other.say(packet=packet(b"meanwhile"))
        await other.until(lambda said: said.queue_status)
        again = await connect(ada)
        assert (await again.until(lambda said: said.packet)).packet.decoded.payload == b"meanwhile"


async def test_a_client_that_says_nothing_is_let_go_after_a_quarter_of_an_hour(connect):
    async with village(Settings(ADA), speed=2000) as (ada,):
        client = await connect(ada)
        assert await client.next() is None
        assert ada.radio.air.now_ms() >= 900_000


async def test_a_reboot_drops_the_client_refuses_the_next_and_comes_back(connect):
    async with village(Settings(ADA), speed=SPEED) as (ada,):
        client = await connect(ada)
        ada.reboot()
        assert await client.next() is None
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", ada.port)
        await ada.back.wait()
        await connect(ada)


async def test_a_client_that_broke_off_is_noticed_by_what_is_lost(connect):
    async with village(Settings(ADA), speed=SPEED) as (ada,):
        client = await connect(ada)
        client.close()
        told = 0
        while not ada.left.is_set():
            ada.phone.tell_metrics(1.0)
            told += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(0.01):
                    await ada.left.wait()

        again = await connect(ada)
        again.say(heartbeat=Heartbeat())
        kept = 0
        while (await again.next()).packet is not None:
            kept += 1

        assert kept < told
