"""`hearthnet run`: the whole desk as real processes."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from edge_agent.cli.client import call, is_running
from edge_agent.desk.banner import banner
from edge_agent.desk.node import Desk, children
from tests.agent.test_children import is_alive, until
from tests.gateway.processes import PYTHONPATH

LIMIT_S = 60.0


def desk(**changes):
    values = {
        "home": Path("/var/lib/node"), "agent_options": ["--port", "7081"], "preset": "LongFast", "loss": 0.2,
        "seed": 7, "language": "de", "radio": None, "board": True, **changes,
    }  # fmt: skip
    return Desk(**values)


def test_the_air_starts_before_the_gateway_that_needs_it():
    air, gateway, agent = children(desk())

    assert [air.name, gateway.name, agent.name] == ["simulated air", "gateway", "agent"]
    assert "/var/lib/node/run/ether.sock" in air.argv
    assert "sim:///var/lib/node/run/ether.sock?station=gateway" in gateway.argv
    assert list(agent.argv[-3:]) == ["agent", "--port", "7081"]


def test_a_node_with_a_radio_has_no_simulated_air():
    names = [child.name for child in children(desk(radio="serial:///dev/ttyACM0", board=False))]
    assert names == ["gateway", "agent"]


STATUS = {"name": "hall", "short": "ABCD-1234", "address": "http://127.0.0.1:7080/"}


def test_the_greeting_names_page_code_radio_and_board():
    text = banner(desk(), STATUS, "ABCD2345")
    for part in ("hall", "ABCD-1234", "http://127.0.0.1:7080/", "ABCD2345", "LongFast", "20%", "board", "--home"):
        assert part in text

    assert "MicroPython" not in banner(desk(board=False), STATUS, "ABCD2345")
    assert "serial:///dev/ttyACM0" in banner(desk(radio="serial:///dev/ttyACM0"), STATUS, "ABCD2345")


class Run:
    """`hearthnet run --no-board` on a home of the test."""

    def __init__(self, home, process):
        self.home = home
        self.process = process
        self.printed = ""

    async def shows(self, text):
        async with asyncio.timeout(LIMIT_S):
            while text not in self.printed:
                line = await self.process.stdout.readline()
                assert line, f"it ended before it showed {text!r}:\n{self.printed}"
                self.printed += line.decode()

    def parts(self):
        """Process ids of what it started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def part(self, words):
        """The process whose command line holds these words."""
        found = [pid for pid in self.parts() if words in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")]
        return found[0] if found else 0


@pytest.fixture
async def run(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge_agent", "--home", str(tmp_path), "run", "--no-board", "--port", str(port),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env={**os.environ, "PYTHONPATH": PYTHONPATH},
    )  # fmt: skip
    run = Run(tmp_path, process)
    yield run
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def test_one_command_founds_a_node_restarts_what_is_killed_and_ends_everything(run):
    await run.shows("Made a new node")
    await run.shows("Ctrl-C ends everything.")
    assert "pairing code" in run.printed
    assert len(parts := run.parts()) == 3

    killed = run.part("lora_gateway run")
    os.kill(killed, signal.SIGKILL)
    await run.shows("gateway ended (SIGKILL); starting it again")
    await until(lambda: run.part("lora_gateway run") not in (0, killed))
    async with asyncio.timeout(LIMIT_S):
        while (await call(run.home, "radio.status", {}))["link"] != "up":  # noqa: ASYNC110  # as above
            await asyncio.sleep(0.05)
    parts = {*parts, *run.parts()}

    run.process.send_signal(signal.SIGINT)
    await run.shows("Stopping.")
    async with asyncio.timeout(LIMIT_S):
        assert await run.process.wait() == 0
    assert not any(is_alive(pid) for pid in parts)
    assert not is_running(run.home)
    assert "Traceback" not in run.printed


async def test_a_killed_parent_leaves_nothing_behind(run):
    await run.shows("Ctrl-C ends everything.")
    parts = run.parts()
    run.process.kill()
    await run.process.wait()

    assert len(parts) == 3
    async with asyncio.timeout(LIMIT_S):
        while any(is_alive(pid) for pid in parts):  # noqa: ASYNC110  # other processes are watched
            await asyncio.sleep(0.02)
