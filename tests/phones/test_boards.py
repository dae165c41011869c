"""Calls for help from boards, which sign with keys of their own: each is listed, with and without a clock."""

from edge_agent.identity.keys import Key
from meshwire import event
from meshwire.event import CHECK_IN, PEOPLE, SOS
from tests.alerts.town import ROOT

MILL, SCHOOL = Key(b"m" * 32), Key(b"s" * 32)
DAY_S = 86400


async def say(node, key, kind, *, time=None, seq, lamport):
    part = event.encode_part(PEOPLE, seq, lamport, int(node.town.clock()) if time is None else time, kind, {2: "board"})
    realm = event.realm_of(PEOPLE, event.community_id(ROOT.public))
    await node.town.store.append([event.assemble(key.public, part, key.sign(event.digest(realm, key.public, part)))])


async def calls(node):
    return (await node.ask("people.list"))["sos"]


async def test_the_calls_of_two_boards_are_two_calls(node):
    await say(node, MILL, SOS, seq=1, lamport=10)
    await say(node, SCHOOL, SOS, seq=1, lamport=11)

    assert [(one["verified"], one["radio"]) for one in await calls(node)] == [(True, None)] * 2


async def test_only_the_board_itself_takes_its_call_back(node):
    await say(node, MILL, SOS, seq=1, lamport=10)
    await say(node, SCHOOL, CHECK_IN, seq=2, lamport=11)
    assert [one["said_safe"] for one in await calls(node)] == [None]

    await say(node, MILL, CHECK_IN, seq=2, lamport=12)
    assert [one["said_safe"] for one in await calls(node)] == [int(node.town.clock())]


async def test_a_call_of_a_board_without_a_clock_is_listed_until_a_week_of_others_has_passed(node):
    await say(node, MILL, SOS, time=0, seq=1, lamport=10)
    assert [one["time"] for one in await calls(node)] == [0]

    await say(node, SCHOOL, CHECK_IN, seq=1, lamport=20)
    assert len(await calls(node)) == 1
    node.town.clock.now += 8 * DAY_S
    assert await calls(node) == []


async def test_a_board_without_a_clock_can_say_that_it_is_safe(node):
    await say(node, MILL, SOS, time=0, seq=1, lamport=10)
    await say(node, MILL, CHECK_IN, time=0, seq=2, lamport=11)

    assert [one["said_safe"] for one in await calls(node)] == [0]
