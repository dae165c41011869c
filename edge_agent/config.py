"""Settings: HOME/hearthnet.toml to frozen dataclasses. docs/settings.md describes each one."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from edge_agent.errors import ConfigError

FILE_NAME = "hearthnet.toml"
OTHER_PROGRAMS = frozenset({"gateway"})  # tables of the same file that lora-gateway reads
Section = TypeVar("Section", bound="Node | Http | Alerts | Desk | Console | Community | Reach | Mesh | Relay | Bus")


@dataclass(frozen=True, slots=True)
class Node:
    name: str = "hearth"
    time: str = "synchronised"  # when boards are told what time it is: synchronised, always, never


@dataclass(frozen=True, slots=True)
class Http:
    listen: str = "127.0.0.1"
    port: int = 7080
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alerts:
    language: str = "en"
    watch: str = "inbox"
    feeds: tuple[str, ...] = ()
    poll_s: int = 300


@dataclass(frozen=True, slots=True)
class Desk:
    board: bool = True
    language: str = "en"
    loss: float = 0.2
    seed: int = 0
    preset: str = "LongFast"


@dataclass(frozen=True, slots=True)
class Console:
    """What may be done at a line without a password (`hearthnet console --login`)."""

    acknowledge: bool = True
    issue: bool = False
    pair: bool = False
    network: bool = True
    backup: bool = False
    power: bool = True
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Community:
    approve: str = "invite"  # who asks to join is let in: invite, by a good invite; ask, when a person has agreed
    cosigners: int = 3  # so many moderators and anchors expel a member without the root holder's word; 0: never


@dataclass(frozen=True, slots=True)
class Reach:
    """What is asked whether the internet is there; nothing is contacted unless it is named here."""

    probes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mesh:
    """The door for other nodes; `peers` as NODE@HOST:PORT."""

    listen: str = ""  # empty: as http.listen
    port: int = 0  # 0: one more than the page's
    peers: tuple[str, ...] = ()
    discovery: bool = True


@dataclass(frozen=True, slots=True)
class Relay:
    """Hubs on the internet over which nodes reach each other; none is contacted unless it is named here."""

    hubs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bus:
    """By what a node is chosen among those that can do a call; `strategies` as NAME=STRATEGY."""

    strategy: str = "scored"
    strategies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    node: Node = field(default_factory=Node)
    http: Http = field(default_factory=Http)
    alerts: Alerts = field(default_factory=Alerts)
    desk: Desk = field(default_factory=Desk)
    console: Console = field(default_factory=Console)
    community: Community = field(default_factory=Community)
    reach: Reach = field(default_factory=Reach)
    mesh: Mesh = field(default_factory=Mesh)
    relay: Relay = field(default_factory=Relay)
    bus: Bus = field(default_factory=Bus)


def default_home() -> Path:
    """Where a node keeps its keys and its log unless told otherwise."""
    if home := os.environ.get("HEARTHNET_HOME"):
        return Path(home)
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "hearthnet"


def load(home: Path) -> Config:
    """The settings of a home; defaults for what is not set. ConfigError names the setting that is wrong."""
    path = home / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    try:
        return parse(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from None
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse(tables: Mapping[str, object]) -> Config:
    sections: dict[str, type[Node | Http | Alerts | Desk | Console | Community | Reach | Mesh | Relay | Bus]] = {
        "node": Node, "http": Http, "alerts": Alerts, "desk": Desk, "console": Console, "community": Community,
        "reach": Reach, "mesh": Mesh, "relay": Relay, "bus": Bus,
    }  # fmt: skip
    unknown = tables.keys() - sections.keys() - OTHER_PROGRAMS
    if unknown:
        raise ConfigError(f"there is no table [{min(unknown)}]; the tables are {', '.join(sections)}")
    filled = {name: _section(kind, name, tables.get(name, {})) for name, kind in sections.items()}
    config = Config(**filled)  # type: ignore[arg-type]  # each under its own name
    _check(config)
    return config


def _section(kind: type[Section], name: str, table: object) -> Section:
    if not isinstance(table, dict):
        raise ConfigError(f"{name} is not a table; write [{name}] above its settings")
    known = {setting.name: setting.default for setting in fields(kind)}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"[{name}] has no setting {key}; it has {', '.join(known)}")
        values[key] = _typed(f"{name}.{key}", value, known[key])
    return kind(**values)  # type: ignore[arg-type]  # _typed has given each value its default's type


def _typed(name: str, value: object, default: object) -> object:
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ConfigError(f"{name} must be a list of texts")
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        words = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
        raise ConfigError(f"{name} must be {words[type(default)]}")
    return value


def _check(config: Config) -> None:
    """Ranges that a wrong digit would break silently."""
    if not 1 <= config.http.port <= 65535:
        raise ConfigError("http.port must be from 1 to 65535")
    if not 0 <= config.mesh.port <= 65535:
        raise ConfigError("mesh.port must be from 1 to 65535, or 0 for one more than the page's")
    if not 0 <= config.desk.loss < 1:
        raise ConfigError("desk.loss is a share of frames, from 0 to below 1")
    if config.alerts.poll_s < 60:
        raise ConfigError("alerts.poll_s must be at least 60: feeds ask for patience")
    if not all(url.startswith(("http://", "https://")) for url in config.alerts.feeds):
        raise ConfigError("alerts.feeds are addresses that begin with https:// or http://")
    if config.node.time not in ("synchronised", "always", "never"):
        raise ConfigError("node.time is synchronised, always or never")
    _check_community(config.community)
    if not config.node.name or len(config.node.name.encode()) > 32:
        raise ConfigError("node.name must have 1 to 32 bytes")


def _check_community(community: Community) -> None:
    if community.approve not in ("invite", "ask"):
        raise ConfigError("community.approve is invite or ask")
    if not 0 <= community.cosigners <= 64:
        raise ConfigError("community.cosigners is a number of people, from 0 to 64")
