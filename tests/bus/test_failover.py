"""When another node fails: the next one is asked where that is safe, the sick one rests, time and ends are kept."""

import asyncio
from dataclasses import replace

import pytest

from edge_agent.bus.capability import Caller, Trust
from edge_agent.bus.peer import Request
from edge_agent.errors import (
    BadRequest,
    LinkLost,
    TimedOut,
    TooBusy,
    Unavailable,
)
from tests.bus.library import READER, Library
from tests.bus.town import Clock, id_of, join, key, node

Q = {"q": "water"}
MEMBER_NODE = Caller("node c", Trust.MEMBER, key("c"))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def near(clock):
    """A node that offers nothing."""
    return node("a", clock=clock)


async def test_a_dead_peer_is_skipped_and_the_live_one_answers_every_call(near, clock):
    dead, live = Library("b"), Library("c")
    link = join(near, node("b", dead))
    join(near, node("c", live))
    link.cut = True

    answers = [await near.ask("book.find", Q, READER) for _ in range(20)]

    assert [answer.output["by"] for answer in answers] == ["c"] * 20
    assert {answer.meta.node for answer in answers} == {id_of("c")}
    assert dead.calls == []


async def test_a_peer_that_hangs_leaves_time_to_ask_another(near):
    slow, live = Library("b"), Library("c")
    slow.hangs = True
    near = node("a")
    join(near, node("b", slow), energy=1.0)
    join(near, node("c", live), energy=0.5)  # asked second

    answer = await near.ask("book.find", Q, READER, timeout_s=0.1)

    assert (answer.output["by"], answer.meta.attempts) == ("c", 2)
    assert slow.cancelled == 1


async def test_ten_crashes_of_a_peer_lead_to_quarantine_and_one_probe(near, clock):
    broken = Library("b")
    broken.raises = ZeroDivisionError("a bug")
    join(near, node("b", broken, clock=clock))
    for _ in range(10):
        with pytest.raises(Exception, match="a bug over there|rests"):
            await near.call("book.find", Q, READER)
    assert len(broken.calls) == 5
    assert "rests for" in near.explain("book.find")[0].reason

    clock.now += 30
    broken.raises, broken.hangs = None, True
    broken.begun.clear()
    probe = asyncio.create_task(near.call("book.find", Q, READER))
    await broken.begun.wait()
    with pytest.raises(Unavailable, match="rests"):
        await near.call("book.find", Q, READER)
    probe.cancel()
    await asyncio.wait([probe])
    broken.hangs = False

    assert await near.call("book.find", Q, READER) == {"by": "b"}
    assert await near.call("book.find", Q, READER) == {"by": "b"}


async def test_what_may_not_be_done_twice_is_asked_of_one_node_only(near):
    broken, other = Library("b"), Library("c")
    broken.raises = Unavailable("the shelf has fallen")
    join(near, node("b", broken))
    join(near, node("c", other), energy=0.1)

    with pytest.raises(Unavailable, match="the shelf has fallen") as raised:
        await near.call("book.lend", Q, READER)
    assert raised.value.alternatives == (id_of("c"),)
    assert other.calls == []


async def test_what_others_say_may_be_done_twice_is_not_believed_against_our_contract(near):
    near.declare(next(one for one in node("d", Library("d")).offers() if one.name == "book.lend"))
    other = Library("c")
    for letter, library in (("b", Library("b")), ("c", other)):
        link = join(near, node(letter, library), energy=0.5)
        lies = [replace(one, idempotent=True) for one in link.bus.adverts()]
        near.peers.update(key(letter), f"node {letter}", lies, link, energy=1.0 if letter == "b" else 0.1)
        link.cut = letter == "b"

    with pytest.raises(LinkLost):
        await near.call("book.lend", Q, READER)
    assert other.calls == []


async def test_a_refusal_is_an_answer_and_nobody_else_is_asked(near):
    strict, other = Library("b"), Library("c")
    strict.raises = BadRequest("that is no question")
    join(near, node("b", strict))
    join(near, node("c", other), energy=0.1)

    with pytest.raises(BadRequest, match="that is no question"):
        await near.call("book.find", Q, READER)
    assert other.calls == []


async def test_a_hang_over_there_ends_at_the_time_that_was_given(near):
    library = Library("b")
    library.hangs = True
    link = join(near, node("b", library))

    with pytest.raises(TimedOut):
        await near.call("book.find", Q, READER, timeout_s=0.02)
    assert link.asked[0].timeout_s == pytest.approx(0.02, abs=0.001)
    assert library.cancelled == 1


async def test_a_node_that_never_answers_is_not_waited_for_beyond_the_time(near):
    join(near, node("b", Library("b"))).silent = True
    with pytest.raises(TimedOut, match="node b did not answer book.find in 0.0"):
        await near.call("book.find", Q, READER, timeout_s=0.02)


async def test_the_provider_keeps_to_the_time_of_the_request_by_itself():
    library = Library("b")
    library.hangs = True

    with pytest.raises(TimedOut):
        await node("b", library).serve(Request("book.find", input=Q, timeout_s=0.01, trust=Trust.MEMBER), READER)
    assert library.cancelled == 1


async def test_another_node_cannot_make_a_capability_look_ill_by_haste():
    library = Library("b")
    library.hangs = True
    there = node("b", library)
    for _ in range(20):
        with pytest.raises(TimedOut):
            await there.serve(Request("book.find", input=Q, timeout_s=0.001, trust=Trust.MEMBER), MEMBER_NODE)
    library.hangs = False

    assert await there.call("book.find", Q, READER) == {"by": "b"}
    assert there.traces.newest()[1].outcome == "hurried"


async def test_one_node_has_at_most_half_of_the_places(near):
    library = Library("b")
    library.hangs = True
    there = node("b", library)
    join(near, there)

    calls = [asyncio.create_task(near.call("book.find", Q, READER)) for _ in range(4)]  # it does four at once
    refused, waiting = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    library.hangs = False
    other = await there.call("book.find", Q, READER)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)

    assert other == {"by": "b"}
    assert [type(task.exception()) for task in refused] == [TooBusy] * 2
    assert await near.call("book.find", Q, READER) == {"by": "b"}


async def test_when_the_caller_goes_the_work_over_there_is_cancelled(near):
    library = Library("b")
    library.hangs = True
    join(near, node("b", library))

    calling = asyncio.create_task(near.call("book.find", Q, READER))
    await library.begun.wait()
    calling.cancel()
    await asyncio.wait([calling])

    assert library.cancelled == 1
    assert near.explain("book.find")[0].parts["success"] == 1.0


async def test_a_peer_that_tells_anew_what_it_offers_keeps_its_health(near):
    there = node("b", Library("b"))
    join(near, there).cut = True
    for _ in range(5):
        with pytest.raises(LinkLost):
            await near.call("book.find", Q, READER)

    join(near, there)

    with pytest.raises(Unavailable, match="rests"):
        await near.call("book.find", Q, READER)


async def test_a_lost_link_says_so_when_nobody_else_offers_it(near):
    join(near, node("b", Library("b"))).cut = True
    with pytest.raises(LinkLost, match="nobody answers there"):
        await near.call("book.find", Q, READER)
    assert near.traces.newest()[0].outcome == "link_lost"
