"""Leaving, expulsion by several, another key, another machine."""

import shutil

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import BadRequest, ConfigError, NotFound, NotTrusted, Unavailable
from edge_agent.events.backup import backup
from edge_agent.events.model import Draft, Outcome
from edge_agent.events.restore import restore_fresh
from edge_agent.events.store import EventStore
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, keys_folder, load_identity, open_log, root_path
from edge_agent.identity.deciding import Matter
from edge_agent.identity.granting import Granter
from edge_agent.identity.keys import Key, verify
from edge_agent.identity.leaving import LeavingCapabilities
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.members import Members
from edge_agent.identity.membership import Goodbye, Proposal, Succession, Support, succeeds
from edge_agent.identity.roles import certificate_body, revocation_body
from edge_agent.identity.rotation import next_key, next_path, take_over
from meshwire.event import CERTIFICATE, PEOPLE, POST, REVOCATION, ROSTER
from meshwire.trust import ANCHOR, AUTHORITY, MEMBER, MODERATOR, Revocation
from tests.identity.founder import BOB, CARL, DAY, EVE, NOW, founder

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


def succession(mill, old, new):
    return Succession(new.public, new.sign(succeeds(mill.identity.community, old.public, new.public)))


async def test_a_new_key_gets_what_the_old_one_had_and_the_old_one_ends(mill):
    await certify(mill, BOB, MEMBER | AUTHORITY, name="fire brigade", expires=NOW + DAY)

    await say(mill, BOB, succession(mill, BOB, CARL))

    new = (await mill.members.roster()).certificate(CARL.public)
    assert (new.roles, new.name, new.expires) == (MEMBER | AUTHORITY, "fire brigade", NOW + DAY)
    assert await standing(mill, BOB) == f"goes on as {CARL.short}"


@pytest.mark.parametrize("before", ["unknown", "revoked", "expired"])
async def test_a_key_that_is_no_member_names_no_successor(mill, before):
    if before != "unknown":
        await certify(mill, BOB, expires=NOW + DAY)
    if before == "revoked":
        root = keyfile.load(root_path(mill.home))
        await mill.log.write(root, [Draft(ROSTER, REVOCATION, revocation_body(BOB.public, "stolen"))])
    mill.clock.now += DAY if before == "expired" else 0

    await say(mill, BOB, succession(mill, BOB, EVE))

    assert (await mill.members.roster()).statements(EVE.public) == []


async def test_a_successor_that_is_a_member_already_takes_nothing_over(mill):
    await certify(mill, BOB, MODERATOR)
    await certify(mill, CARL, MEMBER)

    await say(mill, BOB, succession(mill, BOB, CARL))

    assert (await mill.members.roster()).certificate(CARL.public).roles == MEMBER
    assert await standing(mill, BOB) == "member"


async def test_with_ask_a_new_key_waits_for_a_person(tmp_path):
    async with founder(tmp_path / "asking", ask=True) as asking:
        await certify(asking, BOB, ANCHOR)
        await say(asking, BOB, succession(asking, BOB, CARL))
        [case] = await asking.granter.cases()
        assert (case.matter, case.node) == (Matter.SUCCEED, BOB.public)

        await asking.granter.grant(BOB.public)

        assert (await asking.members.roster()).certificate(CARL.public).roles == ANCHOR


def own_bus(mill):
    bus = Bus()
    ledgers, granter = mill.ledgers, mill.granter
    bus.register(LeavingCapabilities(mill.home, mill.identity, mill.members, ledgers, granter, now=mill.clock))
    return bus


async def test_a_node_takes_its_new_key_over_when_the_community_has_certified_it(mill):
    answer = await own_bus(mill).call("community.rotate", {}, OPERATOR)
    await mill.log.close()

    new = await take_over(mill.home)

    assert answer == {"key": new.node_id, "short": new.short, "certified": True}
    assert load_identity(mill.home).key.public == new.public
    former = keys_folder(mill.home) / f"former-{mill.identity.key.short}.key"
    assert keyfile.load(former).public == mill.identity.key.public
    assert not next_path(mill.home).exists()


async def test_a_new_key_that_is_not_certified_is_not_taken_over(mill):
    next_key(mill.home)
    await mill.log.close()

    with pytest.raises(Unavailable, match="not certified"):
        await take_over(mill.home)
    assert load_identity(mill.home).key.public == mill.identity.key.public


async def test_asking_twice_for_a_new_key_makes_one(mill, tmp_path):
    await certify(mill, BOB)
    home = tmp_path / "bob"
    keys_folder(home).mkdir(parents=True)
    bob = node_of(mill, BOB, home)

    first = await bob.call("community.rotate", {}, OPERATOR)
    again = await bob.call("community.rotate", {}, OPERATOR)

    assert first == again
    assert first["certified"] is False
    next_path(home).unlink()
    with pytest.raises(ConfigError, match="another successor"):
        await bob.call("community.rotate", {}, OPERATOR)


def post(text):
    return Draft(PEOPLE, POST, {0: text})


async def test_a_node_moves_to_another_machine_with_its_place_in_the_community(mill, tmp_path):
    await mill.log.write(mill.identity.key, [post("here")])
    await mill.log.close()
    await backup(mill.home, tmp_path / "node.backup")

    await restore_fresh(tmp_path / "new", tmp_path / "node.backup", verify=verify, random_below=lambda limit: 0)

    moved = load_identity(tmp_path / "new")
    assert (moved.key.public, moved.root) == (mill.identity.key.public, mill.identity.root)
    assert keyfile.load(root_path(tmp_path / "new")).public == mill.identity.root


async def test_two_machines_with_one_key_are_found_out_by_forks(mill, tmp_path):
    await mill.log.close()
    shutil.copytree(mill.home, tmp_path / "copy")
    first, second = await reopened(mill.home), await reopened(tmp_path / "copy")
    [here] = await first.write(mill.identity.key, [post("here")])
    [there] = await second.write(mill.identity.key, [post("there")])

    outcomes = await first.append([there]), await second.append([here])

    assert outcomes == ([Outcome.FORK], [Outcome.FORK])
    for log in (first, second):
        assert await Members(log, mill.identity.root).twice_signed(mill.identity.key.public) == 1
    await first.close()
    await second.close()


async def reopened(home) -> EventStore:
    return await open_log(home, load_identity(home))
