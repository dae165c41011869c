"""A signed alert goes from a CAP file to a MicroPython board over a lossy air, whatever is killed on the way."""

import json
import urllib.request
from pathlib import Path

import pytest

from tests.scenario.desk import desk, processes_of, run_command, until

EXAMPLES = Path(__file__).parents[2] / "examples"
FLOOD = str(EXAMPLES / "flood.xml")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


async def test_an_alert_reaches_the_board_and_everything_ends_with_ctrl_c(home):
    async with desk(home, "--loss", "0.2", "--seed", "7") as node:
        assert "pairing code" in node.output
        said = node.command("alert", "issue", "--cap", FLOOD)
        alert_id = said.split()[1].rstrip(":")
        await node.board_shows("Flood")

        assert node.board()["siren"] == "severe"
        assert json.loads(node.command("status", "--json"))["boards"][0]["shown"] == 1
        page = f"http://127.0.0.1:{json.loads(node.command('status', '--json'))['node']['address'].split(':')[2]}"
        with urllib.request.urlopen(page, timeout=10) as answer:
            assert alert_id in answer.read().decode()

        node.command("board", "press", "desk")
        node.command("alert", "cancel", alert_id)
        await node.board_shows("CANCELLED")

        second = run_command(home, "run")
        assert (second.returncode, "is running already" in second.stderr) == (2, True)

    assert node.process.returncode == 0
    assert processes_of(home) == []
    assert [path for path in (home / "run").rglob("*") if not path.is_dir()] == []


async def test_an_alert_survives_the_killing_of_the_agent_right_after_it_was_issued(home):
    async with desk(home, "--loss", "0.2", "--seed", "8") as node:
        node.command("alert", "issue", "--cap", FLOOD)
        await node.kill("agent")

        await node.board_shows("Flood")


async def test_an_alert_survives_the_killing_of_the_gateway(home):
    async with desk(home, "--loss", "0.2", "--seed", "9", preset="LongFast") as node:
        node.command("alert", "issue", "--cap", FLOOD)
        await node.kill("gateway")

        await node.board_shows("Flood")


async def test_nothing_outlives_a_parent_that_is_killed(home):
    async with desk(home) as node:
        node.process.kill()
        await node.process.wait()

    await until(lambda: not processes_of(home), 20, lambda: str(processes_of(home)))
