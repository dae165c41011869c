"""The settings of the routing, and that the bus does what they say."""

import asyncio
from dataclasses import replace

import pytest

from edge_agent.bus.capability import Trust
from edge_agent.bus.strategies import strategies_of
from edge_agent.errors import ConfigError
from tests.bus.library import READER, Library
from tests.bus.town import id_of, join, key, node

Q = {"q": "water"}


@pytest.mark.parametrize(
    ("name", "strategy"),
    [("llm.chat", "least_loaded"), ("llm.embed", "round_robin"), ("rag.query", "prefer_local")],
)
def test_the_first_rule_that_fits_a_capability_counts(name, strategy):
    strategies = strategies_of("prefer_local", ["llm.chat=least_loaded", "llm.* = round_robin", "llm.chat=scored"])
    assert strategies.of(name) == strategy


@pytest.mark.parametrize(
    ("usual", "lines", "said"),
    [
        ("fastest", [], "bus.strategy: there is no strategy 'fastest'; they are scored"),
        ("scored", ["llm.chat=best"], "bus.strategies: there is no strategy 'best'"),
        ("scored", ["llm.chat"], "there is no strategy ''"),
        ("scored", ["=scored"], "names no capability"),
    ],
)
def test_a_wrong_setting_is_named(usual, lines, said):
    with pytest.raises(ConfigError, match=said):
        strategies_of(usual, lines)


def town(strategy):
    """b has more to do than c, and a is this node."""
    here = node("a", Library("a"), strategies=strategies_of(strategy, ()))
    for letter, load in (("b", 0.9), ("c", 0.2)):
        link = join(here, node(letter, Library(letter)))
        adverts = [replace(advert, load=load) for advert in link.bus.adverts()]
        here.peers.update(key(letter), f"node {letter}", adverts, link)
    return here


async def asked(strategy, times=1):
    here = town(strategy)
    return [str((await here.call("book.find", Q, READER))["by"]) for _ in range(times)]


async def test_scored_stays_here_while_all_is_equal():
    assert await asked("scored", 3) == ["a", "a", "a"]


async def test_prefer_local_stays_here():
    assert await asked("prefer_local") == ["a"]


async def test_least_loaded_goes_where_least_is_to_do():
    here = town("least_loaded")
    assert [one.candidate.node for one in here.explain("book.find")] == [id_of("a"), id_of("c"), id_of("b")]


async def test_calls_of_ours_that_are_under_way_count_as_load_at_once():
    here = node("a", strategies=strategies_of("least_loaded", ()))
    libraries = {letter: Library(letter) for letter in "bc"}
    for letter, library in libraries.items():
        library.hangs = True
        join(here, node(letter, library))

    calls = [asyncio.create_task(here.call("book.find", Q, READER)) for _ in range(4)]
    await asyncio.gather(*(library.begun.wait() for library in libraries.values()))
    for call in calls:
        call.cancel()
    await asyncio.wait(calls)

    assert [len(library.calls) for library in libraries.values()] == [2, 2]
    assert {one.parts["load"] for one in here.explain("book.find")} == {1.0}


async def test_round_robin_asks_each_in_turn():
    assert sorted(await asked("round_robin", 6)) == ["a", "a", "b", "b", "c", "c"]


def test_every_candidate_is_explained():
    explained = {one.candidate.node: one.as_json() for one in town("scored").explain("book.find")}

    assert set(explained) == {id_of(letter) for letter in "abc"}
    assert explained[id_of("a")]["reason"].startswith("best score")
    assert explained[id_of("b")]["parts"]["load"] == pytest.approx(0.1)


def test_what_a_manifest_tells_is_counted():
    here = node("a")
    link = join(here, node("b", Library("b")))
    adverts = [replace(one, load=0.25, queue=16, cost="heavy") for one in link.bus.adverts()]
    here.peers.update(key("b"), "node b", adverts, link, trust=Trust.TRUSTED, energy=0.3)

    parts = here.explain("book.find")[0].parts
    assert {name: parts[name] for name in ("local", "load", "queue", "cost", "trust", "energy")} == {
        "local": 0.0, "load": 0.75, "queue": 0.75, "cost": 0.0, "trust": 0.5, "energy": 0.3,
    }  # fmt: skip


def test_who_cannot_be_asked_is_explained_too():
    explained = town("scored").explain("book.find", {"colour": "blue"})
    assert [one.reason for one in explained] == ["book.find: colour cannot be chosen here"] * 3
