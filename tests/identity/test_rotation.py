"""Another key, another machine: who takes whose place."""

import shutil

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import ConfigError, Unavailable
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
from edge_agent.identity.membership import Succession, succeeds
from edge_agent.identity.roles import certificate_body, revocation_body
from edge_agent.identity.rotation import next_key, next_path, take_over
from meshwire.event import CERTIFICATE, PEOPLE, POST, REVOCATION, ROSTER
from meshwire.trust import ANCHOR, AUTHORITY, MEMBER, MODERATOR, Revocation
from tests.identity.founder import BOB, CARL, DAY, EVE, NOW, founder, own_bus

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
