"""Settings: the `[gateway]` table of HOME/hearthnet.toml. docs/settings.md describes each one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from lora_gateway.errors import ConfigError
from meshwire.airtime import PRESETS
from meshwire.envelope import MAX_HOPS

FILE_NAME = "hearthnet.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    port: str = "sim://"
    preset: str = "LongFast"
    duty_cycle: float = 0.1
    alert_reserve: float = 0.3
    network: int = 0
    hops: int = 7
    relay: bool = True


def load(home: Path) -> Settings:
    """The settings of a home; defaults for what is not set. ConfigError names the setting that is wrong."""
    path = home / FILE_NAME
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from None
    try:
        return parse(tables.get("gateway", {}))
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse(table: object) -> Settings:
    if not isinstance(table, Mapping):
        raise ConfigError("gateway is not a table; write [gateway] above its settings")
    known = {setting.name: setting.default for setting in fields(Settings)}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"[gateway] has no setting {key}; it has {', '.join(known)}")
        values[key] = _typed(key, value, known[key])
    return check(Settings(**values))  # type: ignore[arg-type]  # _typed has given each value its default's type


def check(settings: Settings) -> Settings:
    """The same settings, or ConfigError for a value out of its range."""
    if settings.preset not in PRESETS:
        raise ConfigError(f"gateway.preset {settings.preset} does not exist; the presets are {', '.join(PRESETS)}")
    if not 0 < settings.duty_cycle <= 1:
        raise ConfigError("gateway.duty_cycle is a share of the time, above 0 and at most 1 (0.1 is 10 %)")
    if not 0 <= settings.alert_reserve < 1:
        raise ConfigError("gateway.alert_reserve is a share of the airtime, from 0 to below 1")
    if not 0 <= settings.network < 1 << 16:
        raise ConfigError("gateway.network must be from 0 to 65535")
    if not 0 <= settings.hops <= MAX_HOPS:
        raise ConfigError(f"gateway.hops must be from 0 to {MAX_HOPS}")
    return settings


def _typed(name: str, value: object, default: object) -> object:
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        words = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
        raise ConfigError(f"gateway.{name} must be {words[type(default)]}")
    return value
