"""Asks what the operator named whether the internet is there. Nothing else is ever contacted."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp

from edge_agent.errors import ConfigError

TIMEOUT_S = 5.0
KINDS = ("tcp", "http", "https", "dns")
MAX_PROBES = 8


@dataclass(frozen=True, slots=True)
class Probe:
    kind: str
    host: str
    port: int
    url: str


def parse(text: str) -> Probe:
    """`https://host/path`, `http://host/path`, `tcp://host:port` or `dns://name`; ConfigError says what is wrong."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443, "dns": 53}.get(parts.scheme, 0)
    except ValueError:
        parts, host, port = urlsplit(""), "", 0
    if parts.scheme not in KINDS or not host or not port:
        raise ConfigError(f"reach.probes: {text[:80]!r} is none of https://…, http://…, tcp://host:port, dns://name")
    if parts.scheme == "dns" and is_address(host):
        raise ConfigError(f"reach.probes: {text[:80]!r} names an address, which asks no name server; use tcp://")
    return Probe(parts.scheme, host, port, text)


def parse_all(texts: Sequence[str]) -> list[Probe]:
    if len(texts) > MAX_PROBES:
        raise ConfigError(f"reach.probes: {len(texts)} of them; {MAX_PROBES} are more than enough")
    return [parse(text) for text in texts]


async def answers(probe: Probe) -> bool:
    """Whether it answered in time, and as itself: a redirect to a hotel's login page is no internet."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await _ask(probe)
    except (OSError, TimeoutError, aiohttp.ClientError):
        return False


async def _ask(probe: Probe) -> bool:
    if probe.kind == "dns":
        return bool(await asyncio.get_running_loop().getaddrinfo(probe.host, None, type=socket.SOCK_STREAM))
    if probe.kind == "tcp":
        _, writer = await asyncio.open_connection(probe.host, probe.port)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return True
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.get(probe.url, allow_redirects=False) as response,
    ):
        return 200 <= response.status < 300


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
