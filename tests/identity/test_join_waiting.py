"""Nodes that wait until a person agrees, and those that are turned away."""

import pytest

from edge_agent.errors import ConfigError, NotFound, NotTrusted
from edge_agent.events.model import Draft
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, root_path
from edge_agent.identity.keys import Key
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.membership import MEMBERSHIP, Refusal
from edge_agent.identity.roles import certificate_body
from meshwire.event import CERTIFICATE, ROSTER
from meshwire.trust import MEMBER
from tests.identity.founder import BOB, CARL, DAY, founder


@pytest.fixture
async def asking(tmp_path):
    async with founder(tmp_path / "asking", ask=True) as node:
        yield node


async def certify(node, key, roles):
    body = certificate_body(key.public, roles=roles, expires=0, area=None, name="")
    await node.log.write(keyfile.load(root_path(node.home)), [Draft(ROSTER, CERTIFICATE, body)])


async def said(node):
    return sum(event.topic == MEMBERSHIP for _, event in await node.log.since(0, (MEMBERSHIP,), 1000))


async def test_repeating_a_request_under_other_names_writes_nothing_more(asking):
    link = await asking.link()
    for name in ("bob", "bobby", "robert"):
        assert await asking.ask(link, BOB, name) is None

    assert await said(asking) == 2


async def test_with_ask_a_node_waits_until_a_person_agrees(asking):
    link = await asking.link()

    assert await asking.ask(link) is None
    [case] = await asking.granter.cases()
    assert (case.node, case.name) == (BOB.public, "bob")
    await asking.granter.grant(BOB.public)

    assert await asking.ask(link)
    assert await asking.granter.cases() == []


async def test_a_node_that_was_turned_away_stays_out_with_that_invite(asking):
    link = await asking.link(uses=2)
    await asking.ask(link)

    await asking.granter.refuse(BOB.public)

    with pytest.raises(NotTrusted, match="not let in"):
        await asking.ask(link)
    assert await asking.ask(await asking.link()) is None  # another invite, another question


async def test_a_plain_member_turns_nobody_away(asking):
    await certify(asking, CARL, MEMBER)
    link = await asking.link()
    await asking.ask(link)

    carl = Ledgers(asking.log, Identity(CARL, asking.identity.root))
    await carl.say(Refusal(BOB.public, Key(link.invite_seed).public))

    assert len(await asking.granter.cases()) == 1


async def test_a_waiting_node_waits_on_when_its_invite_expires(asking):
    link = await asking.link(days=1)
    await asking.ask(link)

    asking.clock.now += DAY

    assert await asking.ask(link) is None
    await asking.granter.grant(BOB.public)
    assert await asking.ask(link)


async def test_nobody_is_granted_who_did_not_ask(asking):
    with pytest.raises(NotFound, match="waits for nothing"):
        await asking.granter.grant(BOB.public)
    assert await asking.roles(BOB) == 0


async def test_with_a_sealed_root_key_a_node_waits_for_the_passphrase(tmp_path):
    async with founder(tmp_path, passphrase="correct horse") as sealed:
        link = await sealed.link()

        assert await sealed.ask(link) is None
        with pytest.raises(ConfigError, match="hearthnet member approve"):
            await sealed.granter.grant(BOB.public)
        assert await sealed.roles(BOB) == 0
