"""Who gets through a handshake, and who does not."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from edge_agent.identity.keys import Key
from edge_agent.mesh import certify
from edge_agent.mesh import certify_der as der
from edge_agent.mesh.certify import ALWAYS, Period
from edge_agent.mesh.tls import Tls, _load_chain, peer_key
from edge_agent.mesh.tls_dates import RENEW_S, Reading, period
from tests.mesh.doors import LIMIT_S, new_key

NOW = 1_790_000_000.0
HOUR = 3600.0


class Clock:
    """Of one node: what it shows, whether it is believed, and the seconds since the start."""

    def __init__(self, utc: float = NOW, *, known: bool = True) -> None:
        self.utc, self.known, self.steady = utc, known, 0.0

    def tls(self, key: Key) -> Tls:
        return Tls(key, now=lambda: self.utc, steady=lambda: self.steady, known=lambda: self.known)


@asynccontextmanager
async def listening(tls: Tls) -> AsyncIterator[int]:
    """A door that says who came in, and gives back what it is sent; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(peer_key(writer.get_extra_info("ssl_object")))
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls.server)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def enter(port: int, context: ssl.SSLContext, name: str | None) -> bytes:
    """What the door says first; empty for those who do not come in. An error says that we do not want to."""
    try:
        async with asyncio.timeout(LIMIT_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
            said = await reader.read(32)
            writer.close()
            return said
    except ssl.SSLCertVerificationError:
        raise
    except (ConnectionError, ssl.SSLError):
        return b""


def presenting(chain: str) -> ssl.SSLContext:
    """A client of somebody who has a certificate of his own making, and believes any door."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if chain:
        _load_chain(context, chain)
    return context


def chain_of(node: Key, period: Period = ALWAYS) -> str:
    """A leaf as a node makes them."""
    tls = new_key()
    leaf = certify.leaf(node.sign, node.node_id, tls.public, period, serial=1)
    return pem(leaf) + certify.private_key_pem(tls.seed)


def pem(*certificates: bytes) -> str:
    return "".join(map(certify.certificate_pem, certificates))


async def test_members_come_in_and_each_knows_the_key_of_the_other():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])

    async with listening(here) as port:
        assert await enter(port, there.client, mill.node_id) == tower.public


async def test_a_member_that_was_admitted_later_comes_in_at_the_same_door():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await there.admit([mill.public])

    async with listening(here) as port:
        before = await enter(port, there.client, mill.node_id)
        await here.admit([tower.public])
        after = await enter(port, there.client, mill.node_id)

    assert (before, after) == (b"", tower.public)


async def test_nobody_comes_in_without_a_certificate():
    here = Clock().tls(new_key())

    async with listening(here) as port:
        assert await enter(port, presenting(""), None) == b""


async def test_nobody_comes_in_with_a_key_of_another_community():
    here = Clock().tls(new_key())
    await here.admit([new_key().public])

    async with listening(here) as port:
        assert await enter(port, presenting(chain_of(new_key())), None) == b""


async def test_the_door_of_a_stranger_is_not_entered():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])

    async with listening(here) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await enter(port, there.client, mill.node_id)


async def test_a_member_that_answers_for_another_is_found_out():
    mill, tower, barn = new_key(), new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public, barn.public])

    async with listening(here) as port:
        with pytest.raises(ssl.SSLCertVerificationError, match=f"answered, not {barn.node_id}"):
            await enter(port, there.client, barn.node_id)


async def test_who_is_no_member_any_more_is_not_called():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])
    await there.admit([])

    async with listening(here) as port:
        with pytest.raises(ssl.SSLCertVerificationError, match="no member any more"):
            await enter(port, there.client, mill.node_id)


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


async def test_a_certificate_that_has_expired_is_refused():
    tower, clock = new_key(), Clock()
    here = clock.tls(new_key())
    await here.admit([tower.public])
    of_today = presenting(chain_of(tower, period(Reading(NOW, True, 0.0))))

    async with listening(here) as port:
        in_time = await enter(port, of_today, None)
        clock.utc += 25 * HOUR
        late = await enter(port, of_today, None)

    assert (in_time, late) == (tower.public, b"")


@pytest.mark.parametrize(("here_utc", "there_utc"), [(3.0, NOW), (NOW, 3.0), (3.0, NOW * 2)])
async def test_a_node_whose_clock_was_never_set_is_not_locked_out(here_utc, there_utc):
    mill, tower = new_key(), new_key()
    here = Clock(here_utc, known=here_utc == NOW).tls(mill)
    there = Clock(there_utc, known=there_utc == NOW).tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])

    async with listening(here) as port:
        assert await enter(port, there.client, mill.node_id) == tower.public


async def test_a_new_certificate_leaves_open_connections_alone():
    mill, tower = new_key(), new_key()
    clock = Clock()
    here, there = clock.tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])

    async with listening(here) as port, asyncio.timeout(LIMIT_S):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=there.client, server_hostname=mill.node_id
        )  # fmt: skip
        first = writer.get_extra_info("peercert")["serialNumber"]
        clock.steady += RENEW_S
        here.look()
        writer.write(b"still here")
        said = await reader.readexactly(32 + len(b"still here"))
        _, late = await asyncio.open_connection("127.0.0.1", port, ssl=there.client, server_hostname=mill.node_id)
        second = late.get_extra_info("peercert")["serialNumber"]
        writer.close()
        late.close()

    assert said == tower.public + b"still here"
    assert first != second


async def test_no_ticket_lets_anybody_in_without_the_certificate_of_today():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])

    async with listening(here) as port, asyncio.timeout(LIMIT_S):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=there.client, server_hostname=mill.node_id
        )  # fmt: skip
        await reader.readexactly(32)  # tickets come before the first word
        session = writer.get_extra_info("ssl_object").session
        writer.close()

    assert not session.has_ticket


async def test_older_tls_is_refused():
    tower, here = new_key(), Clock().tls(new_key())
    await here.admit([tower.public])
    new, old = presenting(chain_of(tower)), presenting(chain_of(tower))
    old.maximum_version = ssl.TLSVersion.TLSv1_2

    async with listening(here) as port:
        entered = [await enter(port, context, None) for context in (new, old)]

    assert entered == [tower.public, b""]
