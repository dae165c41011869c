"""Members that make certificates by hand: to come in as another, or to break what reads them."""

import asyncio
import socket
import ssl
from collections.abc import Callable

import pytest

from edge_agent.identity.keys import Key
from edge_agent.mesh import certify
from edge_agent.mesh import certify_der as der
from edge_agent.mesh.certify import ALWAYS
from tests.mesh.doors import new_key
from tests.mesh.handshakes import Clock, enter, listening, pem, presenting


def forged_leaf(thief: Key, victim: Key) -> str:
    """Names the victim, signed by the thief."""
    tls = new_key()
    leaf = certify.leaf(thief.sign, victim.node_id, tls.public, ALWAYS, serial=1)
    return pem(leaf) + certify.private_key_pem(tls.seed)


def forged_stub(thief: Key, victim: Key) -> str:
    """The thief, a member, certifies a key of his own under the victim's name, and signs a leaf with it.

    The leaf says by number which stub it wants, so that OpenSSL does not stop at the right one.
    """
    tls, mine = new_key(), new_key()
    stub = certify.stub(thief.sign, thief.node_id, victim.node_id, mine.public)
    wanted = der.sequence(  # authorityKeyIdentifier: the issuer and the number of the stub
        der.element(0xA1, der.element(0xA4, certify._name(thief.node_id))),
        der.element(0x82, der.integer(int.from_bytes(mine.public[:8], "big") + 1)[2:]),
    )
    asked = der.sequence(der.element(der.OID, b"\x55\x1d\x23"), der.element(der.OCTETS, wanted))
    plain = certify._extension(certify.BASIC_CONSTRAINTS, der.sequence())
    leaf = certify._certificate(
        mine.sign, victim.node_id, f"{victim.node_id}-tls", tls.public, ALWAYS, 1, (plain, asked)
    )  # fmt: skip
    return pem(leaf, stub) + certify.private_key_pem(tls.seed)


@pytest.mark.parametrize("forge", [forged_leaf, forged_stub])
@pytest.mark.parametrize("victim_is_known", [True, False])
async def test_a_member_cannot_come_in_as_another(forge: Callable[[Key, Key], str], victim_is_known: bool):
    thief, victim = new_key(), new_key()
    here = Clock().tls(new_key())
    await here.admit([thief.public, victim.public] if victim_is_known else [thief.public])

    async with listening(here) as port:
        assert await enter(port, presenting(forge(thief, victim)), None) == b""


def made_by_hand(member: Key, begin: bytes, end: bytes, *extensions: bytes) -> str:
    """A leaf that a member has made by hand."""
    tls = new_key()
    plain = certify._extension(certify.BASIC_CONSTRAINTS, der.sequence())
    said = der.sequence(
        der.element(der.CONTEXT, der.integer(2)), der.integer(1), certify.ED25519, certify._name(member.node_id),
        der.sequence(begin, end), certify._name("x"), der.sequence(certify.ED25519, der.bits(tls.public)),
        der.element(der.CONTEXT | 3, der.sequence(plain, *extensions)),
    )  # fmt: skip
    leaf = der.sequence(said, certify.ED25519, der.bits(member.sign(said)))
    return pem(leaf) + certify.private_key_pem(tls.seed)


def extension(oid: bytes, content: bytes) -> bytes:
    return der.sequence(der.element(der.OID, oid), der.element(der.OCTETS, content))


TIME, NO_TIME = der.time(0), der.element(der.TIME, b"20261301000000Z")
NO_NAME = extension(b"\x55\x1d\x11", der.sequence(der.element(0x82, b"\xff\xfe")))  # subjectAltName: a DNS name
POINT = der.element(0xA0, der.element(0xA0, der.element(0x86, b"\xff\xfe")))
NO_PLACE = extension(b"\x55\x1d\x1f", der.sequence(der.sequence(POINT)))  # cRLDistributionPoints: a URI


@pytest.mark.parametrize(
    ("begin", "end", "extensions"),
    [
        (NO_TIME, TIME, ()),
        (TIME, der.element(der.TIME, b"00000101000000Z"), ()),
        (TIME, TIME, (NO_NAME,)),
        (TIME, TIME, (NO_PLACE,)),
    ],
)
async def test_a_certificate_that_cannot_be_read_is_an_error_of_the_connection(begin, end, extensions):
    tower = new_key()
    here = Clock(known=False).tls(new_key())
    await here.admit([tower.public])
    door, visitor = socket.socketpair()

    coming = asyncio.create_task(
        asyncio.open_connection(
            sock=visitor, ssl=presenting(made_by_hand(tower, begin, end, *extensions)), server_hostname=""
        )
    )
    with pytest.raises(ssl.SSLCertVerificationError, match="cannot be read"):
        await asyncio.get_running_loop().connect_accepted_socket(asyncio.Protocol, door, ssl=here.server)
    _, writer = await coming
    writer.close()
