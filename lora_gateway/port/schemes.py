"""The kinds of radio that a URL can name. A driver is loaded when it is used: each takes memory."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from lora_gateway.errors import ConfigError
from lora_gateway.port import forms
from lora_gateway.port.port import Port

Opener = Callable[[str, Path, str, str], Port]

FORMS = {"sim": forms.SIM, "serial": forms.SERIAL, "tcp": forms.TCP, "modem": forms.MODEM}
DRIVERS = {  # scheme: module of lora_gateway.port with open_url(url, home, preset, region)
    "sim": "sim", "serial": "meshtastic.opening", "tcp": "meshtastic.opening", "modem": "modem_url",
}  # fmt: skip


def open_port(url: str, home: Path, *, preset: str, region: str) -> Port:
    """A driver for the URL, not connected yet; ConfigError when no driver knows it.

    `preset` and `region` are for radios that have no settings of their own.
    """
    known = ", ".join(FORMS.values())
    try:
        scheme = urlsplit(url).scheme
    except ValueError as error:
        raise ConfigError(f"port {url}: {error}; write it as one of {known}") from None
    if scheme not in DRIVERS:
        raise ConfigError(f"port {url}: there is no driver for {scheme or 'that'}; known: {known}")
    open_url: Opener = import_module(f"lora_gateway.port.{DRIVERS[scheme]}").open_url
    return open_url(url, home, preset, region)
