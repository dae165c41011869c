"""A real node: its settings reach the bus, and the operator sees what the bus does."""

import asyncio
import signal

import pytest

from edge_agent.cli.client import is_running
from tests.agent.test_cli_main import LIMIT_S, hearthnet, start

SETTINGS = '[http]\nport = {port}\n[bus]\nstrategy = "least_loaded"\nstrategies = ["node.*={rule}"]\n'


@pytest.fixture
async def home(tmp_path, unused_tcp_port):
    code, _, errors = await hearthnet("--home", tmp_path, "init", "--name", "mill")
    assert code == 0, errors
    (tmp_path / "hearthnet.toml").write_text(SETTINGS.format(port=unused_tcp_port, rule="prefer_local"))
    return tmp_path


async def test_a_strategy_that_does_not_exist_ends_the_start_and_is_named(home):
    (home / "hearthnet.toml").write_text(SETTINGS.format(port=7080, rule="fastest"))
    code, _, errors = await hearthnet("--home", home, "agent")
    assert (code, errors.count("\n")) == (2, 1)
    assert "bus.strategies: there is no strategy 'fastest'" in errors


async def test_settings_calls_routes_and_traces_of_a_running_node(home):
    agent = await start("--home", home, "agent")
    async with asyncio.timeout(LIMIT_S):
        while not is_running(home):  # noqa: ASYNC110  # another process is watched
            await asyncio.sleep(0.05)
    _, route, _ = await hearthnet("--home", home, "route", "explain", "node.status")
    _, other, _ = await hearthnet("--home", home, "route", "explain", "log.stats")
    _, traces, _ = await hearthnet("--home", home, "trace")
    agent.send_signal(signal.SIGINT)
    async with asyncio.timeout(LIMIT_S):
        await agent.communicate()

    assert route.splitlines()[0] == "node.status, strategy prefer_local"
    assert other.splitlines()[0] == "log.stats, strategy least_loaded"
    assert [line.split("\t")[2] for line in traces.splitlines()] == ["bus.explain", "bus.explain"]
