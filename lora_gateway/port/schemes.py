"""The kinds of radio that a URL can name."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lora_gateway.errors import ConfigError
from lora_gateway.ether.wire import MAX_NAME
from lora_gateway.port.meshtastic.opening import SERIAL_URL, TCP_URL, open_meshtastic
from lora_gateway.port.modem_url import MODEM_URL, open_modem
from lora_gateway.port.port import Port
from lora_gateway.port.sim import SimPort

SIM_URL = "sim:///path/to/ether.sock?station=NAME"
SCHEMES = {"sim": SIM_URL, "serial": SERIAL_URL, "tcp": TCP_URL, "modem": MODEM_URL}
DEFAULT_STATION = "gateway"


def open_port(url: str, home: Path, *, preset: str, region: str) -> Port:
    """A driver for the URL, not connected yet; ConfigError when no driver knows it.

    `preset` and `region` are for radios that have no settings of their own.
    """
    try:
        scheme = urlsplit(url).scheme
    except ValueError as error:
        raise ConfigError(f"port {url}: {error}; write it as one of {', '.join(SCHEMES.values())}") from None
    if scheme == "sim":
        return _open_sim(url, home, preset)
    if scheme in ("serial", "tcp"):
        return open_meshtastic(url)
    if scheme == "modem":
        return open_modem(url, preset=preset, region=region)
    raise ConfigError(f"port {url}: there is no driver for {scheme or 'that'}; known: {', '.join(SCHEMES.values())}")


def _open_sim(url: str, home: Path, preset: str) -> SimPort:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if parts.netloc or query.keys() - {"station"}:
        raise ConfigError(f"port {url}: write it as {SIM_URL}")
    station = query.get("station", [DEFAULT_STATION])[0]
    if len(station.encode()) > MAX_NAME or not station.isprintable():
        raise ConfigError(f"port {url}: a station's name has at most {MAX_NAME} printable bytes")
    path = Path(parts.path) if parts.path else home / "run" / "ether.sock"
    return SimPort(url, path, station, preset)
