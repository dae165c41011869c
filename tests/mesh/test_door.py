"""Who may come in at the mesh door, and what one visitor may take of the node."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import cbor2
import pytest

from edge_agent.bus.capability import MAX_BODY, Trust
from edge_agent.bus.envelope import request_map
from edge_agent.errors import LinkLost, NotTrusted, RateLimited, Revoked, TooLarge, Unavailable
from edge_agent.mesh.limits import Limits
from meshwire import trust
from tests.mesh.doors import LIMIT_S, LIMITS, Community, Node, acquaint, asking, post, raw


@pytest.fixture
def limits(request: pytest.FixtureRequest) -> Limits:
    """Of the mill; parametrized indirectly where a test needs smaller ones."""
    return replace(LIMITS, **getattr(request, "param", {}))


@pytest.fixture
async def mill(limits: Limits) -> AsyncIterator[Node]:
    """Serves."""
    async with Node(Community(), limits=limits).serving() as node:
        yield node


@pytest.fixture
async def tower(mill: Node) -> Node:
    """Knows the mill, and is known there."""
    node = Node(mill.community)
    await acquaint(mill, node)
    return node


async def test_a_member_is_known_by_its_key_its_name_and_its_level(mill, tower):
    mill.community.certify(tower.key, roles=trust.MEMBER | trust.TRUSTED, name="tower")

    async with tower.link(mill) as link:
        answer = await link.call(asking("echo", {"say": "hello"}), None)

    assert answer.output == {"said": "hello"}
    assert answer.meta.node == mill.key.node_id
    assert mill.work.callers == [("tower", Trust.TRUSTED, tower.key.public)]


async def test_a_node_asks_with_no_more_trust_than_who_asked_it(mill, tower):
    mill.community.certify(tower.key, roles=trust.MODERATOR)

    async with tower.link(mill) as link:
        await link.call(asking("moderate", trust=Trust.MODERATOR), None)
        with pytest.raises(NotTrusted):
            await link.call(asking("moderate", trust=Trust.MEMBER), None)


async def test_a_node_cannot_claim_more_trust_than_its_certificate_gives(mill, tower):
    async with tower.link(mill) as link:
        with pytest.raises(NotTrusted):
            await link.call(asking("moderate", trust=Trust.OPERATOR), None)


async def test_a_stranger_gets_nothing(mill):
    stranger = Node(mill.community)
    await stranger.tls.admit([mill.key.public])

    async with stranger.link(mill) as link:
        with pytest.raises(LinkLost):
            await link.call(asking("echo"), None)

    assert mill.work.callers == []


async def test_a_member_of_another_community_gets_nothing(mill):
    stranger = Node(Community())
    await acquaint(stranger)
    await stranger.tls.admit([mill.key.public])

    async with stranger.link(mill) as link:
        with pytest.raises(LinkLost):
            await link.manifest()


async def test_who_is_revoked_is_told_so_at_the_next_request_of_an_open_connection(mill, tower):
    async with tower.link(mill) as link:
        await link.call(asking("echo"), None)
        mill.community.revoke(tower.key)
        with pytest.raises(Revoked):
            await link.call(asking("echo"), None)
        with pytest.raises(Revoked):
            await link.manifest()

    assert len(mill.work.callers) == 1


async def test_who_was_refused_does_not_keep_the_connection(mill, tower):
    mill.community.revoke(tower.key)

    async with raw(tower, mill) as (reader, writer):
        writer.write(b"GET /manifest HTTP/1.1\r\nHost: node\r\n\r\n")
        assert b" 403 " in await reader.readline()
        await reader.read()  # ends


async def test_a_certificate_that_runs_out_closes_the_door(mill, tower):
    mill.community.certify(tower.key, expires=int(mill.now()) + 1000)
    mill.known = False  # only the certificate of the community is looked at

    async with tower.link(mill) as link:
        await link.call(asking("echo"), None)
        mill.clock = mill.now() + 1000
        with pytest.raises(NotTrusted, match="no certificate"):
            await link.call(asking("echo"), None)


async def test_the_manifest_is_given_to_members(mill, tower):
    async with tower.link(mill) as link:
        assert cbor2.loads(await link.manifest()) == {"name": "mill"}


async def test_there_is_nothing_else_behind_the_door(mill, tower):
    async with raw(tower, mill) as (reader, writer):
        writer.write(b"GET /bus/echo HTTP/1.1\r\nHost: node\r\n\r\n")
        assert b" 404 " in await reader.readline()


@pytest.mark.parametrize(
    "body", [b"", b"\xff" * 20, b"hello", cbor2.dumps([1]), cbor2.dumps({"name": "echo"}), b"\x81" * 99]
)
async def test_what_is_no_call_is_refused(mill, tower, body):
    async with raw(tower, mill) as (reader, writer):
        writer.write(post(body))
        assert b" 400 " in await reader.readline()

    assert mill.work.callers == []


async def test_a_tag_in_a_call_is_refused(mill, tower):
    body = request_map(asking("echo")) | {"input": {"say": cbor2.CBORTag(35, "(a+)+$")}}

    async with raw(tower, mill) as (reader, writer):
        writer.write(post(cbor2.dumps(body)))
        assert b" 400 " in await reader.readline()


async def test_a_body_that_was_packed_is_not_unpacked(mill, tower):
    async with raw(tower, mill) as (reader, writer):
        writer.write(post(b"\x1f\x8b" + bytes(100), "Content-Encoding: gzip"))
        assert b" 400 " in await reader.readline()


async def test_garbage_inside_tls_ends_the_connection(mill, tower):
    async with raw(tower, mill) as (reader, writer):
        writer.write(b"\x00\x01\x02 garbage \r\n\r\n" * 100)
        assert b"400" in await reader.readline()
        await reader.read()  # ends


async def test_garbage_instead_of_tls_ends_the_connection(mill):
    reader, writer = await asyncio.open_connection("127.0.0.1", mill.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: node\r\n\r\n")

    async with asyncio.timeout(LIMIT_S):
        said = await reader.read()
    writer.close()

    assert b"HTTP" not in said


async def test_an_oversized_body_is_refused_before_it_is_read(mill, tower):
    async with raw(tower, mill) as (reader, writer):
        writer.write(f"POST /call HTTP/1.1\r\nHost: node\r\nContent-Length: {1 << 40}\r\n\r\n".encode())
        assert b" 413 " in await reader.readline()


async def test_a_body_without_end_is_refused(mill, tower):
    async with raw(tower, mill) as (reader, writer):
        writer.write(b"POST /call HTTP/1.1\r\nHost: node\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(48):
            writer.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")  # 3 MiB, more than any capability here takes
        assert b" 413 " in await reader.readline()


async def test_each_capability_has_its_own_size(mill, tower):
    text = "x" * (MAX_BODY + 10_000)

    async with tower.link(mill) as link:
        answer = await link.call(asking("large", {"text": text}), None)
        with pytest.raises(TooLarge):
            await link.call(asking("echo", {"text": text}), None)

    assert answer.output == {"size": len(text)}
    assert mill.work.callers == []


async def test_work_has_the_time_that_the_request_gives_it(mill, tower):
    body = request_map(asking("wait", timeout_s=0.05))

    async with raw(tower, mill) as (reader, writer):
        writer.write(post(cbor2.dumps(body)))
        assert b" 504 " in await reader.readline()

    assert mill.work.ended.is_set()


@pytest.mark.parametrize("limits", [{"body_s": 0.05}], indirect=True)
async def test_a_body_that_never_arrives_is_not_waited_for(mill, tower):
    async with raw(tower, mill) as (reader, writer):
        writer.write(b"POST /call HTTP/1.1\r\nHost: node\r\nContent-Length: 100\r\n\r\n\xa1")
        assert b" 400 " in await reader.readline()


@pytest.mark.parametrize("limits", [{"idle_s": 0.05}], indirect=True)
@pytest.mark.parametrize("begun", [b"", b"GET /manifest HTTP/1.1\r\nX-Slow: "])
async def test_a_member_that_asks_nothing_is_let_go(mill, tower, begun):
    async with raw(tower, mill) as (reader, writer):
        writer.write(begun)
        assert await reader.read() == b""


@pytest.mark.parametrize("limits", [{"handshake_s": 0.05}], indirect=True)
async def test_a_handshake_that_does_not_go_on_is_cut_off(mill):
    reader, writer = await asyncio.open_connection("127.0.0.1", mill.port)

    async with asyncio.timeout(LIMIT_S):
        assert await reader.read() == b""
    writer.close()


@pytest.mark.parametrize("limits", [{"connections": 3}], indirect=True)
async def test_connections_beyond_what_the_node_holds_are_closed(mill):
    waiting = [await asyncio.open_connection("127.0.0.1", mill.port) for _ in range(3)]
    reader, writer = await asyncio.open_connection("127.0.0.1", mill.port)

    async with asyncio.timeout(LIMIT_S):
        assert await reader.read() == b""
    assert not any(reader.at_eof() for reader, _ in waiting)
    for _, each in [*waiting, (reader, writer)]:
        each.transport.abort()


@pytest.mark.parametrize("limits", [{"connections_per_peer": 2}], indirect=True)
async def test_one_member_does_not_take_every_connection(mill, tower):
    async with raw(tower, mill), raw(tower, mill), raw(tower, mill) as (reader, _):
        with pytest.raises(ConnectionResetError):
            await read_to_the_end(reader)


async def read_to_the_end(reader: asyncio.StreamReader) -> None:
    if await reader.read() == b"":
        raise ConnectionResetError


@pytest.mark.parametrize(
    "limits", [{"strangers_burst": 3, "strangers_per_s": 1e-6, "handshake_s": 0.05}], indirect=True
)
async def test_an_address_of_failed_handshakes_is_not_listened_to_for_a_while(mill, tower):
    async with tower.link(mill) as link:
        await link.call(asking("echo"), None)
        for _ in range(3):
            reader, writer = await asyncio.open_connection("127.0.0.1", mill.port)
            await reader.read()
            writer.close()
        await link.call(asking("echo"), None)  # on the connection that is open
        late = tower.link(mill)
        with pytest.raises(LinkLost):
            await late.call(asking("echo"), None)
        await late.close()


@pytest.mark.parametrize("limits", [{"strangers_burst": 2, "strangers_per_s": 1e-6}], indirect=True)
async def test_members_may_come_as_often_as_they_like(mill, tower):
    for _ in range(5):
        async with tower.link(mill) as link:
            await link.call(asking("echo"), None)

    assert len(mill.work.callers) == 5


@pytest.mark.parametrize("limits", [{"calls_burst": 2, "calls_per_s": 0.1}], indirect=True)
async def test_a_member_that_asks_too_often_is_told_when_to_come_back(mill, tower):
    async with tower.link(mill) as link:
        for _ in range(2):
            await link.call(asking("echo"), None)
        with pytest.raises(RateLimited) as told:
            await link.call(asking("echo"), None)

    assert told.value.retry_after_s == pytest.approx(10, abs=1)


async def test_a_port_that_is_taken_leaves_the_rest_of_the_node_alone(mill, tower):
    with pytest.raises(Unavailable, match=r"mesh\.port"):
        await tower.door(mill.port).run()
