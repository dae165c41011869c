"""`hearthnet radio setup`: the official command line writes, our own driver reads, a fake radio speaks the protocol."""

import asyncio
import hashlib
import sys
from contextlib import asynccontextmanager

import pytest

from edge_agent.identity.community import found
from lora_gateway.port.meshtastic.messages_enums import ModemPreset, Region, Role
from lora_gateway.port.meshtastic.messages_node import ChannelSettings
from meshwire.radio_key import CHANNEL_NAME, channel_key
from tests.sim.meshtastic.device import village
from tests.sim.meshtastic.settings import PRIMARY, Settings

LIMIT_S = 90.0
FRESH = Settings(region=Region.UNSET, role=Role.ROUTER, hops=3)


@pytest.fixture
async def node(tmp_path):
    identity = await found(tmp_path, name="hall")
    return tmp_path, channel_key(identity.root)


async def setup(home, device, *options):
    """Exit code, output and complaints of the command."""
    words = ("--home", str(home), "radio", "setup", "--port", f"tcp://127.0.0.1:{device.port}", *options)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge_agent", *words,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(LIMIT_S):
        said, complaints = await process.communicate()
    return process.returncode, said.decode(), complaints.decode()


@asynccontextmanager
async def radio(settings):
    async with village(settings, speed=20) as (device,):
        yield device


async def test_a_fresh_radio_gets_region_role_hops_and_our_channel(node):
    home, key = node
    async with radio(FRESH) as device:
        code, said, complaints = await setup(home, device, "--yes")

        assert (complaints, code) == ("", 0), said
        assert "lora.region: UNSET -> EU_868" in said
        assert "device.role: ROUTER -> CLIENT" in said
        assert "was read back and has all of it" in said
        settings = device.phone.settings
        assert (settings.region, settings.preset) == (Region.EU_868, ModemPreset.LONG_FAST)
        assert (settings.role, settings.hops) == (Role.CLIENT, 7)
        ours = settings.channels[1]
        assert (ours.name, ours.psk) == (CHANNEL_NAME, key)
        assert settings.channels[0].psk == PRIMARY.psk


async def test_a_radio_that_is_ready_is_not_touched(node):
    home, key = node
    ready = Settings(channels=(PRIMARY, ChannelSettings(psk=key, name=CHANNEL_NAME)), hops=7)
    async with radio(ready) as device:
        code, said, _ = await setup(home, device, "--yes")
        assert code == 0
        assert "nothing to change" in said
        assert device.phone.settings == ready
        assert device.clients == 1


async def test_a_channel_of_another_community_gets_our_key(node):
    home, key = node
    theirs = ChannelSettings(psk=hashlib.sha256(b"theirs").digest(), name=CHANNEL_NAME, uplink_enabled=True)
    async with radio(Settings(channels=(PRIMARY, theirs), hops=7)) as device:
        code, said, _ = await setup(home, device, "--yes")
        assert code == 0
        assert "another key and connected to MQTT" in said
        ours = device.phone.settings.channels[1]
        assert (ours.psk, ours.uplink_enabled) == (key, False)


async def test_nothing_is_changed_while_nobody_has_agreed(node):
    home, _ = node
    async with radio(FRESH) as device:
        code, said, complaints = await setup(home, device)
        assert code == 1
        assert "lora.region: UNSET -> EU_868" in said
        assert "add --yes" in complaints
        assert device.phone.settings == FRESH


async def test_a_radio_that_is_not_there_is_told_in_words(node):
    home, _ = node
    async with radio(FRESH) as device:
        await device.stop()
        code, _, complaints = await setup(home, device, "--yes")
        assert code == 1
        assert "refuses the connection" in complaints
