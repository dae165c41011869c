"""The ring of the newest calls: bounded, newest first, found by request id on every node."""

from edge_agent.bus.traces import KEPT
from tests.bus.library import READER, Library
from tests.bus.town import Clock, id_of, join, node


async def test_the_newest_calls_are_kept_and_the_others_forgotten():
    bus = node("a", Library("a"))
    for _ in range(KEPT + 10):
        await bus.call("book.count", {}, READER)
    assert len(bus.traces.newest()) == KEPT


async def test_a_trace_says_what_was_asked_by_whom_and_how_it_ended():
    clock = Clock()
    bus = node("a", Library("a"), clock=clock)
    await bus.call("book.count", {}, READER, request="00000000000000aa")
    clock.now += 5

    trace = bus.traces.newest()[0]
    assert (trace.name, trace.caller, trace.node) == ("book.count", "reader", id_of("a"))
    assert (trace.outcome, trace.age_s, trace.attempts) == ("ok", 5, 1)


async def test_a_call_is_followed_over_the_nodes_by_its_request():
    here, there = node("a"), node("b", Library("b"))
    join(here, there)
    for request in ("00000000000000aa", "00000000000000bb"):
        await here.call("book.find", {"q": "x"}, READER, request=request)

    (outer,) = here.traces.newest("00000000000000aa")
    (inner,) = there.traces.newest("00000000000000aa")
    assert (outer.caller, outer.node, inner.caller) == ("reader", id_of("b"), "node a")


async def test_each_attempt_has_its_line():
    here, broken = node("a"), Library("b")
    link = join(here, node("b", broken))
    join(here, node("c", Library("c")), energy=0.1)
    link.cut = True
    await here.call("book.find", {"q": "x"}, READER)

    traces = here.traces.newest()
    assert [(one.node, one.outcome, one.attempts) for one in traces] == [
        (id_of("c"), "ok", 2), (id_of("b"), "link_lost", 1),
    ]  # fmt: skip
