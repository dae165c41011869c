"""Settings: the `[gateway]` table of HOME/hearthnet.toml. docs/settings.md describes each one."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from lora_gateway.errors import ConfigError
from lora_gateway.law.regions import DEFAULT, Limits, limits
from meshwire.airtime import PRESETS
from meshwire.envelope import MAX_HOPS
from meshwire.registry import LANGUAGES

FILE_NAME = "hearthnet.toml"
STANDBY, BAND = "standby", "band"
SECOND_USES = (STANDBY, BAND)


@dataclass(frozen=True, slots=True)
class Settings:
    port: str = "sim://"
    second: str = ""
    second_use: str = STANDBY
    region: str = DEFAULT
    preset: str = "LongFast"
    duty_cycle: float = 0.0
    alert_reserve: float = 0.3
    network: int = 0
    hops: int = 7
    relay: bool = True
    text_lane: bool = True
    text_language: str = ""

    @property
    def limits(self) -> Limits:
        """What region, preset and duty cycle allow together; ConfigError when they do not go together."""
        return limits(self.region, self.preset, duty_cycle=self.duty_cycle, reserve=self.alert_reserve)


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
    if not 0 <= settings.alert_reserve < 1:
        raise ConfigError("gateway.alert_reserve is a share of the airtime, from 0 to below 1")
    if not 0 <= settings.network < 1 << 16:
        raise ConfigError("gateway.network must be from 0 to 65535")
    if not 0 <= settings.hops <= MAX_HOPS:
        raise ConfigError(f"gateway.hops must be from 0 to {MAX_HOPS}")
    if settings.second and settings.second == settings.port:
        raise ConfigError("gateway.second is the same radio as gateway.port; name another one or leave it out")
    _one_of("preset", settings.preset, PRESETS)
    _one_of("second_use", settings.second_use, SECOND_USES)
    _one_of("text_language", settings.text_language, ("", *LANGUAGES))
    limits(settings.region, settings.preset, duty_cycle=settings.duty_cycle, reserve=settings.alert_reserve)
    return settings


def _one_of(name: str, value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        names = ", ".join(allowed)
        raise ConfigError(f"gateway.{name} {value} does not exist; it is one of {names.removeprefix(', ')}")


def _typed(name: str, value: object, default: object) -> object:
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        words = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
        raise ConfigError(f"gateway.{name} must be {words[type(default)]}")
    return value
