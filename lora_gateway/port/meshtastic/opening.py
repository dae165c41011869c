"""Makes the driver of a Meshtastic radio from its URL."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from lora_gateway.errors import ConfigError
from lora_gateway.port import forms
from lora_gateway.port.find import Finder
from lora_gateway.port.meshtastic.driver import MeshtasticPort
from lora_gateway.port.transport import SerialTransport, TcpTransport, Transport

TCP_PORT = 4403  # the firmware's


def open_url(url: str, home: Path, preset: str, region: str) -> MeshtasticPort:
    """Not connected yet; ConfigError when the URL is none of ours."""
    scheme, _, rest = url.partition("://")
    transport = _serial(url, rest) if scheme == "serial" else _tcp(url)
    return MeshtasticPort(url, transport, _random)


def _serial(url: str, device: str) -> Transport:
    """Not taken apart as a URL is: names in /dev/serial/by-id may hold a `#`."""
    if device == "auto":
        return SerialTransport(Finder())
    if not device.startswith("/"):
        raise ConfigError(f"port {url}: write it as {forms.SERIAL}")
    path = Path(device)
    return SerialTransport(lambda: path)


def _tcp(url: str) -> Transport:
    try:
        parts = urlsplit(url)
        port = TCP_PORT if parts.port is None else parts.port
        host = (parts.hostname or "").encode("idna").decode()  # as looking it up will do
    except ValueError:
        raise _not_tcp(url) from None
    if parts.scheme != "tcp" or not host or not port or parts.path.strip("/") or parts.query:
        raise _not_tcp(url)
    return TcpTransport(host, port)


def _not_tcp(url: str) -> ConfigError:
    return ConfigError(f"port {url}: write it as {forms.TCP}")


def _random() -> int:
    return int.from_bytes(os.urandom(4), "big")
