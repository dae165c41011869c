"""A page served on loopback: real server, real bus, real pairing over a real log; only the features are small."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from edge_agent.bus.bus import Bus
from edge_agent.clock import steady_s, utc_s
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import verify
from edge_agent.identity.pairing import Pairing
from edge_agent.web.limits import Limits
from edge_agent.web.live import Live
from edge_agent.web.server import WebServer
from meshwire.phrasebook import LANGUAGES
from tests.web.outside import Outside

LIMIT_S = 10.0


@dataclass
class Served:
    """`clock_s` is what the page takes for the time; only tests move it."""

    outside: Outside
    live: Live
    pairing: Pairing
    home: Path
    reasons: list[str] = field(default_factory=list)
    clock_s: float = 1000.0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def operator_socket(self) -> Path:
        return self.home / "run" / "agent.sock"

    async def token(self) -> str:
        return await self.pairing.redeem(self.pairing.new_code().text, label="test", client="127.0.0.1")


@asynccontextmanager
async def serving(folder: Path, limits: Limits) -> AsyncIterator[Served]:
    log = await EventStore.open(folder / "agent.db", community=bytes(8), verify=verify, views=(), now=utc_s)
    served = Served(Outside(), Live(), Pairing(log, now=utc_s, steady=steady_s), folder)
    bus = Bus()
    bus.register(served.outside)
    server = WebServer(
        bus=bus, sessions=served.pairing, live=served.live, not_ready=lambda: served.reasons, languages=LANGUAGES,
        listen="127.0.0.1", port=0, names=("node.example",), operator_socket=served.operator_socket,
        clock=lambda: served.clock_s, limits=limits,
    )  # fmt: skip
    running = asyncio.create_task(server.run())
    async with asyncio.timeout(LIMIT_S):
        served.port = await server.started()
    yield served
    running.cancel()
    await asyncio.wait([running])
    await log.close()
    assert running.cancelled(), running.exception()


@pytest.fixture
async def served(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Served]:
    """Parametrized indirectly with Limits where a test needs smaller ones."""
    async with serving(tmp_path, getattr(request, "param", Limits())) as served:
        yield served


@pytest.fixture
async def stranger(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that was never paired."""
    async with aiohttp.ClientSession(served.url, headers=browser(served)) as session:
        yield session


@pytest.fixture
async def paired(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    """A paired browser; it sends forms from the page itself."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address, not of a name
    async with aiohttp.ClientSession(served.url, headers=browser(served), cookie_jar=jar) as session:
        jar.update_cookies({"hearthnet": await served.token()}, session._base_url)
        yield session


def browser(served: Served) -> dict[str, str]:
    return {"Accept": "text/html", "Origin": served.url}


@asynccontextmanager
async def tcp(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection without a browser around it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
