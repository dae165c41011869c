"""A home, an ether on it and a gateway that uses it."""

import pytest

from tests.gateway.processes import Agent, Process, Radio, connect, running

PRESET = ("--preset", "ShortTurbo")  # a frame takes 80 ms


@pytest.fixture
def home(tmp_path):
    (tmp_path / "run").mkdir(mode=0o700)
    (tmp_path / "hearthnet.toml").write_text('[gateway]\nregion = "US"\n')  # Europe has no room for that preset
    return tmp_path


@pytest.fixture
async def ether(home):
    """An ether without loss, and the path of its socket as `ether.path`."""
    path = home / "run/ether.sock"
    async with running("ether", "--socket", str(path), *PRESET, errors=home / "ether.log") as process:
        process.path = path
        _, writer = await connect(path)  # it listens
        writer.close()
        yield process


@pytest.fixture
async def radio(ether):
    """A neighbour's radio."""
    neighbour = await Radio.connect(ether.path, "neighbour")
    yield neighbour
    neighbour.close()


@pytest.fixture
async def start_gateway(home):
    """Start a gateway, as often as the test wants; all are stopped at the end."""
    started = []

    async def start():
        started.append(await Process.start("run", "--home", str(home), *PRESET, errors=home / "gateway.log"))
        return started[-1]

    yield start
    for process in started:
        await process.kill()


@pytest.fixture
async def connect_agent(home):
    """Connect to the gateway as an agent does; every connection is closed at the end."""
    agents = []

    async def connect_one(hello=None):
        agents.append(await Agent.connect(home, hello))
        return agents[-1]

    yield connect_one
    for agent in agents:
        agent.close()
