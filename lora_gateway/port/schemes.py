"""The kinds of radio that a URL can name."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lora_gateway.errors import ConfigError
from lora_gateway.ether.wire import MAX_NAME
from lora_gateway.port.port import Port
from lora_gateway.port.sim import SimPort

SCHEMES = {"sim": "sim:///path/to/ether.sock?station=NAME"}
DEFAULT_STATION = "gateway"


def open_port(url: str, home: Path, *, preset: str) -> Port:
    """A driver for the URL, not connected yet; ConfigError when no driver knows it.

    `preset` is for radios that have no settings of their own.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ConfigError(
            f"port {url}: there is no driver for {parts.scheme or 'that'}; known: {', '.join(SCHEMES.values())}"
        )
    query = parse_qs(parts.query)
    if parts.netloc or query.keys() - {"station"}:
        raise ConfigError(f"port {url}: write it as {SCHEMES[parts.scheme]}")
    station = query.get("station", [DEFAULT_STATION])[0]
    if len(station.encode()) > MAX_NAME or not station.isprintable():
        raise ConfigError(f"port {url}: a station's name has at most {MAX_NAME} printable bytes")
    path = Path(parts.path) if parts.path else home / "run" / "ether.sock"
    return SimPort(url, path, station, preset)
