"""bus.*: who would be asked, which calls there were, what others offer."""

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capabilities import BusCapabilities
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import NotTrusted
from tests.bus.library import READER, Library
from tests.bus.town import OPERATOR, id_of, join, node


@pytest.fixture
def bus() -> Bus:
    here = node("a", Library("a"))
    here.register(BusCapabilities(here))
    join(here, node("b", Library("b")))
    return here


async def test_a_route_is_explained_with_every_candidate(bus):
    answer = await bus.call("bus.explain", {"name": "book.find", "params": {"shelf": "maps"}}, OPERATOR)

    assert answer["strategy"] == "scored"
    assert [(one["node"], one["callable"]) for one in answer["candidates"]] == [(id_of("a"), True), (id_of("b"), True)]
    assert set(answer["candidates"][0]["parts"]) >= {"local", "latency", "load", "success"}
    assert all(one["reason"] for one in answer["candidates"])


async def test_what_nobody_offers_has_no_candidates(bus):
    answer = await bus.call("bus.explain", {"name": "book.translate"}, OPERATOR)
    assert answer["candidates"] == []


async def test_the_newest_calls_are_listed_and_one_is_found_by_its_request(bus):
    await bus.call("book.count", {}, READER)
    await bus.call("book.find", {"q": "x"}, READER, request="00000000000000aa", node=id_of("b"))

    calls = (await bus.call("bus.traces", {}, OPERATOR))["calls"]
    (one,) = (await bus.call("bus.traces", {"request": "00000000000000aa"}, OPERATOR))["calls"]

    assert [call["name"] for call in calls] == ["book.find", "book.count"]
    assert (one["name"], one["node"], one["outcome"]) == ("book.find", id_of("b"), "ok")


async def test_what_others_offer_is_listed(bus):
    offers = (await bus.call("bus.elsewhere", {}, READER))["offers"]

    assert {(one["name"], one["node_name"]) for one in offers} >= {("book.find", "node b"), ("book.count", "node b")}
    assert "book.burn" not in [one["name"] for one in offers]


@pytest.mark.parametrize("name", ["bus.explain", "bus.traces"])
async def test_who_asked_what_is_for_the_operator_alone(bus, name):
    with pytest.raises(NotTrusted):
        await bus.call(name, {"name": "book.find"}, Caller("an anchor", Trust.ANCHOR))
