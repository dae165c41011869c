"""Streams: chunks in order, the handler waits for the reader, ends are passed on, nothing is asked twice."""

import asyncio
from contextlib import aclosing

import pytest

from edge_agent.bus.peer import Answer
from edge_agent.errors import BadRequest, Unavailable
from tests.bus.library import READER, Library
from tests.bus.town import id_of, join, node


@pytest.fixture
def library():
    return Library("b")


@pytest.fixture(params=["on this node", "on another node"])
def bus(request, library):
    if request.param == "on this node":
        return node("b", library)
    near = node("a")
    join(near, node("b", library))
    return near


async def test_chunks_come_in_their_order_and_then_the_answer(bus):
    *chunks, answer = [item async for item in bus.stream("book.read", {"n": 3}, READER)]

    assert chunks == [{"line": 0}, {"line": 1}, {"line": 2}]
    assert isinstance(answer, Answer)
    assert (answer.output, answer.meta.node) == ({"lines": 3}, id_of("b"))


async def test_the_handler_waits_until_a_chunk_is_taken(bus, library):
    async with aclosing(bus.stream("book.read", {"n": 1000}, READER)) as stream:
        for _ in range(3):
            await anext(stream)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(library.calls) <= 3


async def test_a_reader_who_leaves_ends_the_work(bus, library):
    library.hangs = True
    async with aclosing(bus.stream("book.read", {"n": 9, "breaks": 2}, READER)) as stream:
        assert [await anext(stream), await anext(stream)] == [{"line": 0}, {"line": 1}]
        await library.begun.wait()
    assert library.cancelled == 1


async def test_an_error_comes_after_the_chunks_before_it(bus, library):
    library.raises = BadRequest("the page is torn out")
    async with aclosing(bus.stream("book.read", {"n": 9, "breaks": 2}, READER)) as stream:
        assert [await anext(stream), await anext(stream)] == [{"line": 0}, {"line": 1}]
        with pytest.raises(BadRequest, match="torn out"):
            await anext(stream)


async def test_who_wants_no_chunks_gets_the_answer(bus):
    assert await bus.call("book.read", {"n": 3}, READER) == {"lines": 3}


@pytest.fixture
def both(library):
    """A node that would ask b, which breaks, before c."""
    library.raises = Unavailable("the light went out")
    near = node("a")
    join(near, node("b", library))
    join(near, node("c", Library("c")), energy=0.1)
    return near


async def test_before_the_first_chunk_another_node_may_be_asked(both):
    *chunks, answer = [item async for item in both.stream("book.read", {"n": 2, "breaks": 0}, READER)]
    assert chunks == [{"line": 0}, {"line": 1}]
    assert (answer.meta.node, answer.meta.attempts) == (id_of("c"), 2)


async def test_after_the_first_chunk_nobody_else_is_asked(both):
    async with aclosing(both.stream("book.read", {"n": 2, "breaks": 1}, READER)) as stream:
        assert await anext(stream) == {"line": 0}
        with pytest.raises(Unavailable, match="the light went out"):
            await anext(stream)
