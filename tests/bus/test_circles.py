"""A call never comes back to where it has been, and goes on for a few nodes only."""

import pytest

from edge_agent.bus.capability import Trust
from edge_agent.bus.peer import Request
from edge_agent.errors import (
    GoingRound,
    NotFound,
)
from tests.bus.library import READER, Library
from tests.bus.town import id_of, join, key, node

Q = {"q": "water"}


async def test_a_request_that_comes_back_is_refused():
    there = node("b", Library("b"))
    request = Request("book.find", input=Q, hops=(id_of("b"), id_of("a")), trust=Trust.MEMBER)

    with pytest.raises(GoingRound) as raised:
        await there.serve(request, READER)
    assert raised.value.status == 508


async def test_what_another_node_asks_is_not_passed_on_to_a_third():
    middle, far = node("b"), node("c", Library("c"))
    join(middle, far)
    with pytest.raises(NotFound, match="not offered here") as raised:
        await middle.serve(Request("book.find", input=Q, trust=Trust.MEMBER), READER)
    assert raised.value.alternatives == (id_of("c"),)


@pytest.mark.parametrize("circle", ["ab", "abc", "abcd"])
async def test_handlers_that_ask_on_cannot_make_a_circle(circle):
    nodes = {letter: node(letter) for letter in circle}
    libraries = {}
    for letter, after in zip(circle, circle[1:] + circle[0], strict=True):
        bus = nodes[letter]
        libraries[letter] = Library(letter, onward=_asking(bus, after))
        bus.register(libraries[letter])
    for letter, after in zip(circle, circle[1:] + circle[0], strict=True):
        join(nodes[letter], nodes[after])

    with pytest.raises(GoingRound, match="the question came from there"):
        await nodes["a"].call("book.ask", {}, READER, node=id_of("b"))
    assert [len(library.calls) for library in libraries.values()] == [0] + [1] * (len(circle) - 1)


async def test_a_question_passes_a_few_nodes_and_no_more():
    line = "abcdef"
    nodes = {letter: node(letter) for letter in line}
    libraries = {}
    for letter, after in zip(line, line[1:], strict=False):
        libraries[letter] = Library(letter, onward=_asking(nodes[letter], after))
        nodes[letter].register(libraries[letter])
    nodes["f"].register(Library("f", onward=_asking(nodes["f"], "f")))
    for letter, after in zip(line, line[1:], strict=False):
        join(nodes[letter], nodes[after])

    with pytest.raises(GoingRound, match="has passed 4 nodes"):
        await nodes["a"].call("book.ask", {}, READER, node=id_of("b"))
    assert [letter for letter in line[:-1] if libraries[letter].calls] == ["b", "c", "d", "e"]


async def test_the_nodes_that_a_call_came_by_are_not_asked_by_its_handler():
    b = node("b")
    b.register(Library("b", onward=lambda call: b.call("book.find", Q, call.caller)))
    a = node("a", Library("a"))
    join(a, b)
    join(b, a)
    b.peers.update(key("a"), "node a", a.adverts(), b.peers.nodes()[0].link)
    with_own = {one.candidate.node for one in b.explain("book.find")}

    answer = await a.call("book.ask", {}, READER, node=id_of("b"))

    assert with_own == {id_of("a"), id_of("b")}
    assert answer == {"by": "b"}


def _asking(bus, after):
    """A handler's way to ask the next node."""
    return lambda call: bus.call("book.ask", {}, READER, node=id_of(after))
