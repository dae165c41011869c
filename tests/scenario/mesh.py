"""Nodes as people run them, an agent and a gateway each, with fake Meshtastic radios that hear one another."""

import asyncio
import os
import secrets
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count

from edge_agent.cli.client import call, is_running
from edge_agent.errors import LinkLost, Unavailable
from edge_agent.identity import keyfile
from edge_agent.identity.community import found, keys_folder, load_identity
from edge_agent.identity.keys import Key, node_id
from lora_gateway.port.meshtastic.messages import Data
from lora_gateway.port.meshtastic.messages_enums import PortNum
from lora_gateway.port.meshtastic.messages_node import ChannelSettings
from lora_gateway.port.meshtastic.protobuf import decode, encode
from meshwire.frame import MESHTASTIC_PORT
from meshwire.radio_key import CHANNEL_NAME, channel_key
from tests.gateway.processes import PYTHONPATH
from tests.scenario.desk import free_port
from tests.sim.meshtastic.air import OnAir
from tests.sim.meshtastic.settings import PRIMARY, Settings

SPEED = 20  # times as fast as real radios
LIMIT_S = 40.0
LOOK_S = 0.02
HALL, MILL, ANNA = 0x10, 0x11, 0x9E7595A8  # radios: of two nodes, and of a neighbour with a phone
FLOOD = {"event": "flood", "headline": "Leave the river side", "area": "AGS:05154036", "severity": "Severe"}


def channel_of(home):
    """The channel of a home's community, as `hearthnet radio setup` makes it."""
    return ChannelSettings(psk=channel_key(load_identity(home).root), name=CHANNEL_NAME)


def settings_of(home, number, **more):
    return Settings(number, channels=(PRIMARY, channel_of(home)), **more)


async def make_community(hall, mill=None):
    """Homes of one community: the first founds it, the second has its root's public key and no certificate yet."""
    identity = await found(hall, name="hall")
    if mill is not None:
        keys_folder(mill).mkdir(parents=True, mode=0o700)
        keyfile.save(keys_folder(mill) / "node.key", Key(secrets.token_bytes(32)))
        keyfile.write_private(keys_folder(mill) / "root.pub", f"{node_id(identity.root)}\n".encode())


@dataclass
class Node:
    home: object

    async def call(self, name, **body):
        return await call(self.home, name, body)

    async def command(self, *words):
        """What `hearthnet WORDS` prints."""
        process = await start(self.home, "edge_agent", "--home", str(self.home), *words, output=asyncio.subprocess.PIPE)
        async with asyncio.timeout(LIMIT_S):
            said, _ = await process.communicate()
        assert process.returncode == 0, (self.home / "log").read_text()
        return said.decode()

    async def radio(self, claim):
        """The radio's status once it is as claimed."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                with suppress(LinkLost, Unavailable):
                    status = await self.call("radio.status")
                    if status["link"] == "up" and "radio" in status and claim(status):
                        return status
                await asyncio.sleep(LOOK_S)

    async def is_up(self):
        await self.radio(lambda status: status["radio"]["state"] == "up")

    async def has_in_force(self, headline):
        async with asyncio.timeout(LIMIT_S):
            while headline not in str(await self.call("civdef.alert.list")):  # noqa: ASYNC110  # another process
                await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def running(home, radio):
    """A node at work with its radio."""
    port, http = f"tcp://127.0.0.1:{radio.port}", free_port()
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    (home / "hearthnet.toml").write_text(f'[http]\nport = {http}\n[gateway]\nport = "{port}"\n')
    async with AsyncExitStack() as stack:
        for words in (("edge_agent", "--home", str(home), "agent"), ("lora_gateway", "run", "--home", str(home))):
            process = await start(home, *words)
            stack.push_async_callback(ended, process)
        await until(lambda: is_running(home))
        yield Node(home)


async def start(home, *words, output=None):
    with (home / "log").open("ab") as errors:
        environment = {**os.environ, "PYTHONPATH": PYTHONPATH}
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", *words, stdout=output or errors, stderr=errors, env=environment
        )


async def ended(process):
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(LIMIT_S):
        assert await process.wait() == 0


async def until(claim):
    async with asyncio.timeout(LIMIT_S):
        while not claim():  # noqa: ASYNC110  # another process is watched
            await asyncio.sleep(LOOK_S)


def data_of(packet: OnAir):
    return decode(Data, packet.data)


def on_air(device, sender, *ports):
    """(packet, its Data) of what a radio was the first to send, on these ports."""
    packets = [packet for _, by, packet in device.air.sent if by == packet.sender == sender]
    return [(packet, data_of(packet)) for packet in packets if data_of(packet).portnum in ports]


def frames(device, sender):
    return on_air(device, sender, MESHTASTIC_PORT)


class Phone:
    """A neighbour's phone beside a radio without our channel; the radio is driven as its app does."""

    def __init__(self, device):
        self.device = device
        self._numbers = count(0x5000)
        self._read = 0

    def type(self, text, *, to=HALL):
        device = self.device
        packet = OnAir(
            device.radio.number, to, next(self._numbers), PRIMARY, encode(Data(PortNum.TEXT, text.encode())),
            3, 3, False, device.radio.number,
        )  # fmt: skip
        device.radio._enqueue(packet, 70)

    async def answer(self, sender=HALL):
        """The next text to this phone alone."""
        await until(lambda: len(self.answers(sender)) > self._read)
        self._read += 1
        return self.answers(sender)[self._read - 1]

    def answers(self, sender=HALL):
        found = on_air(self.device, sender, PortNum.TEXT)
        return [data.payload.decode() for packet, data in found if packet.to == self.device.radio.number]


def without_our_channel(number):
    return replace(Settings(number), channels=(PRIMARY,))
