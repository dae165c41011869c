"""Leaving, expulsion by several, another key, another machine."""

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import BadRequest, ConfigError, NotFound, NotTrusted
from edge_agent.events.model import Draft
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, root_path
from edge_agent.identity.granting import Granter
from edge_agent.identity.keys import Key
from edge_agent.identity.leaving import LeavingCapabilities
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.membership import Goodbye, Proposal, Support
from edge_agent.identity.roles import certificate_body
from meshwire.event import CERTIFICATE, ROSTER
from meshwire.trust import MEMBER, MODERATOR, Revocation
from tests.identity.founder import BOB, CARL, EVE, founder, own_bus

DORA, STRANGER = Key(b"d" * 32), Key(b"s" * 32)
OPERATOR = Caller("test", Trust.OPERATOR)


@pytest.fixture
async def mill(tmp_path):
    async with founder(tmp_path / "mill") as node:
        yield node


async def certify(mill, key, roles=MEMBER, name="", expires=0):
    body = certificate_body(key.public, roles=roles, expires=expires, area=None, name=name)
    await mill.log.write(keyfile.load(root_path(mill.home)), [Draft(ROSTER, CERTIFICATE, body)])


async def say(mill, key, statement):
    """What another node says, as if it had come with its log; then the root holder's node looks at it."""
    await Ledgers(mill.log, Identity(key, mill.identity.root)).say(statement)
    await mill.granter.settle()


async def standing(mill, key):
    [statement] = (await mill.members.roster()).statements(key.public)
    return statement.reason if isinstance(statement, Revocation) else "member"


def node_of(mill, key, home, ask=False):
    """The bus of another member's node, which holds no root key but the same log."""
    identity = Identity(key, mill.identity.root)
    ledgers = Ledgers(mill.log, identity)
    granter = Granter(home, identity, mill.log, mill.members, ledgers, ask=ask, cosigners=2, now=mill.clock)
    bus = Bus()
    bus.register(LeavingCapabilities(home, identity, mill.members, ledgers, granter, now=mill.clock))
    return bus


async def test_who_says_goodbye_is_no_member_any_more(mill, tmp_path):
    await certify(mill, BOB)

    await node_of(mill, BOB, tmp_path / "bob").call("community.leave", {"reason": "moved away"}, OPERATOR)
    await mill.granter.settle()

    assert await standing(mill, BOB) == "left: moved away"


async def test_who_holds_the_root_key_cannot_leave_it_behind(mill):
    with pytest.raises(ConfigError, match="root key"):
        await own_bus(mill).call("community.leave", {}, OPERATOR)


async def test_nobody_says_goodbye_for_another(mill):
    await certify(mill, BOB)
    await certify(mill, EVE, MODERATOR)

    await say(mill, EVE, Goodbye(""))

    assert await standing(mill, BOB) == "member"


async def test_who_was_certified_again_after_leaving_is_a_member_again(mill):
    await certify(mill, BOB)
    await say(mill, BOB, Goodbye(""))
    assert await standing(mill, BOB) == "left"

    await certify(mill, BOB)
    await mill.granter.settle()

    assert await standing(mill, BOB) == "member"


async def moderators(mill):
    await certify(mill, BOB, MODERATOR)
    await certify(mill, CARL, MODERATOR)
    await certify(mill, DORA, MEMBER)
    await certify(mill, EVE, MEMBER, name="eve")


async def test_two_moderators_expel_when_two_are_needed(mill, tmp_path):
    await moderators(mill)
    body = {"node": EVE.node_id, "reason": "floods the list"}

    first = await node_of(mill, BOB, tmp_path / "bob").call("community.expel", body, OPERATOR)
    await mill.granter.settle()
    assert await standing(mill, EVE) == "member"
    second = await node_of(mill, CARL, tmp_path / "carl").call("community.expel", body, OPERATOR)
    await mill.granter.settle()

    assert first == {"agree": 1, "needed": 2, "expelled": False}
    assert second["agree"] == 2
    assert await standing(mill, EVE) == "expelled: floods the list"


async def test_saying_it_twice_is_not_two_voices(mill, tmp_path):
    await moderators(mill)
    bob = node_of(mill, BOB, tmp_path / "bob")
    await bob.call("community.expel", {"node": EVE.node_id}, OPERATOR)

    with pytest.raises(BadRequest, match="said so already"):
        await bob.call("community.expel", {"node": EVE.node_id}, OPERATOR)
    await mill.granter.settle()
    assert await standing(mill, EVE) == "member"


async def proposal(mill):
    return next(iter((await mill.ledgers.ledger()).proposals))


@pytest.mark.parametrize("voter", [DORA, EVE, STRANGER])
async def test_the_voice_of_who_is_no_moderator_does_not_count(mill, voter):
    await moderators(mill)
    await say(mill, BOB, Proposal(EVE.public, ""))

    await say(mill, voter, Support(await proposal(mill)))

    assert await standing(mill, EVE) == "member"


async def test_a_member_may_not_ask_to_expel(mill, tmp_path):
    await moderators(mill)

    with pytest.raises(NotTrusted, match="moderators and anchors"):
        await node_of(mill, DORA, tmp_path / "dora").call("community.expel", {"node": EVE.node_id}, OPERATOR)
    with pytest.raises(NotFound, match="no member"):
        await node_of(mill, BOB, tmp_path / "bob").call("community.expel", {"node": Key(b"x" * 32).node_id}, OPERATOR)


async def test_the_own_voice_of_a_moderator_against_itself_does_not_count(mill):
    await moderators(mill)
    await say(mill, BOB, Proposal(CARL.public, ""))

    await say(mill, CARL, Support(await proposal(mill)))

    assert await standing(mill, CARL) == "member"


async def test_moderators_do_not_expel_the_holder_of_the_root_key(mill):
    await moderators(mill)
    await say(mill, BOB, Proposal(mill.identity.key.public, ""))

    await say(mill, CARL, Support(await proposal(mill)))

    assert await standing(mill, mill.identity.key) == "member"


async def test_the_holder_of_the_root_key_alone_may_agree_to_an_expulsion(mill):
    await moderators(mill)
    await say(mill, BOB, Proposal(EVE.public, ""))

    with pytest.raises(NotTrusted, match="too few agree"):
        await mill.granter.grant(EVE.public)
    await mill.granter.grant(EVE.public, expel=True)

    assert (await standing(mill, EVE)).startswith("expelled")


async def test_a_request_that_is_no_joining_is_not_turned_away(mill):
    await moderators(mill)
    await say(mill, BOB, Proposal(EVE.public, ""))

    with pytest.raises(BadRequest, match="only a request to join"):
        await mill.granter.refuse(EVE.public)
