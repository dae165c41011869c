"""What a node says of itself, to whom."""

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import NotTrusted
from edge_agent.node.capabilities import Node, NodeCapabilities

STRANGER, MEMBER = Caller("a neighbour", Trust.STRANGER), Caller("a member", Trust.MEMBER)


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bus(clock):
    async def events():
        return 7

    bus = Bus()

    async def name() -> str:
        return "hall"

    node = Node(
        name=name, node_id="hn1x", short="ABCD-1234", community="00" * 8, address=lambda: "http://127.0.0.1:7080/",
        events=events, offers=bus.offers,
    )  # fmt: skip
    bus.register(NodeCapabilities(node, steady=clock))
    return bus


async def test_a_stranger_learns_what_the_node_is(bus, clock):
    clock.now += 90.9
    status = await bus.call("node.status", {}, STRANGER)

    assert status.pop("version")
    assert status == {
        "name": "hall", "node_id": "hn1x", "short": "ABCD-1234", "community": "00" * 8, "uptime_s": 90, "events": 7,
        "address": "http://127.0.0.1:7080/",
    }  # fmt: skip


async def test_only_members_learn_what_can_be_called(bus):
    with pytest.raises(NotTrusted):
        await bus.call("node.capabilities", {}, STRANGER)

    offers = (await bus.call("node.capabilities", {}, MEMBER))["capabilities"]
    told = {offer["name"]: (offer["trust"], offer["version"], "input" in offer) for offer in offers}
    assert told == {"node.status": ("stranger", [1, 0], False), "node.capabilities": ("member", [1, 0], False)}


async def test_the_schemas_are_told_to_who_asks_for_them(bus):
    offers = (await bus.call("node.capabilities", {"schemas": True}, MEMBER))["capabilities"]
    assert [offer["input"]["type"] for offer in offers] == ["object", "object"]
