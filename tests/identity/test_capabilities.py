"""identity.* over the bus: who may ask for what, and what the root may add."""

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import BadRequest, EdgeError, NotFound, NotTrusted
from edge_agent.identity.capabilities import IdentityCapabilities
from edge_agent.identity.keys import Key, node_id, short_id
from edge_agent.identity.members import Members
from edge_agent.identity.pairing import Pairing
from meshwire.area import Area
from meshwire.event import (
    CERTIFICATE,
    REVOCATION,
    ROSTER,
    assemble,
    community_id,
    decode,
    digest,
    encode,
    encode_part,
)
from meshwire.trust import AUTHORITY, MEMBER, encode_certificate, encode_revocation, reasons_against

ADA = Key(b"a" * 32)
OPERATOR = Caller("operator", Trust.OPERATOR)
DISTRICT = Area(((5, "05154"),), (), ())


@pytest.fixture
def members(log, identity):
    return Members(log, identity.root)


@pytest.fixture
def bus(log, identity, members):
    bus = Bus()
    bus.register(IdentityCapabilities(identity, log, members, Pairing(log)))
    return bus


def signed(key, seq, body, *, kind=CERTIFICATE, topic=ROSTER, community=None, lamport=10):
    """The IP form in hexadecimal, as the command line hands it over."""
    part = encode_part(topic, seq, lamport, 0, kind, body)
    realm = community if community is not None else community_id(key.public)
    return encode(assemble(key.public, part, key.sign(digest(realm, key.public, part)))).hex()


def certificate(roles=AUTHORITY, name="Ada"):
    return encode_certificate(ADA.public, roles, 0, DISTRICT, name)


async def add(bus, event):
    return await bus.call("identity.certificate.add", {"event": event}, OPERATOR)


async def test_a_stranger_sees_who_the_node_is(bus, identity):
    answer = await bus.call("identity.whoami", {}, Caller("someone", Trust.STRANGER))

    assert answer["node_id"] == node_id(identity.key.public)
    assert answer["short"] == short_id(identity.key.public)
    assert answer["community"] == identity.community.hex()
    assert (answer["name"], answer["roles"], answer["area"]) == (
        "mill",
        ["member", "anchor", "authority"],
        "everywhere",
    )


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("identity.roster", Trust.MEMBER),
        ("identity.certificate.add", Trust.OPERATOR),
        ("identity.pair.code", Trust.OPERATOR),
        ("identity.pair.list", Trust.OPERATOR),
        ("identity.pair.revoke", Trust.OPERATOR),
    ],
)
async def test_a_caller_below_the_level_is_refused(bus, name, needed):
    with pytest.raises(NotTrusted):
        await bus.call(name, {}, Caller("someone", Trust(needed - 1)))


async def test_a_certificate_that_the_root_signed_counts_at_once(bus, root, members):
    assert await add(bus, signed(root, 2, certificate())) == {"seq": 2}

    assert reasons_against(await members.roster(), ADA.public, DISTRICT, 0) == []


async def test_a_revocation_counts_at_once(bus, root, members):
    await add(bus, signed(root, 2, certificate()))
    await add(bus, signed(root, 3, encode_revocation(ADA.public, "lost"), kind=REVOCATION))

    assert reasons_against(await members.roster(), ADA.public, DISTRICT, 0) == ["revoked"]


async def test_handing_over_the_same_event_twice_does_no_harm(bus, root, members):
    event = signed(root, 2, certificate())

    assert await add(bus, event) == await add(bus, event)
    assert len(await members.statements()) == 2


async def test_a_number_that_is_taken_is_refused_instead_of_making_a_fork_of_the_root(bus, root, members, log):
    await add(bus, signed(root, 2, certificate()))

    with pytest.raises(BadRequest, match="try again"):
        await add(bus, signed(root, 2, certificate(name="Eve")))
    assert await log.read(lambda db: db.execute("SELECT count(*) FROM fork").fetchone()[0]) == 0


async def test_an_event_that_does_not_hold_is_not_stored(bus, root, identity, members):
    genuine = signed(root, 2, certificate())
    forged = genuine[:-2] + f"{int(genuine[-2:], 16) ^ 1:02x}"
    hostile = {
        "not signed by the root": signed(identity.key, 1, certificate(), community=identity.community),
        "its author did not sign it": forged,
        "for this community": signed(root, 2, certificate(), community=bytes(8)),
        "clock": signed(root, 2, certificate(), lamport=1 << 40),
        "neither a certificate": signed(root, 2, certificate(), topic=3),
        "fields are missing": signed(root, 2, {0: ADA.public}),
        "out of range": signed(root, 2, {0: ADA.public, 1: 0, 2: 0, 4: ""}),
        "cannot be read": "00",
        "event must be shorter": "0" * 100_000,
    }
    for words, event in hostile.items():
        with pytest.raises(EdgeError, match=words):
            await add(bus, event)
    with pytest.raises(BadRequest, match="event must be string"):
        await add(bus, None)

    assert len(await members.statements()) == 1


async def test_the_roster_holds_what_a_board_needs(bus, root, identity):
    await add(bus, signed(root, 2, certificate()))
    await add(bus, signed(root, 3, certificate(roles=MEMBER, name="Ada L")))

    answer = await bus.call("identity.roster", {}, Caller("neighbour", Trust.MEMBER))

    events = [decode(bytes.fromhex(text)) for text in answer["certificates"]]
    assert answer["roots"] == [identity.root.hex()]
    assert [(event.body[0], event.seq) for event in events] == [(identity.key.public, 1), (ADA.public, 3)]
    assert [(member["name"], member["roles"]) for member in answer["members"]][1] == ("Ada L", ["member"])
    assert answer["next"]["seq"] == 4
    assert answer["next"]["lamport"] > events[1].lamport


async def test_a_code_is_made_listed_and_ended(bus, log):
    pairing = Pairing(log)
    bus = Bus()
    bus.register(IdentityCapabilities(None, log, None, pairing))

    answer = await bus.call("identity.pair.code", {"trust": "trusted"}, OPERATOR)
    await pairing.redeem(answer["code"], label="phone", client="")
    listed = (await bus.call("identity.pair.list", {}, OPERATOR))["browsers"]
    await bus.call("identity.pair.revoke", {"id": listed[0]["id"]}, OPERATOR)

    assert (answer["expires_in_s"], listed[0]["label"], listed[0]["trust"]) == (600, "phone", "trusted")
    assert (await bus.call("identity.pair.list", {}, OPERATOR))["browsers"] == []


@pytest.mark.parametrize("trust", ["stranger", "king", 4, None])
async def test_a_code_for_an_unknown_level_is_refused(bus, trust):
    with pytest.raises(BadRequest, match="trust is one of|trust must be string"):
        await bus.call("identity.pair.code", {"trust": trust}, OPERATOR)


async def test_ending_an_unknown_browser_is_refused(bus):
    with pytest.raises(NotFound):
        await bus.call("identity.pair.revoke", {"id": "00000000"}, OPERATOR)
    with pytest.raises(BadRequest):
        await bus.call("identity.pair.revoke", {"id": 7}, OPERATOR)
