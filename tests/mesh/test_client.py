"""What a member that answers badly can do to who asks it: nothing but fail."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import cbor2
import pytest

from edge_agent.bus.capability import Json
from edge_agent.errors import BadAnswer, EdgeError, LinkLost, TimedOut
from edge_agent.mesh.client import Link
from edge_agent.mesh.client_dial import LocalPlace
from tests.mesh.doors import LIMIT_S, LIMITS, Community, Node, acquaint, asking

NODE = "hn1" + "a" * 56
GOOD = {"output": {"said": 1}, "meta": {"node": NODE, "ms": 1.0, "path": [NODE], "request": "", "attempts": 1}}
FEW = replace(LIMITS, max_answer=10_000, max_item=1000, connect_s=LIMIT_S)


@pytest.fixture
async def nodes() -> tuple[Node, Node]:
    community = Community()
    mill, tower = Node(community), Node(community)
    await acquaint(mill, tower)
    return mill, tower


@asynccontextmanager
async def answering(nodes: tuple[Node, Node], *pieces: bytes, for_ever: bool = False) -> AsyncIterator[Link]:
    """A link to a node that answers each request with these pieces, the last of them for ever or once."""
    mill, tower = nodes

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            for piece in pieces:
                writer.write(piece)
            while for_ever:
                writer.write(pieces[-1])
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=mill.tls.server)
    async with server, tower.link(mill, port=server.sockets[0].getsockname()[1], limits=FEW) as link:
        yield link


def head(kind: str, *lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", f"Content-Type: {kind}", *lines, "", "")).encode()


def whole(item: object, status: str = "200 OK") -> bytes:
    body = cbor2.dumps(item)
    return head("application/cbor", f"Content-Length: {len(body)}", status=status) + body


async def ignore(chunk: Json) -> None:
    pass


async def test_an_honest_answer_is_taken(nodes):
    async with answering(nodes, whole(GOOD)) as link:
        assert (await link.call(asking("echo"), None)).output == {"said": 1}


@pytest.mark.parametrize(
    "answer",
    [
        whole([1]),
        whole({"output": 1, "meta": {}}),
        whole(GOOD | {"output": {"x": cbor2.CBORTag(35, "a")}}),
        whole({"error": "no"}, "500 Internal Server Error"),
        head("application/cbor", "Content-Length: 2") + b"\xff\xff",
        head("text/html", "Content-Length: 2") + b"hi",
        head("application/cbor-seq") + cbor2.dumps({"chunk": {}}) + cbor2.dumps(GOOD),  # a stream that nobody asked for
        head("text/html", "Location: http://127.0.0.1/", "Content-Length: 0", status="307 Temporary Redirect"),
        head("application/cbor", "Content-Length: 1000000") + bytes(20_000),
    ],
)  # fmt: skip
async def test_an_answer_that_is_none_is_refused(nodes, answer):
    async with answering(nodes, answer) as link:
        with pytest.raises(BadAnswer):
            await link.call(asking("echo"), None)


async def test_an_error_that_makes_no_sense_here_is_an_error_all_the_same(nodes):
    told = {"error": {"code": "of the future", "message": "no\x1b[2J", "retry_after_s": "soon", "alternatives": 5}}

    async with answering(nodes, whole(told, "599 Whatever")) as link:
        with pytest.raises(EdgeError) as refused:
            await link.call(asking("echo"), None)

    assert "\x1b" not in str(refused.value)
    assert (refused.value.retry_after_s, refused.value.alternatives) == (None, ())


async def test_an_answer_without_end_is_cut_off(nodes):
    async with answering(nodes, head("application/cbor"), bytes(1000), for_ever=True) as link:
        with pytest.raises(BadAnswer, match="more than 10000 bytes"):
            await link.call(asking("echo"), None)


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"\x5a\x7f\xff\xff\xff", bytes(1000)),  # a string of 2 GB
        (b"", b"\x81"),  # an array in an array in an array
        (b"\x9a\x00\x0f\xff\xff", b"\x01"),  # an array of a million numbers
        (b"\x9f", b"\x01"),  # an array whose length is not said
    ],
)
async def test_an_item_without_end_is_cut_off(nodes, begin, more):
    async with answering(nodes, head("application/cbor-seq"), begin, more, for_ever=True) as link:
        with pytest.raises(BadAnswer):
            await link.call(asking("count", stream=True), ignore)


async def test_a_stream_without_end_ends_with_the_time_of_the_call(nodes):
    chunk = cbor2.dumps({"chunk": {"number": 1}})

    async with answering(nodes, head("application/cbor-seq"), chunk, for_ever=True) as link:
        with pytest.raises(TimedOut):
            await link.call(asking("count", stream=True, timeout_s=0.3), ignore)


@pytest.mark.parametrize(
    "pieces",
    [
        (head("application/cbor", "Content-Length: 100"), b"\xa1"),
        (head("application/cbor-seq", "Content-Length: 100"), cbor2.dumps({"chunk": {}})),
        (head("application/cbor-seq", "Content-Length: 8"), cbor2.dumps({"chunk": {}})),
        (b"HTTP/1.1 200",),
        (b"",),
    ],
)
async def test_an_answer_that_stops_in_the_middle_is_no_answer(nodes, pieces):
    async with answering(nodes, *pieces) as link:
        with pytest.raises(LinkLost):
            await link.call(asking("count", stream=True), ignore)


async def test_nothing_comes_behind_the_end_of_a_stream(nodes):
    twice = cbor2.dumps(GOOD) * 2

    async with answering(nodes, head("application/cbor-seq", f"Content-Length: {len(twice)}"), twice) as link:
        with pytest.raises(BadAnswer):
            await link.call(asking("count", stream=True), ignore)


async def test_a_node_that_is_not_there_is_named_with_its_place(nodes):
    mill, tower = nodes

    async with tower.link(mill, port=1) as link:
        with pytest.raises(LinkLost, match=f"{mill.key.short} at 127.0.0.1:1 cannot be reached"):
            await link.call(asking("echo"), None)


async def test_a_place_that_does_not_answer_is_given_up_soon(nodes):
    mill, tower = nodes

    with socket.create_server(("127.0.0.1", 0)) as silent:  # the kernel takes the connection, nobody says a word
        port = silent.getsockname()[1]
        async with tower.link(mill, port=port, limits=replace(FEW, connect_s=0.1)) as link:
            with pytest.raises(LinkLost, match=r"no connection within 0\.1 s"):
                await link.call(asking("echo"), None)


async def test_a_link_that_was_closed_says_so(nodes):
    mill, tower = nodes
    link = tower.link(mill, port=1)
    await link.close()

    with pytest.raises(LinkLost, match="closed"):
        await link.call(asking("echo"), None)


async def test_another_member_at_the_place_gets_no_byte_of_the_request(nodes):
    mill, tower = nodes
    barn = Node(mill.community)
    await acquaint(mill, tower, barn)
    async with barn.serving(), tower.link(mill, port=barn.port) as link:
        with pytest.raises(LinkLost, match=f"answered, not {mill.key.node_id}"):
            await link.call(asking("echo", {"say": "secret"}), None)

    assert barn.work.callers == []


async def test_a_node_is_called_through_a_local_socket(nodes, tmp_path: Path):
    mill, tower = nodes
    async with (
        mill.serving(),
        carrying(tmp_path / "mill.sock", mill.port) as place,
        Link(mill.key.public, place, tower.tls, tower.connections, limits=FEW) as link,
    ):
        answer = await link.call(asking("echo", {"say": 1}), None)

    assert answer.output == {"said": 1}


@asynccontextmanager
async def carrying(path: Path, port: int) -> AsyncIterator[LocalPlace]:
    """A local socket whose bytes come out at a port, as a relay carries them."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(copy(reader, back), copy(there, writer))

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    async with await asyncio.start_unix_server(carry, path):
        yield LocalPlace(path)
