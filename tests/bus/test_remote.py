"""Calls to other nodes: who the caller is, what is checked on the way, which node may answer."""

from dataclasses import replace

import pytest

from edge_agent.bus.capability import Caller, Trust
from edge_agent.bus.peer import Request
from edge_agent.errors import (
    BadAnswer,
    LinkLost,
    NotFound,
    NotTrusted,
    SchemaMismatch,
)
from tests.bus.library import READER, Library
from tests.bus.town import Clock, id_of, join, key, node

Q = {"q": "water"}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def near(clock):
    """A node that offers nothing."""
    return node("a", clock=clock)


async def test_what_is_not_offered_here_is_done_by_a_node_that_offers_it(near):
    library = Library("b")
    join(near, node("b", library))

    answer = await near.ask("book.find", Q, READER)

    assert answer.output == {"by": "b"}
    assert (answer.meta.node, answer.meta.path) == (id_of("b"), (id_of("a"), id_of("b")))


async def test_the_caller_that_a_provider_sees_is_the_node_that_asks(near):
    library = Library("b")
    join(near, node("b", library), trust=Trust.MODERATOR)

    await near.call("book.find", Q, Caller("whoever", Trust.OPERATOR))

    assert library.calls[0].caller == Caller("node a", Trust.MODERATOR, key("a"))


async def test_the_trust_of_who_asked_first_counts_when_it_is_less(near):
    library = Library("b")
    join(near, node("b", library), trust=Trust.ANCHOR)

    await near.call("book.find", Q, Caller("a member", Trust.MEMBER))

    assert library.calls[0].caller.trust is Trust.MEMBER


async def test_a_node_that_is_not_trusted_over_there_is_refused_there(near):
    library = Library("b")
    join(near, node("b", library), trust=Trust.STRANGER)

    with pytest.raises(NotTrusted, match="needs the trust level member; node a has stranger"):
        await near.call("book.find", Q, READER)
    assert library.calls == []


async def test_a_caller_with_too_little_trust_is_refused_before_anything_is_sent(near):
    link = join(near, node("b", Library("b")))
    with pytest.raises(NotTrusted, match="needs the trust level member; a visitor has stranger"):
        await near.call("book.find", Q, Caller("a visitor", Trust.STRANGER))
    assert link.asked == []


async def test_no_other_node_is_ever_the_operator():
    library = Library("b")
    there = node("b", library)
    request = Request("book.burn", trust=Trust.OPERATOR)

    with pytest.raises(NotTrusted, match="needs the trust level operator"):
        await there.serve(request, Caller("node a", Trust.OPERATOR, key("a")))
    assert "book.burn" not in [advert.name for advert in there.adverts()]


async def test_request_id_and_chosen_param_arrive_there(near):
    library, there = Library("b"), node("b")
    there.register(library, lambda name: {"shelf": ("novels", "maps")})
    join(near, there)

    answer = await near.ask("book.find", Q, READER, params={"shelf": "m*"}, request="00000000000000ff")

    assert (library.calls[0].request, library.calls[0].params) == ("00000000000000ff", {"shelf": "maps"})
    assert answer.meta.request == "00000000000000ff"
    assert [trace.request for trace in (*near.traces.newest(), *there.traces.newest())] == ["00000000000000ff"] * 2


async def test_an_answer_that_the_contract_does_not_promise_is_not_passed_on(near):
    lying, honest = Library("b"), Library("c")
    lying.says = {"by": 7}
    near.register(Library("a"))
    join(near, node("b", lying))
    with pytest.raises(BadAnswer, match="node b answered what the contract does not promise"):
        await near.call("book.find", Q, READER, node=id_of("b"))

    join(near, node("c", honest))
    assert (await near.call("book.find", Q, READER, node=id_of("c"))) == {"by": "c"}


async def test_a_request_that_breaks_the_schema_does_not_leave_the_node(near):
    link = join(near, node("b", Library("b")))
    near.declare(next(one for one in node("c", Library("c")).offers() if one.name == "book.find"))

    with pytest.raises(SchemaMismatch, match="q must be string"):
        await near.call("book.find", {"q": 1}, READER)
    assert link.asked == []


async def test_a_provider_checks_what_an_unknowing_node_asks(near):
    join(near, node("b", Library("b")))
    with pytest.raises(SchemaMismatch, match="q must be string"):
        await near.call("book.find", {"q": 1}, READER)


async def test_other_schemas_under_the_same_version_are_not_asked(near):
    link = join(near, node("b", Library("b")))
    advert = replace(next(one for one in link.bus.adverts() if one.name == "book.find"), hash="blake3:" + "0" * 64)
    near.register(Library("a"))
    near.peers.update(key("b"), "node b", [advert], link)

    with pytest.raises(NotFound, match="other schemas"):
        await near.call("book.find", Q, READER, node=id_of("b"))


async def test_a_node_cannot_draw_to_itself_what_is_done_here(near):
    """It says that it shares what is not to be shared, that it has nothing to do, and that it may be asked twice."""
    near.register(Library("a"))
    link = join(near, node("b", Library("b")))
    link.cut = True
    lies = [replace(one, shared=True, idempotent=True, load=0.0) for one in link.bus.adverts()]
    near.peers.update(key("b"), "node b", lies, link, trust=Trust.ANCHOR)

    assert await near.call("book.count", {}, READER) == {"by": "a"}
    assert (await near.ask("book.count", {}, READER)).output == {"by": "a"}
    with pytest.raises(LinkLost):
        await near.call("book.lend", Q, READER, node=id_of("b"))
    assert [one.candidate.refusal for one in near.explain("book.count")][1].endswith("name the node")


async def test_what_is_about_one_node_is_answered_by_that_node(near):
    near.register(Library("a"))
    join(near, node("b", Library("b")))

    assert await near.call("book.count", {}, READER) == {"by": "a"}
    assert await near.call("book.count", {}, READER, node=id_of("b")) == {"by": "b"}
    assert await near.call("book.count", {}, READER, node=id_of("a")) == {"by": "a"}


async def test_what_is_about_one_node_is_not_asked_of_any_other(near):
    join(near, node("b", Library("b")))
    with pytest.raises(NotFound, match="name the node"):
        await near.call("book.count", {}, READER)


async def test_a_node_that_cannot_be_called_is_not_found(near):
    join(near, node("b", Library("b")))
    near.peers.drop(key("b"))

    assert (near.peers.names(), near.peers.nodes()) == ([], [])
    with pytest.raises(NotFound, match="no capability is called"):
        await near.call("book.find", Q, READER)
    with pytest.raises(NotFound, match="cannot be called now"):
        await near.call("book.find", Q, READER, node=id_of("b"))
