"""One node asks the bus of another, end to end: doors on loopback, real TLS, nothing between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import cbor2
import pytest

from edge_agent.bus.capability import Call, Caller, Json, Trust, capability
from edge_agent.bus.envelope import request_map
from edge_agent.errors import EdgeError, LinkLost, NotFound, TimedOut, TooBusy
from edge_agent.mesh.limits import Limits
from tests.mesh.doors import LIMIT_S, LIMITS, Community, Node, acquaint, asking, post, raw


@pytest.fixture
def limits(request: pytest.FixtureRequest) -> Limits:
    """Of the mill; parametrized indirectly where a test needs smaller ones."""
    return replace(LIMITS, **getattr(request, "param", {}))


@pytest.fixture
async def mill(limits: Limits) -> AsyncIterator[Node]:
    """Serves."""
    async with Node(Community(), limits=limits).serving() as node:
        yield node


@pytest.fixture
async def tower(mill: Node) -> Node:
    """Knows the mill, and is known there."""
    node = Node(mill.community)
    await acquaint(mill, node)
    return node


async def in_time(event: asyncio.Event) -> None:
    async with asyncio.timeout(LIMIT_S):
        await event.wait()


async def ignore(chunk: Json) -> None:
    pass


class Busy:
    @capability("busy", trust=Trust.MEMBER)
    async def busy(self, call: Call) -> Json:
        raise TooBusy("come back later", retry_after_s=2.5, alternatives=["hn1other"])

    @capability("fault", trust=Trust.MEMBER)
    async def fault(self, call: Call) -> Json:
        raise KeyError("a bug")

    @capability("half", trust=Trust.MEMBER, streaming=True)
    async def half(self, call: Call) -> Json:
        await call.send({"part": 1})
        raise TooBusy("enough")


async def test_a_thousand_calls_take_one_connection(mill, tower):
    async with tower.link(mill, limits=LIMITS) as link:
        for number in range(100):
            assert (await link.call(asking("echo", {"say": number}), None)).output == {"said": number}

        assert mill.connections.count(tower.key.public) == 1


async def test_a_slow_call_delays_no_other(mill, tower):
    async with tower.link(mill) as link:
        slow = asyncio.create_task(link.call(asking("wait"), None))
        await in_time(mill.work.begun)
        quick = await link.call(asking("echo", {"say": 1}), None)
        assert not slow.done()
        mill.work.free.set()
        await slow

    assert quick.output == {"said": 1}


async def test_who_gives_up_ends_the_work_over_there(mill, tower):
    async with tower.link(mill) as link:
        call = asyncio.create_task(link.call(asking("wait"), None))
        await in_time(mill.work.begun)
        call.cancel()

        await in_time(mill.work.ended)
        with pytest.raises(asyncio.CancelledError):
            await call


async def test_who_leaves_a_stream_ends_the_work_over_there(mill, tower):
    took = asyncio.Event()

    async def take(chunk: Json) -> None:
        took.set()

    async with tower.link(mill) as link:
        call = asyncio.create_task(link.call(asking("count", {"to": -1}, stream=True), take))
        await in_time(took)
        call.cancel()

        await in_time(mill.work.ended)
        with suppress(asyncio.CancelledError):
            await call


async def test_the_time_of_a_call_ends_on_both_sides(mill, tower):
    async with tower.link(mill) as link:
        with pytest.raises(TimedOut):
            await link.call(asking("wait", timeout_s=0.2), None)

        await in_time(mill.work.ended)


async def test_a_stream_comes_in_order_and_then_the_answer(mill, tower):
    chunks: list[object] = []

    async def take(chunk: Json) -> None:
        chunks.append(chunk["number"])

    async with tower.link(mill) as link:
        answer = await link.call(asking("count", {"to": 100}, stream=True), take)

    assert chunks == list(range(100))
    assert answer.output == {"numbers": 100}


async def test_the_connection_of_a_stream_is_used_again(mill, tower):
    async with tower.link(mill) as link:
        for _ in range(5):
            mill.work.sent = 0
            await link.call(asking("count", {"to": 3}, stream=True), ignore)

        assert mill.connections.count(tower.key.public) == 1


async def test_a_reader_that_is_behind_holds_the_far_node_back(mill, tower):
    took, on = asyncio.Event(), asyncio.Event()

    async def take(chunk: Json) -> None:
        took.set()
        await on.wait()

    async with tower.link(mill) as link:
        call = asyncio.create_task(link.call(asking("count", {"to": 2000, "pad": 50_000}, stream=True), take))
        await in_time(took)
        behind = -1
        while behind != mill.work.sent:  # until it does not get on any more
            behind = mill.work.sent
            for _ in range(500):
                await asyncio.sleep(0)
        on.set()
        answer = await call

    assert behind < 1000  # of 100 MB, more than half of which would not fit into sockets and buffers
    assert answer.output == {"numbers": 2000}


@pytest.mark.parametrize("limits", [{"stall_s": 0.1}], indirect=True)
async def test_a_stream_that_nobody_reads_is_given_up(mill, tower):
    body = request_map(asking("count", {"to": -1, "pad": 50_000}, stream=True))

    async with raw(tower, mill) as (_, writer):
        writer.write(post(cbor2.dumps(body)))
        await in_time(mill.work.ended)


async def test_refusals_keep_their_kind_and_their_advice(mill, tower):
    mill.bus.register(Busy())

    async with tower.link(mill) as link:
        with pytest.raises(TooBusy, match="come back later") as told:
            await link.call(asking("busy"), None)
        with pytest.raises(NotFound):
            await link.call(asking("nothing.of.the.kind"), None)

    assert (told.value.retry_after_s, told.value.alternatives) == (2.5, ("hn1other",))


async def test_a_stream_can_fail_in_the_middle(mill, tower):
    mill.bus.register(Busy())
    chunks: list[Json] = []

    async def take(chunk: Json) -> None:
        chunks.append(chunk)

    async with tower.link(mill) as link:
        with pytest.raises(TooBusy, match="enough"):
            await link.call(asking("half", stream=True), take)

    assert chunks == [{"part": 1}]


async def test_a_fault_over_there_is_told_and_leaves_the_door_open(mill, tower):
    mill.bus.register(Busy())

    async with tower.link(mill) as link:
        with pytest.raises(EdgeError):
            await link.call(asking("fault"), None)
        assert (await link.call(asking("echo", {"say": 1}), None)).output == {"said": 1}


async def test_the_bus_finds_its_way_over_the_link(mill, tower):
    operator = Caller("operator", Trust.OPERATOR)

    async with tower.link(mill) as link:
        for contract in mill.bus.offers():
            tower.bus.declare(contract)
        tower.bus.peers.update(mill.key.public, "mill", mill.bus.adverts(), link)
        answer = await tower.bus.ask("echo", {"say": 1}, operator, node=mill.key.node_id)
        others = [chunk async for chunk in tower.bus.stream("count", {"to": 2}, operator, node=mill.key.node_id)]

    assert answer.meta.node == mill.key.node_id
    assert [chunk for chunk in others if isinstance(chunk, dict)] == [
        {"number": 0, "pad": ""},
        {"number": 1, "pad": ""},
    ]


async def test_a_node_that_was_restarted_is_called_again(mill, tower):
    community = mill.community
    async with Node(community).serving() as barn:
        await acquaint(barn, tower, mill)
        port = barn.port
        link = tower.link(barn)
        await link.call(asking("echo"), None)
    with pytest.raises(LinkLost):
        await link.call(asking("echo"), None)
    async with barn.serving(port):
        answer = await link.call(asking("echo", {"say": "back"}), None)
        await link.close()

    assert answer.output == {"said": "back"}


async def test_the_connections_of_a_node_can_be_cut_in_the_middle_of_everything(mill, tower):
    took = asyncio.Event()

    async def take(chunk: Json) -> None:
        took.set()

    async with tower.link(mill) as link:
        call = asyncio.create_task(link.call(asking("count", {"to": -1}, stream=True), take))
        await in_time(took)
        mill.connections.cut(tower.key.public)

        with pytest.raises(LinkLost):
            await call
        await in_time(mill.work.ended)

    assert mill.connections.keys() == set()


async def test_our_own_connections_to_a_node_can_be_cut_too(mill, tower):
    async with tower.link(mill) as link:
        call = asyncio.create_task(link.call(asking("wait"), None))
        await in_time(mill.work.begun)
        tower.connections.cut(mill.key.public)

        with pytest.raises(LinkLost):
            await call
        await in_time(mill.work.ended)
