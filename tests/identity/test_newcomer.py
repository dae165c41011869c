"""A home becomes a member's: what it believes, what it keeps, and what an interruption leaves."""

import json
import os
import stat

import aiohttp.web
import pytest

from edge_agent.errors import BadAnswer, BadRequest, ConfigError, NotTrusted, Unavailable
from edge_agent.events.model import Draft
from edge_agent.identity import keyfile, knocking
from edge_agent.identity.community import (
    ensure,
    found,
    has_identity,
    joining_folder,
    keys_folder,
    load_identity,
    open_log,
    root_path,
)
from edge_agent.identity.joinwire import Granted, decode_answer, encode_answer, encode_request, request_for
from edge_agent.identity.keys import Key
from edge_agent.identity.link import Link
from edge_agent.identity.members import Members
from edge_agent.identity.newcomer import FORMER, begun, checked, settle, start
from edge_agent.identity.roles import revocation_body
from meshwire.event import PEOPLE, POST, REVOCATION, ROSTER
from tests.identity.founder import EVE, founder


@pytest.fixture
async def mill(tmp_path):
    async with founder(tmp_path / "mill") as node:
        yield node


@pytest.fixture
def home(tmp_path):
    return tmp_path / "new"


async def granted_to(mill, home):
    link = await mill.link(uses=9)
    node = start(home, link)
    data = encode_request(link.root_hash, request_for(link, node, "new"))
    return link, node, decode_answer(await mill.door.knock(data), node)


async def test_a_newcomer_holds_its_key_the_root_the_roster_and_its_first_peer(mill, home):
    link, node, granted = await granted_to(mill, home)

    await settle(home, granted, link, node)

    identity = load_identity(home)
    assert (identity.key.public, identity.root) == (node.public, mill.identity.root)
    log = await open_log(home, identity)
    roster = await Members(log, identity.root).roster()
    assert roster.certificate(node.public).name == "new"
    assert roster.certificate(mill.identity.key.public).name == "mill"
    places = await log.read(lambda db: db.execute("SELECT node, host, port FROM peer_address").fetchall())
    assert places == [(mill.identity.key.public, "192.168.178.20", 7081)]
    await log.close()


async def test_no_root_key_and_no_invite_stay_with_a_newcomer(mill, home):
    link, node, granted = await granted_to(mill, home)
    await settle(home, granted, link, node)

    assert sorted(path.name for path in keys_folder(home).iterdir()) == ["node.key", "root.pub"]
    assert not joining_folder(home).exists()
    assert stat.S_IMODE((keys_folder(home) / "node.key").stat().st_mode) == 0o600


async def test_another_try_asks_with_the_same_key(mill, home):
    link = await mill.link()

    assert start(home, link).public == start(home, link).public
    assert begun(home) == link
    assert not has_identity(home)


async def test_a_node_that_waits_founds_no_community_meanwhile(mill, home):
    start(home, await mill.link())

    with pytest.raises(ConfigError, match="hearthnet join"):
        await ensure(home, name="new", out=None)


async def test_settling_again_after_a_power_cut_loses_nothing(mill, home):
    link, node, granted = await granted_to(mill, home)
    log = await open_log(home, type(mill.identity)(node, granted.root))  # as far as the log, then the power went
    await log.append(granted.events[:1])
    await log.close()

    await settle(home, granted, link, node)

    assert load_identity(home).key.public == node.public


async def test_the_former_community_is_set_aside_and_nothing_is_lost(mill, home):
    before = await found(home, name="old")
    log = await open_log(home, before)
    await log.write(before.key, [Draft(PEOPLE, POST, {0: "kept"})])
    await log.close()
    link, node, granted = await granted_to(mill, home)

    await settle(home, granted, link, node)

    former = home / FORMER / before.community.hex()
    assert keyfile.load(former / "keys" / "node.key").public == before.key.public
    assert (former / "keys" / "root.key").exists()
    (former / "keys").rename(home / "former.keys")
    assert b"kept" in b"".join(path.read_bytes() for path in former.glob("agent.db*"))
    assert load_identity(home).key.public != before.key.public


async def test_the_answer_of_another_community_is_refused(mill, home, tmp_path):
    link, node, granted = await granted_to(mill, home)
    async with founder(tmp_path / "other") as other:
        stranger = await other.link()
        false = decode_answer(
            await other.door.knock(encode_request(stranger.root_hash, request_for(stranger, node, "n"))), node
        )

    with pytest.raises(NotTrusted, match="another community"):
        await settle(home, false, link, node)
    assert not has_identity(home)


async def test_an_answer_that_the_root_did_not_sign_is_refused(mill, home):
    link, node, granted = await granted_to(mill, home)
    one = granted.events[0]
    for forged in (
        one._replace(signature=bytes(64)),
        one._replace(author=EVE.public, signature=EVE.sign(b"")),
        one._replace(part=one.part[:-1] + bytes([one.part[-1] ^ 1])),
    ):
        with pytest.raises(NotTrusted, match="did not sign"):
            checked(Granted(granted.root, (forged, *granted.events[1:]), EVE.public, 7081), link, node)


async def test_an_answer_without_the_own_certificate_is_refused(mill, home):
    link, node, granted = await granted_to(mill, home)
    others = tuple(event for event in granted.events if event.body[0] != node.public)

    with pytest.raises(NotTrusted, match="does not certify"):
        checked(Granted(granted.root, others, EVE.public, 7081), link, node)


async def test_a_node_that_was_revoked_meanwhile_does_not_settle(mill, home):
    link, node, granted = await granted_to(mill, home)
    root = keyfile.load(root_path(mill.home))
    [revocation] = await mill.log.write(root, [Draft(ROSTER, REVOCATION, revocation_body(node.public, "no"))])

    with pytest.raises(NotTrusted, match="revoked"):
        await settle(home, Granted(granted.root, (*granted.events, revocation), EVE.public, 7081), link, node)
    assert not has_identity(home)


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x82\x01\x41x", b"\x82\x05\x40", b"\xff" * 50, bytes(1 << 21)])
def test_an_answer_that_is_garbage_is_refused(data):
    with pytest.raises(BadRequest, match="cannot be read"):
        decode_answer(data, EVE)


def test_an_answer_for_another_key_cannot_be_opened():
    sealed = encode_answer(EVE.public, Granted(bytes(32), (), EVE.public, 7081))

    with pytest.raises(BadRequest, match="cannot be read"):
        decode_answer(sealed, Key(b"o" * 32))


class Stranger:
    """What answers at an address that is no node of ours."""

    def __init__(self, data, status=200):
        self._answer = (data, status)

    async def __aenter__(self):
        app = aiohttp.web.Application()
        app.router.add_post("/join", self._post)
        self._runner = aiohttp.web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = aiohttp.web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        return Link(bytes(16), bytes(16), 1, (f"127.0.0.1:{port}",))

    async def __aexit__(self, *error):
        await self._runner.cleanup()

    async def _post(self, request):
        data, status = self._answer
        return aiohttp.web.Response(body=data, status=status)


@pytest.mark.parametrize(
    ("data", "status", "error"),
    [
        (b"<html>", 200, Unavailable), (b"[]", 200, Unavailable), (b"{}", 500, Unavailable), (b"{}", 200, BadAnswer),
        (b'{"answer": "xyz"}', 200, BadAnswer), (b'{"answer": "00"}', 200, BadRequest),
        (b"[" * 100_000, 200, Unavailable), (b" " * (3 << 20), 200, Unavailable),
    ],
)  # fmt: skip
async def test_what_is_no_node_gets_nobody_into_trouble(data, status, error):
    async with Stranger(data, status) as link:
        with pytest.raises(error):
            await knocking.ask(link, EVE, "eve")


async def test_the_refusal_of_the_other_node_is_told_in_its_own_words():
    said = json.dumps({"error": {"code": "not_trusted", "message": "this invite is used up\x1b[31m"}}).encode()
    async with Stranger(said, 403) as link:
        with pytest.raises(NotTrusted, match="used up\ufffd"):
            await knocking.ask(link, EVE, "eve")


async def test_the_next_address_is_tried_when_the_first_does_not_answer():
    async with Stranger(b'{"answer": "820040"}') as link:
        both = Link(link.secret, link.root_hash, link.expires, ("127.0.0.1:1", *link.addresses))

        assert await knocking.ask(both, EVE, "eve") is None


async def test_an_invite_whose_addresses_are_silent_says_what_to_look_at():
    link = Link(bytes(16), bytes(16), 1, ("127.0.0.1:1",))

    with pytest.raises(Unavailable, match="in the same network"):
        await knocking.ask(link, EVE, "eve")


async def test_a_home_that_cannot_be_written_is_named(mill, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError, match="--home"):
        start(tmp_path / "file" / "home", await mill.link())
    assert os.listdir(tmp_path / "mill")
