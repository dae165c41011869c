"""Where the mesh door is, who is called by the settings, and what runs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.config import Config, parse
from edge_agent.config import Mesh as Settings
from edge_agent.errors import ConfigError
from edge_agent.events.store import EventStore
from edge_agent.identity.community import Identity, found, open_log
from edge_agent.identity.members import Members
from edge_agent.mesh.wiring import door_of, fixed_peer, mesh
from tests.mesh.doors import new_key

NODE = new_key()


@pytest.mark.parametrize(
    ("settings", "page", "door"),
    [
        (Settings(), ("127.0.0.1", 7080), ("127.0.0.1", 7081)),
        (Settings(listen="::"), ("127.0.0.1", 7080), ("::", 7081)),
        (Settings(port=9000), ("0.0.0.0", 65535), ("0.0.0.0", 9000)),
    ],
)
def test_the_door_is_beside_the_page_unless_it_is_set(settings, page, door):
    assert door_of(settings, page) == door


def test_a_page_at_the_last_port_needs_a_port_for_the_door():
    with pytest.raises(ConfigError, match=r"set mesh\.port"):
        door_of(Settings(), ("127.0.0.1", 65535))


@pytest.mark.parametrize(
    ("place", "host"),
    [
        ("192.168.1.20:7081", "192.168.1.20"),
        ("[fe80::1%eth0]:7081", "fe80::1%eth0"),
        ("mill.example:7081", "mill.example"),
    ],
)
def test_a_peer_is_named_by_its_key_and_its_place(place, host):
    key, address = fixed_peer(f"{NODE.node_id}@{place}")

    assert (key, address.host, address.port) == (NODE.public, host, 7081)


@pytest.mark.parametrize(
    "text", ["", "mill", "hn1abc@mill:7081", f"{NODE.node_id}@mill", f"{NODE.node_id}@mill:0", f"{NODE.node_id}@:1"]
)
def test_a_peer_that_is_written_otherwise_is_refused(text):
    with pytest.raises(ConfigError, match=r"mesh\.peers"):
        fixed_peer(text)


@pytest.fixture
async def identity(tmp_path: Path) -> Identity:
    return await found(tmp_path, name="mill")


@pytest.fixture
async def log(tmp_path: Path, identity: Identity) -> AsyncIterator[EventStore]:
    opened = await open_log(tmp_path, identity)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("listen", "settings", "announced"),
    [
        ("127.0.0.1", {}, False),
        ("0.0.0.0", {}, True),
        ("0.0.0.0", {"discovery": False}, False),
        ("0.0.0.0", {"listen": "::1"}, False),
        ("127.0.0.1", {"listen": "192.168.1.20"}, True),
    ],
)
async def test_a_node_is_announced_only_where_its_door_can_be_reached(log, identity, listen, settings, announced):
    config: Config = parse({"mesh": settings})

    made = mesh(
        config, identity, log, Members(log, identity.root), Bus(), page=(listen, 7080), notify=lambda: None,
        relays=lambda node: (),
    )  # fmt: skip

    assert ("mdns" in [service.name for service in made.services]) is announced
