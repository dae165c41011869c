"""Calls to other nodes: real buses joined in one process, over the maps and bytes that travel."""

import asyncio
from dataclasses import replace

import pytest

from edge_agent.bus.capability import Caller, Trust
from edge_agent.bus.peer import Request
from edge_agent.errors import (
    BadAnswer,
    BadRequest,
    GoingRound,
    LinkLost,
    NotFound,
    NotTrusted,
    SchemaMismatch,
    TimedOut,
    Unavailable,
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

    with pytest.raises(NotFound, match="no capability is called"):
        await near.call("book.find", Q, READER)
    with pytest.raises(NotFound, match="cannot be called now"):
        await near.call("book.find", Q, READER, node=id_of("b"))


async def test_a_request_that_comes_back_is_refused():
    there = node("b", Library("b"))
    request = Request("book.find", input=Q, hops=(id_of("b"), id_of("a")), trust=Trust.MEMBER)

    with pytest.raises(GoingRound) as raised:
        await there.serve(request, READER)
    assert raised.value.status == 508


async def test_what_another_node_asks_is_not_passed_on_to_a_third(near):
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


async def test_a_peer_that_tells_anew_what_it_offers_keeps_its_health(near):
    broken = Library("b")
    broken.raises = Unavailable("out of order")
    there = node("b", broken)
    join(near, there)
    for _ in range(5):
        with pytest.raises(Unavailable):
            await near.call("book.find", Q, READER)

    join(near, there)

    with pytest.raises(Unavailable, match="rests"):
        await near.call("book.find", Q, READER)


async def test_a_lost_link_says_so_when_nobody_else_offers_it(near):
    join(near, node("b", Library("b"))).cut = True
    with pytest.raises(LinkLost, match="nobody answers there"):
        await near.call("book.find", Q, READER)
    assert near.traces.newest()[0].outcome == "link_lost"


def _asking(bus, after):
    """A handler's way to ask the next node."""
    return lambda call: bus.call("book.ask", {}, READER, node=id_of(after))
