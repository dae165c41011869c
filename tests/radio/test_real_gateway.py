"""`hearthnet agent` and `lora-gateway run`: whichever is killed, nothing is lost and nothing is stored twice."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from contextlib import suppress

import pytest

from edge_agent.cli.client import call, is_running
from edge_agent.errors import LinkLost, Unavailable
from edge_agent.identity.community import found
from meshwire import cbor, envelope, frame
from meshwire.event import CIVDEF, ROSTER
from tests.gateway.processes import PYTHONPATH, Process, Radio, running

PRESET = ("--preset", "ShortTurbo")  # a frame takes 80 ms
LIMIT_S = 30.0
FIELDS = {"event": "flood", "headline": "Leave the river side", "area": "AGS:05154036", "severity": "Severe"}


class Node:
    """Agent and gateway of one home, as processes that can be killed and started again."""

    def __init__(self, home):
        self.home = home
        self.agent = self.gateway = None
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]

    async def start_agent(self):
        with (self.home / "agent.log").open("ab") as errors:
            self.agent = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "edge_agent", "--home", str(self.home), "agent", "--port", str(self._port),
                stderr=errors, env={**os.environ, "PYTHONPATH": PYTHONPATH},
            )  # fmt: skip
        await until(lambda: is_running(self.home))

    async def start_gateway(self):
        self.gateway = await Process.start("run", "--home", str(self.home), *PRESET, errors=self.home / "gateway.log")

    async def kill_agent(self):
        with suppress(ProcessLookupError):
            self.agent.kill()
        await self.agent.wait()

    async def issue(self, number):
        await call(self.home, "civdef.alert.issue", {"fields": {**FIELDS, "headline": f"Flood {number}"}})

    async def waiting(self, count):
        """Until the gateway holds so many frames and the agent knows it."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                with suppress(LinkLost, Unavailable):
                    status = await call(self.home, "radio.status", {})
                    if status["link"] == "up" and status.get("queue", {}).get("waiting") == count:
                        return
                await asyncio.sleep(0.05)

    async def stored(self):
        """(topic, seq) of what the gateway has on its disk, which it must be killed for."""
        await self.gateway.kill()
        with sqlite3.connect(self.home / "gateway.db") as db:
            ids = [cbor.loads(id) for (id,) in db.execute("SELECT id FROM outbox ORDER BY n")]
        db.close()
        return [(topic, seq) for _, topic, seq in ids]


async def until(claim):
    async with asyncio.timeout(LIMIT_S):
        while not claim():  # noqa: ASYNC110  # another process is watched
            await asyncio.sleep(0.02)


@pytest.fixture
async def node(tmp_path):
    await found(tmp_path, name="hall")
    (tmp_path / "run").mkdir(mode=0o700, exist_ok=True)
    (tmp_path / "hearthnet.toml").write_text('[gateway]\nregion = "US"\n')  # Europe has no room for that preset
    node = Node(tmp_path)
    yield node
    await node.kill_agent()
    if node.gateway is not None:
        await node.gateway.kill()


async def test_what_is_in_the_log_is_heard_by_a_neighbour(node):
    ether = node.home / "run/ether.sock"
    async with running("ether", "--socket", str(ether), *PRESET, errors=node.home / "ether.log"):
        neighbour = await Radio.connect(ether, "neighbour")
        await node.start_agent()
        await node.issue(1)
        await node.start_gateway()

        heard = set()
        async with asyncio.timeout(LIMIT_S):
            while heard != {(CIVDEF, 1), (ROSTER, 1)}:
                fields = frame.decode_event(envelope.decode(await neighbour.receive()).payload).fields
                heard.add((fields.topic, fields.seq))
        neighbour.close()


async def test_a_killed_gateway_keeps_what_it_stored_and_gets_the_rest(node):
    await node.start_gateway()  # no air: nothing leaves, all can be counted
    await node.start_agent()
    await node.issue(1)
    await node.gateway.kill()
    await node.issue(2)
    await node.start_gateway()
    await node.issue(3)
    await node.waiting(4)

    assert sorted(await node.stored()) == [(ROSTER, 1), (CIVDEF, 1), (CIVDEF, 2), (CIVDEF, 3)]


async def test_a_killed_agent_offers_the_rest_when_it_is_back(node):
    await node.start_gateway()
    for number in range(1, 4):
        await node.start_agent()
        await node.issue(number)
        await node.kill_agent()  # perhaps before, perhaps after the gateway has it
    await node.start_agent()
    await node.waiting(4)

    assert sorted(await node.stored()) == [(ROSTER, 1), (CIVDEF, 1), (CIVDEF, 2), (CIVDEF, 3)]


async def test_a_gateway_with_a_new_card_gets_everything_again(node):
    await node.start_gateway()
    await node.start_agent()
    await node.issue(1)
    await node.waiting(2)
    before = await node.stored()
    for path in node.home.glob("gateway.db*"):
        path.unlink()
    await node.start_gateway()
    await node.waiting(2)

    assert sorted(await node.stored()) == sorted(before)


async def test_both_end_on_request_without_a_traceback(node):
    await node.start_gateway()
    await node.start_agent()
    await node.waiting(1)
    node.agent.send_signal(signal.SIGTERM)
    code, _ = await node.gateway.finish(signal.SIGTERM)

    assert (code, await node.agent.wait()) == (0, 0)
    assert "Traceback" not in (node.home / "agent.log").read_text()
