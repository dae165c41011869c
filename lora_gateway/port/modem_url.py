"""Makes the driver of a LoRa modem from its URL."""

from math import isfinite
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from lora_gateway.errors import ConfigError
from lora_gateway.law.region_table import REGIONS, Region
from lora_gateway.port import forms
from lora_gateway.port.find import Finder
from lora_gateway.port.modem import ModemPort
from lora_gateway.port.transport import SerialTransport
from meshwire.airtime import PREAMBLE_SYMBOLS, PRESETS
from meshwire.modem import Settings

SYNC_WORD = 0x12  # of private networks; Meshtastic's 0x2B makes its radios ignore us
STRONGEST_DBM = 22  # an SX1262


def open_url(url: str, home: Path, preset: str, region: str) -> ModemPort:
    """Not connected yet; ConfigError when the URL is none of ours or names a frequency outside the region."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if parts.netloc == "auto" and not parts.path:
        transport = SerialTransport(Finder())
    elif parts.path.startswith("/") and not parts.netloc:
        device = Path(parts.path)
        transport = SerialTransport(lambda: device)
    else:
        raise _wrong(parts)
    if query.keys() - {"mhz"}:
        raise _wrong(parts)
    law = REGIONS[region]
    mhz = _frequency(query["mhz"][0], parts) if "mhz" in query else (law.low_mhz + law.high_mhz) / 2
    return ModemPort(url, transport, preset, modem_settings(preset, law, mhz))


def modem_settings(preset: str, law: Region, mhz: float) -> Settings:
    """ConfigError when the channel does not lie in the region's band."""
    bandwidth_hz, spreading, coding = PRESETS[preset]
    half_mhz = bandwidth_hz / 2e6
    if not law.low_mhz <= mhz - half_mhz + 1e-9 or not mhz + half_mhz - 1e-9 <= law.high_mhz:
        raise ConfigError(
            f"{mhz:g} MHz with {preset} ({bandwidth_hz // 1000} kHz wide) is not within {law.low_mhz:g} to"
            f" {law.high_mhz:g} MHz; choose another mhz in gateway.port, or the gateway.region you are in"
        )
    power_dbm = min(law.power_dbm, STRONGEST_DBM)
    return Settings(round(mhz * 1e6), bandwidth_hz, spreading, coding, PREAMBLE_SYMBOLS, SYNC_WORD, power_dbm)


def _frequency(text: str, parts: SplitResult) -> float:
    try:
        mhz = float(text)
    except ValueError:
        raise _wrong(parts) from None
    if not isfinite(mhz):
        raise _wrong(parts)
    return mhz


def _wrong(parts: SplitResult) -> ConfigError:
    return ConfigError(f"port {parts.geturl()}: write it as {forms.MODEM}")
