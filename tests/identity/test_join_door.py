"""Who is let in by an invite, and every way in which somebody is not."""

import asyncio
import hashlib
from dataclasses import replace

import pytest

from edge_agent.errors import BadRequest, Expired, NotTrusted
from edge_agent.events.model import Draft
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, root_path
from edge_agent.identity.deciding import CERTIFIED_S
from edge_agent.identity.joinwire import MAX_REQUEST, decode_answer, encode_request, request_for
from edge_agent.identity.keys import Key
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.membership import MAX_USES, MEMBERSHIP, Invite, InviteEnd, Request
from edge_agent.identity.roles import certificate_body, revocation_body
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER
from meshwire.trust import ANCHOR, MEMBER, MODERATOR, TRUSTED
from tests.identity.founder import BOB, CARL, DAY, EVE, NOW, Founder, founder


@pytest.fixture
async def mill(tmp_path):
    async with founder(tmp_path / "mill") as node:
        yield node


async def certify(node, key, roles):
    body = certificate_body(key.public, roles=roles, expires=0, area=None, name="")
    await node.log.write(keyfile.load(root_path(node.home)), [Draft(ROSTER, CERTIFICATE, body)])


async def said(node):
    return sum(event.topic == MEMBERSHIP for _, event in await node.log.since(0, (MEMBERSHIP,), 1000))


async def test_who_has_an_invite_becomes_what_the_invite_says(mill):
    granted = await mill.ask(await mill.link(roles=MEMBER | TRUSTED))

    assert granted.root == mill.identity.root
    assert {event.body[0] for event in granted.events} == {BOB.public, mill.identity.key.public}
    assert await mill.roles(BOB) == MEMBER | TRUSTED


async def test_no_private_key_is_in_the_answer(mill):
    link = await mill.link()
    answer = await mill.door.knock(encode_request(link.root_hash, request_for(link, BOB, "bob")))

    root = keyfile.load(root_path(mill.home))
    opened = b"".join(event.part + event.signature for event in decode_answer(answer, BOB).events)
    for secret in (root.seed, mill.identity.key.seed, link.secret):
        assert secret not in answer
        assert secret not in opened


async def test_an_answer_tells_nothing_to_who_repeats_a_request_that_was_overheard(mill):
    link = await mill.link()
    overheard = encode_request(link.root_hash, request_for(link, BOB, "bob"))
    await mill.door.knock(overheard)

    again = await mill.door.knock(overheard)

    assert mill.identity.root not in again
    with pytest.raises(BadRequest, match="cannot be read"):
        decode_answer(again, EVE)


async def test_a_forged_invite_is_refused(mill):
    link = await mill.link()

    with pytest.raises(NotTrusted, match="not known here"):
        await mill.ask(replace(link, secret=b"s" * 16))
    assert await mill.roles(BOB) == 0


@pytest.mark.parametrize("change", [{"expires": NOW + 90 * DAY}, {"secret": bytes(16)}])
async def test_an_altered_invite_is_refused(mill, change):
    link = await mill.link(days=1)

    with pytest.raises(NotTrusted, match="not known here"):
        await mill.ask(replace(link, **change))


async def test_an_invite_of_another_community_is_refused(mill):
    link = await mill.link()

    with pytest.raises(NotTrusted, match="another community"):
        await mill.ask(replace(link, root_hash=b"r" * 16))


async def test_an_invite_ends_by_its_expiry(mill):
    link = await mill.link(days=1)

    mill.clock.now += DAY
    with pytest.raises(NotTrusted, match="expired"):
        await mill.ask(link)
    assert await mill.inviting.open_invites() == []


async def test_an_invite_is_ended_by_its_author(mill):
    link = await mill.link()

    await mill.inviting.end((await mill.invite_ids())[0])

    with pytest.raises(NotTrusted, match="ended"):
        await mill.ask(link)
    assert await mill.inviting.open_invites() == []


async def test_an_invite_is_ended_by_a_moderator_and_by_no_other_member(mill):
    link = await mill.link(uses=2)
    key = Key(link.invite_seed).public
    await certify(mill, CARL, MEMBER)
    carl = Ledgers(mill.log, Identity(CARL, mill.identity.root))

    await carl.say(InviteEnd(key))
    assert await mill.ask(link, BOB)
    await certify(mill, CARL, MODERATOR)
    with pytest.raises(NotTrusted, match="ended"):
        await mill.ask(link, EVE)


async def test_an_invite_lets_in_as_many_nodes_as_it_says(mill):
    link = await mill.link(uses=2)

    assert await mill.ask(link, BOB)
    assert await mill.ask(link, CARL)
    with pytest.raises(NotTrusted, match="used up"):
        await mill.ask(link, EVE)
    assert await mill.roles(EVE) == 0


async def test_a_node_that_missed_its_answer_gets_it_again_from_the_used_invite(mill):
    link = await mill.link(uses=1)
    await mill.ask(link)

    again = await mill.ask(link)

    assert again
    assert await said(mill) == 2  # the invite and one request


async def test_a_request_cannot_be_replayed_for_another_key(mill):
    link = await mill.link(uses=9)
    honest = request_for(link, BOB, "bob")

    for stolen in (
        replace(honest, node=EVE.public),
        replace(honest, node=EVE.public, own=EVE.sign(b"")),
        replace(honest, name="eve"),
        replace(honest, own=honest.proof),
    ):
        with pytest.raises(NotTrusted, match="not made with"):
            await mill.door.knock(encode_request(link.root_hash, stolen))
    assert await said(mill) == 1


async def test_an_invite_by_who_may_not_invite_is_refused(mill):
    link = replace(await mill.link(), secret=b"e" * 16)
    for roles in (MEMBER, MODERATOR):
        await certify(mill, EVE, roles)
        eve = Ledgers(mill.log, Identity(EVE, mill.identity.root))
        await eve.say(Invite(Key(link.invite_seed).public, link.expires, 1, MEMBER, ""))

        with pytest.raises(NotTrusted, match="not known here"):
            await mill.ask(link)


async def test_an_invite_of_an_anchor_counts_at_the_node_with_the_root_key(mill):
    await certify(mill, CARL, MEMBER | ANCHOR)
    carl = Ledgers(mill.log, Identity(CARL, mill.identity.root))
    link = replace(await mill.link(), secret=b"c" * 16)
    await carl.say(Invite(Key(link.invite_seed).public, link.expires, 1, MEMBER, ""))
    await carl.say(request_for(link, BOB, "bob"))  # made at Carl's door, and come here with his log

    await mill.granter.settle()

    assert await mill.roles(BOB) == MEMBER


async def test_a_request_written_by_a_stranger_changes_nothing(mill):
    link = await mill.link()
    eve = Ledgers(mill.log, Identity(EVE, mill.identity.root))
    await eve.say(request_for(link, EVE, "eve"))

    await mill.granter.settle()

    assert await mill.roles(EVE) == 0


async def test_a_revoked_key_is_not_let_in_again(mill):
    link = await mill.link(uses=2)
    await mill.ask(link)
    root = keyfile.load(root_path(mill.home))
    await mill.log.write(root, [Draft(ROSTER, REVOCATION, revocation_body(BOB.public, "lost"))])

    with pytest.raises(NotTrusted, match="revoked"):
        await mill.ask(link)


@pytest.mark.parametrize(
    "data", [b"", b"\x80", b"\xff" * 20, b"\x87" + b"\x01" * 7, b"\x81" * 400, bytes(MAX_REQUEST + 1), b"x" * 100_000]
)
async def test_garbage_is_refused(mill, data):
    with pytest.raises(BadRequest, match="no request to join"):
        await mill.door.knock(data)


async def test_an_oversized_name_is_refused(mill):
    link = await mill.link()
    with pytest.raises(BadRequest, match="32 bytes"):
        request_for(link, BOB, "b" * 33)

    request = Request(BOB.public, Key(link.invite_seed).public, "b" * 33, bytes(64), bytes(64))
    with pytest.raises(BadRequest, match="out of bounds"):
        await mill.door.knock(encode_request(link.root_hash, request))


async def test_endless_guesses_write_nothing(mill):
    link = await mill.link()
    before = await said(mill)

    for number in range(200):
        guess = hashlib.sha256(b"%d" % number).digest()[:16]
        with pytest.raises(NotTrusted):
            await mill.ask(replace(link, secret=guess), EVE)

    assert await said(mill) == before


async def test_a_node_that_is_no_anchor_cannot_invite(mill):
    root = keyfile.load(root_path(mill.home))
    body = certificate_body(mill.identity.key.public, roles=MEMBER, expires=0, area=None, name="mill")
    await mill.log.write(root, [Draft(ROSTER, CERTIFICATE, body)])

    with pytest.raises(NotTrusted, match="only an anchor"):
        await mill.link()


@pytest.mark.parametrize(
    "wrong", [{"uses": 0}, {"uses": MAX_USES + 1}, {"days": 0}, {"days": 91}, {"note": "n" * 33}, {"roles": ANCHOR}]
)
async def test_an_invite_out_of_bounds_is_refused(mill, wrong):
    with pytest.raises(BadRequest):
        await mill.link(**wrong)


async def test_what_the_log_said_before_a_restart_still_counts(mill):
    link = await mill.link(uses=1)
    await mill.ask(link)

    again = Founder(mill.home, mill.identity, mill.log)

    with pytest.raises(NotTrusted, match="used up"):
        await again.ask(link, EVE)


async def test_an_expired_member_is_told_how_to_come_back(mill):
    link = await mill.link()
    await mill.ask(link)

    mill.clock.now += CERTIFIED_S

    with pytest.raises(Expired, match="root key"):
        await mill.ask(link)


@pytest.mark.parametrize("damage", [b"", b"{}", b"another"])
async def test_a_root_key_that_cannot_be_used_lets_nodes_wait_and_ends_nothing(mill, damage):
    path = root_path(mill.home)
    path.unlink()
    if damage == b"another":
        keyfile.save(path, EVE)
    else:
        keyfile.write_private(path, damage)

    assert await mill.ask(await mill.link()) is None
    assert await mill.roles(BOB) == 0


async def test_the_service_grants_what_comes_with_the_logs_of_others(mill):
    await certify(mill, CARL, MEMBER | ANCHOR)
    carl = Ledgers(mill.log, Identity(CARL, mill.identity.root))
    link = replace(await mill.link(), secret=b"c" * 16)
    service = asyncio.create_task(mill.granter.run())
    changes = mill.log.changes()

    await carl.say(request_for(link, BOB, "bob"))  # before its invite: logs come in any order
    await carl.say(Invite(Key(link.invite_seed).public, link.expires, 1, MEMBER, ""))
    async for change in changes:
        if change.event.topic == ROSTER:
            break
    service.cancel()
    await asyncio.wait([service])

    assert await mill.roles(BOB) == MEMBER
