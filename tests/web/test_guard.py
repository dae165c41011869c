"""Who may not: strangers, other sites, rebound names, loud clients, endless bodies, idle connections."""

import asyncio
import io

import aiohttp
import pytest

from edge_agent.web.limits import Limits
from tests.web.conftest import tcp
from tests.web.outside import FLOOD

FORM = "application/x-www-form-urlencoded"
CHANGES = ("/issue", "/issue/preview", "/alerts/4f2a91c0-7/ack", "/alerts/4f2a91c0-7/cancel", "/boards/press",
           "/bus/civdef.alert.issue")  # fmt: skip


async def status(session, path, **options):
    async with session.post(path, allow_redirects=False, **options) as response:
        return response.status


@pytest.mark.parametrize("path", CHANGES)
async def test_a_stranger_changes_nothing(served, stranger, path):
    served.outside.alerts = [FLOOD]
    assert await status(stranger, path, data={"answer": "received"}) == 403
    assert served.outside.asked == []


async def test_a_stranger_is_told_how_to_pair(stranger):
    async with stranger.get("/issue") as response:
        assert response.status == 403
        assert 'href="/pair"' in await response.text()


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize(
    "foreign",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_another_site_cannot_use_a_paired_browser(served, paired, path, foreign):
    assert await status(paired, path, data={"answer": "received"}, headers=foreign) == 403
    assert served.outside.asked == []


async def test_a_request_that_does_not_say_where_it_comes_from_changes_nothing(served):
    cookies = {"hearthnet": await served.token()}
    async with aiohttp.ClientSession(served.url, cookies=cookies) as session:
        assert await status(session, "/boards/press", data={"board": "desk"}) == 403
    assert served.outside.asked == []


@pytest.mark.parametrize("host", ["evil.example", "node.example.evil.example", "localhost.evil.example:80", "", "a b"])
async def test_a_rebound_name_reads_nothing(stranger, host):
    async with stranger.get("/api/alerts", headers={"Host": host}) as response:
        assert response.status in (400, 403)


@pytest.mark.parametrize(
    "host", ["localhost:7080", "LOCALHOST", "127.0.0.1", "[::1]:7080", "192.168.4.1", "node.example"]
)
async def test_the_nodes_own_names_and_addresses_are_served(stranger, host):
    async with stranger.get("/api/alerts", headers={"Host": host}) as response:
        assert response.status == 200


@pytest.mark.parametrize("path", ["/", "/pair", "/issue", "/nothing", "/api/alerts", "/healthz"])
async def test_every_answer_carries_the_protecting_headers(stranger, path):
    async with stranger.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cache-Control"] == "no-store"


async def test_pages_hold_no_inline_script_or_style(served, paired):
    served.outside.alerts = [FLOOD]
    for path in ("/", "/issue", "/pair", "/alerts/4f2a91c0-7"):
        async with paired.get(path) as response:
            html = await response.text()
        assert "<style" not in html
        assert " style=" not in html
        assert html.count("<script") == html.count('<script src="/static/') == 1


async def test_a_loud_client_is_told_to_wait_and_may_come_back(served, paired):
    statuses = [await status(paired, "/boards/press", data={"board": "desk"}) for _ in range(31)]
    assert statuses == [303] * 30 + [429]
    async with paired.post("/boards/press", data={"board": "desk"}, allow_redirects=False) as response:
        wait_s = int(response.headers["Retry-After"])
    assert 1 <= wait_s <= 2
    served.clock_s += wait_s
    assert await status(paired, "/boards/press", data={"board": "desk"}) == 303


@pytest.mark.parametrize("path", ["/issue/preview", "/bus/civdef.alert.preview"])
async def test_an_oversized_body_is_refused(served, paired, path):
    kind = "application/json" if path.startswith("/bus") else FORM
    data = io.BytesIO(b"cap=" + b"x" * (2 << 20))
    assert await status(paired, path, data=data, headers={"Content-Type": kind}) == 413
    assert served.outside.asked == []


@pytest.mark.parametrize("served", [Limits(headers_s=0.05)], indirect=True)
async def test_a_request_whose_headers_never_end_is_cut_off(served):
    async with tcp(served.port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        async with asyncio.timeout(10):
            assert await reader.read() == b""


@pytest.mark.parametrize("served", [Limits(body_s=0.05, linger_s=0.05)], indirect=True)
async def test_a_body_that_never_ends_is_refused(served):
    head = f"POST /pair HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Type: {FORM}\r\n"
    async with tcp(served.port) as (reader, writer), asyncio.timeout(10):
        writer.write(head.encode() + b"Content-Length: 1000\r\n\r\ncode=")
        assert b"did not arrive within 0.05 s" in await reader.read()


@pytest.mark.parametrize("served", [Limits(connections=3)], indirect=True)
async def test_more_connections_than_the_node_can_hold_are_closed(served):
    async with (
        tcp(served.port),
        tcp(served.port),
        tcp(served.port),
        tcp(served.port) as (reader, _),
        asyncio.timeout(10),
    ):
        assert await reader.read() == b""


async def test_headers_have_a_size(served):
    async with tcp(served.port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n")
        async with asyncio.timeout(10):
            assert (await reader.readline()).startswith(b"HTTP/1.0 400")


def test_nothing_else_can_open_the_operators_socket(served):
    assert served.operator_socket.stat().st_mode & 0o777 == 0o600


async def test_the_operator_calls_capabilities_over_the_socket(served):
    connector = aiohttp.UnixConnector(str(served.operator_socket))
    async with aiohttp.ClientSession("http://localhost", connector=connector) as operator:
        async with operator.post("/bus/board.press", json={"board": "desk"}) as response:
            assert (response.status, (await response.json())["output"]) == (200, {})
        async with operator.post("/bus/no.such", json={}) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (404, "not_found")
        async with operator.post(
            "/bus/board.press", data=b"[1]", headers={"Content-Type": "application/json"}
        ) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (400, "bad_request")
    assert served.outside.asked == [("press", {"board": "desk"})]


async def test_a_stranger_calls_no_capability_not_even_a_public_one(served, stranger):
    async with stranger.post("/bus/civdef.alert.list", json={}, headers={"Accept": "application/json"}) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (403, "not_trusted")
    assert served.outside.asked == []


async def test_a_call_that_a_form_could_make_is_refused(served, paired):
    data = b'{"board": "desk"}'
    assert await status(paired, "/bus/board.press", data=data, headers={"Content-Type": "text/plain"}) == 400
    assert await status(paired, "/bus/board.press", data=data, headers={"Content-Type": "application/json"}) == 200
    assert served.outside.asked == [("press", {"board": "desk"})]
