"""The operator's capabilities of a running node."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import BadRequest, NotTrusted
from edge_agent.events.capabilities import LogCapabilities
from edge_agent.events.store import EventStore
from edge_agent.identity.community import load_identity
from tests.events.homes import log_of, make_home
from tests.events.people import says, texts

OPERATOR = Caller("the operator", Trust.OPERATOR)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_home(tmp_path / "home")


@pytest.fixture
async def log(home: Path) -> AsyncIterator[EventStore]:
    store, identity = await log_of(home)
    await store.write(identity.key, [says("a"), says("b")])
    yield store
    await store.close()


@pytest.fixture
def bus(log: EventStore, home: Path) -> Bus:
    bus = Bus()
    bus.register(LogCapabilities(log, home))
    return bus


async def test_a_running_node_is_backed_up_and_restored_while_it_writes(
    bus: Bus, log: EventStore, home: Path, tmp_path: Path
) -> None:
    body = {"file": str(tmp_path / "node.backup")}
    key = load_identity(home).key

    writing = asyncio.create_task(log.write(key, [says("c")]))
    assert (await bus.call("node.backup", body, OPERATOR))["root_in_clear"] is True
    await writing
    both = await asyncio.gather(*(bus.call("node.restore", body, OPERATOR) for _ in range(2)))

    assert [answer["new"] for answer in both] == [0, 0]
    assert await texts(log) == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["node.backup", "node.restore", "log.rebuild"])
async def test_only_the_operator_may_touch_the_whole_log(bus: Bus, name: str, tmp_path: Path) -> None:
    with pytest.raises(NotTrusted):
        await bus.call(name, {"file": str(tmp_path / "x")}, Caller("a moderator", Trust.MODERATOR))


@pytest.mark.parametrize("body", [{}, {"file": 3}, {"file": "here.backup"}, {"file": "/tmp/\0"}])
async def test_a_file_is_named_with_its_whole_path(bus: Bus, body: dict[str, object]) -> None:
    with pytest.raises(BadRequest, match="whole path|file is missing|file must be string"):
        await bus.call("node.backup", body, OPERATOR)


async def test_members_may_count_events(bus: Bus) -> None:
    answer = await bus.call("log.stats", {}, Caller("a member", Trust.MEMBER))

    assert (answer["events"], answer["topics"]) == (2, {"3": 2})
