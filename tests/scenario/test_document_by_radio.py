"""Two nodes that only the radio connects: what one frame cannot carry comes as an object after it."""

import asyncio
import base64
from contextlib import AsyncExitStack, suppress

import pytest

from edge_agent.cli.client import is_running
from edge_agent.errors import NotFound
from tests.alerts.town import cap
from tests.gateway.processes import running as running_command
from tests.scenario.desk import free_port
from tests.scenario.mesh import LOOK_S, Node, ended, make_community, start, until

PRESET = "ShortTurbo"
LIMIT_S = 150.0  # who missed all of alert, certificate or document asks for it within a minute


async def started(stack, home, ether):
    """Agent and gateway of a home, on the simulated air."""
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    port = f"sim://{ether}?station={home.name}"
    (home / "hearthnet.toml").write_text(
        f'[http]\nport = {free_port()}\n[gateway]\nregion = "US"\npreset = "{PRESET}"\nport = "{port}"\n'
    )
    for words in (("edge_agent", "--home", str(home), "agent"), ("lora_gateway", "run", "--home", str(home))):
        stack.push_async_callback(ended, await start(home, *words))
    await until(lambda: is_running(home))
    return Node(home)


async def original(node, id):
    """The bytes that an alert was made from, once they are there."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            with suppress(NotFound):
                return base64.b64decode((await node.call("civdef.alert.export", id=id, original=True))["cap_base64"])
            await asyncio.sleep(LOOK_S)


async def answered(node, id):
    """Once somebody's answer to the alert is there."""
    async with asyncio.timeout(LIMIT_S):
        while not (await node.call("civdef.alert.get", id=id))["acknowledged"]:  # noqa: ASYNC110  # another process
            await asyncio.sleep(LOOK_S)


@pytest.mark.timeout(300)
async def test_a_document_and_a_long_answer_follow_the_alert_over_a_lossy_radio(tmp_path):
    hall, mill = tmp_path / "hall", tmp_path / "mill"
    await make_community(hall, mill)
    ether = tmp_path / "ether.sock"
    words = ("ether", "--socket", str(ether), "--preset", PRESET, "--loss", "0.1", "--seed", "4")
    async with running_command(*words, errors=tmp_path / "ether.log"), AsyncExitStack() as stack:
        here, there = [await started(stack, home, ether) for home in (hall, mill)]

        issued = await here.call("civdef.alert.issue", cap=cap())

        assert await original(there, issued["id"]) == cap().encode()

        note = " ".join(f"house {number} is dry" for number in range(16))
        await here.call("civdef.alert.ack", id=issued["id"], answer="acting", note=note)

        await answered(there, issued["id"])
