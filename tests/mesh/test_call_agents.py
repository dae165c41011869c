"""Two whole agents, as people start them: they call each other, and part when one of them is revoked."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from edge_agent.cli.client import ask, is_running
from edge_agent.cli.root import publish
from edge_agent.errors import EdgeError
from edge_agent.identity import keyfile
from edge_agent.identity.community import found, load_identity, open_log, root_path
from edge_agent.identity.keys import Key, node_id
from edge_agent.identity.roles import certificate_body, revocation_body
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER
from meshwire.trust import MEMBER
from tests.mesh.doors import new_key
from tests.scenario.desk import free_port, until

START_S, LINK_S = 40.0, 30.0


async def answers(home: Path, name: str, node: Key | None = None) -> dict[str, object] | None:
    """What a capability says; None for an error."""
    try:
        return (await ask(home, name, {}, node=node.node_id if node else ""))[0]
    except EdgeError:
        return None


async def linked(home: Path, other: Key) -> bool:
    told = await answers(home, "mesh.peers") or {"peers": []}
    assert isinstance(told["peers"], list)
    return any(peer["node"] == other.node_id and peer["state"] == "linked" for peer in told["peers"])


async def soon(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(LINK_S):
        while not await condition():
            pass  # each question takes the agent some milliseconds


@asynccontextmanager
async def running(home: Path, *peers: str) -> AsyncIterator[int]:
    """An agent of this home; the port of its mesh door."""
    door = free_port()
    settings = f"[http]\nport = {free_port()}\n[mesh]\nport = {door}\npeers = {json.dumps(peers)}\n"
    (home / "hearthnet.toml").write_text(settings)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge_agent", "--home", str(home), "agent", stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await until(lambda: is_running(home), START_S, lambda: f"no agent in {home}")
        yield door
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def mill(tmp_path: Path) -> Path:
    """The home that has the root key."""
    await found(tmp_path / "mill", name="mill")
    return tmp_path / "mill"


@pytest.fixture
async def tower(tmp_path: Path, mill: Path) -> Path:
    """The home of another member."""
    home, key, identity = tmp_path / "tower", new_key(), load_identity(mill)
    (home / "keys").mkdir(mode=0o700, parents=True)
    keyfile.save(home / "keys" / "node.key", key)
    keyfile.write_private(home / "keys" / "root.pub", f"{node_id(identity.root)}\n".encode())
    body = certificate_body(key.public, roles=MEMBER, expires=0, area=None, name="tower")
    await publish(mill, keyfile.load(root_path(mill)), CERTIFICATE, body)
    here, there = await open_log(mill, identity), await open_log(home, load_identity(home))
    await there.append([event for _, event in await here.since(0, (ROSTER,), 10)])
    await here.close()
    await there.close()
    return home


async def test_a_member_calls_the_other_until_it_is_revoked(mill, tower):
    mine, other = load_identity(tower).key, load_identity(mill).key
    async with running(mill) as door, running(tower, f"{other.node_id}@127.0.0.1:{door}"):
        await soon(lambda: linked(tower, other))
        before = await answers(tower, "identity.whoami", other)
        await publish(mill, keyfile.load(root_path(mill)), REVOCATION, revocation_body(mine.public, "stolen"))
        after = await answers(tower, "identity.whoami", other)

    assert before is not None
    assert before["node_id"] == other.node_id
    assert after is None
