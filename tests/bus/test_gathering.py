"""Scatter-gather: all who offer it are asked; it ends with enough answers or when the time is over."""

import asyncio

import pytest

from edge_agent.errors import NotFound, SchemaMismatch, Unavailable
from tests.bus.library import READER, Library
from tests.bus.town import Clock, id_of, join, node


@pytest.fixture
def libraries():
    return {letter: Library(letter) for letter in "abcd"}


@pytest.fixture
def bus(libraries):
    here = node("a", libraries["a"])
    for letter in "bcd":
        join(here, node(letter, libraries[letter]))
    return here


def by(gathered):
    return sorted(str(answer.output["by"]) for answer in gathered.answers)


async def test_every_node_answers_for_itself(bus):
    gathered = await bus.gather("book.count", {}, READER, timeout_s=5)

    assert (by(gathered), gathered.complete, gathered.failures) == (["a", "b", "c", "d"], True, ())
    assert {answer.meta.node for answer in gathered.answers} == {id_of(letter) for letter in "abcd"}


async def test_with_a_quorum_the_slow_ones_are_not_waited_for(bus, libraries):
    libraries["c"].hangs = libraries["d"].hangs = True

    gathered = await bus.gather("book.count", {}, READER, quorum=2, timeout_s=3600)

    assert (by(gathered), gathered.complete) == (["a", "b"], True)
    assert {(failure.node, failure.error) for failure in gathered.failures} == {(id_of("c"), None), (id_of("d"), None)}
    assert (libraries["c"].cancelled, libraries["d"].cancelled) == (1, 1)


async def test_when_the_time_is_over_what_has_come_counts(bus, libraries):
    libraries["b"].hangs = True
    libraries["c"].raises = Unavailable("closed on Mondays")

    gathered = await bus.gather("book.count", {}, READER, timeout_s=0.05)

    assert (by(gathered), gathered.complete) == (["a", "d"], False)
    errors = {failure.node: str(failure.error) for failure in gathered.failures}
    assert errors[id_of("c")] == "closed on Mondays"
    assert "did not" in errors[id_of("b")]
    assert libraries["b"].cancelled == 1


async def test_a_quorum_that_cannot_be_reached_ends_when_all_have_ended(bus, libraries):
    libraries["b"].raises = Unavailable("closed on Mondays")
    gathered = await bus.gather("book.count", {}, READER, quorum=4, timeout_s=5)
    assert (by(gathered), gathered.complete) == (["a", "c", "d"], False)


async def test_who_asked_is_not_asked_by_what_it_asked(bus, libraries):
    """b answers a by gathering, and gathers neither a nor itself without end."""
    b = bus.peers.nodes()[0].link.bus
    libraries["b"].onward = lambda call: _gathered_by(b)
    join(b, bus)

    answer = await bus.call("book.ask", {}, READER, node=b.node)
    assert answer == {"by": ["b"]}


async def _gathered_by(bus):
    return {"by": by(await bus.gather("book.count", {}, READER, timeout_s=5))}


async def test_a_body_that_breaks_the_schema_is_asked_of_nobody(bus, libraries):
    with pytest.raises(SchemaMismatch):
        await bus.gather("book.find", {"q": 1}, READER, timeout_s=5)
    assert [library.calls for library in libraries.values()] == [[], [], [], []]


async def test_a_node_that_has_rested_gets_one_probe_from_many_callers(libraries):
    clock = Clock()
    here = node("a", clock=clock)
    link = join(here, node("b", libraries["b"], clock=clock))
    libraries["b"].raises = Unavailable("out of order")
    for _ in range(5):
        with pytest.raises(Unavailable):
            await here.call("book.find", {"q": "x"}, READER)
    clock.now += 30
    link.asked.clear()

    calls = [here.gather("book.find", {"q": "x"}, READER, timeout_s=5) for _ in range(3)]
    gathered = await asyncio.gather(*calls)

    assert len(link.asked) == 1
    assert all(isinstance(one.failures[0].error, Unavailable) for one in gathered)


async def test_what_nobody_offers_is_not_found(bus):
    with pytest.raises(NotFound):
        await bus.gather("book.translate", {}, READER, timeout_s=1)
