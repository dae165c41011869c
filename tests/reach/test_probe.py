"""Probes against real sockets on this machine; a look into the kernel's files as it writes them."""

from pathlib import Path

import pytest

from edge_agent.errors import ConfigError
from edge_agent.interfaces import Interface
from edge_agent.reach import probe as probes
from edge_agent.reach.links import has_link, has_way_out
from edge_agent.reach.probe import answers, parse
from tests.reach.doors import door


@pytest.mark.parametrize(
    ("reply", "is_internet"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.1 302 Found\r\nLocation: http://hotel.example/login\r\nContent-Length: 0\r\n\r\n", False),
        (b"HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n", False),
        (b"noise\r\n\r\n", False),
    ],
)
async def test_only_a_page_that_answers_as_itself_shows_the_internet(reply: bytes, is_internet: bool) -> None:
    async with door(reply) as opened:
        assert await answers(parse(f"http://127.0.0.1:{opened.port}/")) == is_internet


async def test_a_door_shows_that_it_is_open_and_that_it_is_not() -> None:
    async with door() as opened:
        assert await answers(parse(f"tcp://127.0.0.1:{opened.port}"))
    assert not await answers(parse(f"tcp://127.0.0.1:{opened.port}"))


async def test_who_takes_the_question_and_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "TIMEOUT_S", 0.05)

    async with door(None) as opened:
        assert not await answers(parse(f"http://127.0.0.1:{opened.port}/"))

    assert opened.knocks == 1


@pytest.mark.parametrize(
    "text", ["", "example.org", "ftp://example.org", "tcp://example.org", "tcp://:80", "http://[", "tcp://h:99999"]
)
def test_what_is_no_probe_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(ConfigError, match="tcp://host:port"):
        parse(text)


def test_the_name_of_an_address_asks_no_name_server_and_is_refused() -> None:
    with pytest.raises(ConfigError, match="asks no name server"):
        parse("dns://192.0.2.1")


@pytest.mark.parametrize(
    ("carrier", "address", "linked"), [("1", True, True), ("0", True, False), ("1", False, False), (None, True, False)]
)
def test_a_link_needs_a_carrier_and_an_address(
    tmp_path: Path, carrier: str | None, address: bool, linked: bool
) -> None:
    (tmp_path / "eth0").mkdir()
    (tmp_path / "eth0" / "ifindex").write_text("2\n")
    if carrier:
        (tmp_path / "eth0" / "carrier").write_text(f"{carrier}\n")

    assert has_link(tmp_path, lambda: [Interface("192.0.2.7", 2)] if address else []) == linked


ROUTE = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
ROUTE6 = "{} {} {:032} 00 {:032} 00000400 00000001 00000000 00000003 {}\n"


@pytest.mark.parametrize(
    ("ipv4", "ipv6", "way_out"),
    [
        (ROUTE, "", False),
        (ROUTE + "eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n", "", True),
        (ROUTE + "eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n", "", False),
        ("", ROUTE6.format("0" * 32, "00", 0, 1, "eth0"), True),
        ("", ROUTE6.format("0" * 32, "00", 0, 1, "lo"), False),
        ("", ROUTE6.format("fe80" + "0" * 28, "40", 0, 0, "eth0"), False),
    ],
)
def test_a_default_route_is_the_way_out(tmp_path: Path, ipv4: str, ipv6: str, way_out: bool) -> None:
    (tmp_path / "route").write_text(ipv4)
    (tmp_path / "route6").write_text(ipv6)

    assert has_way_out(tmp_path / "route", tmp_path / "route6") == way_out
