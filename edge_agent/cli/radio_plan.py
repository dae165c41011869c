"""What `hearthnet radio setup` changes in a radio: the difference between what it has and what we need. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meshwire.radio_key import CHANNEL_NAME

FREE_CHANNELS = 8  # that a radio has


@dataclass(frozen=True, slots=True)
class Wanted:
    """In the words of Meshtastic; `key` is the channel's, 32 bytes, `key_digest` how a radio's facts name it."""

    region: str
    preset: str
    hops: int
    key: bytes
    key_digest: str
    role: str = "CLIENT"
    rebroadcast: str = "ALL"


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    now: str
    wanted: str


def meshtastic_preset(preset: str) -> str:
    """Our LongFast is their LONG_FAST."""
    return "".join(f"_{letter}" if letter.isupper() and at else letter for at, letter in enumerate(preset)).upper()


def settings_to_change(facts: Mapping[str, object], wanted: Wanted) -> list[Change]:
    """What differs outside the channels."""
    pairs = (
        ("lora.region", facts["region"], wanted.region),
        ("lora.modem_preset", facts["preset"], wanted.preset),
        ("lora.hop_limit", facts["hop_limit"], wanted.hops),
        ("device.role", facts["role"], wanted.role),
        ("device.rebroadcast_mode", facts["rebroadcast"], wanted.rebroadcast),
    )
    found = [Change(what, str(now), str(value)) for what, now, value in pairs if str(now) != str(value)]
    if not facts["transmits"]:
        found.append(Change("lora.tx_enabled", "false", "true"))
    return found


def channel_to_change(facts: Mapping[str, object], wanted: Wanted) -> Change | None:
    """What differs in our channel; the key itself is not shown."""
    ours = our_channel(facts)
    if ours is None:
        return Change(f"channel {CHANNEL_NAME}", "none", "with the community's key, not connected to MQTT")
    faults = []
    if ours["key_digest"] != wanted.key_digest:
        faults.append("another key")
    if ours["to_mqtt"]:
        faults.append("connected to MQTT")
    if not faults:
        return None
    return Change(f"channel {CHANNEL_NAME}", " and ".join(faults), "the community's key, not connected to MQTT")


def our_channel(facts: Mapping[str, object]) -> Mapping[str, object] | None:
    return next((channel for channel in _channels(facts) if channel["name"] == CHANNEL_NAME), None)


def settings_options(changes: list[Change]) -> list[str]:
    """For the official command line; a preset is only obeyed when it is switched on."""
    options = [word for change in changes for word in ("--set", change.what, change.wanted)]
    if any(change.what == "lora.modem_preset" for change in changes):
        options += ["--set", "lora.use_preset", "true"]
    return options


def has_room(facts: Mapping[str, object]) -> bool:
    return len(list(_channels(facts))) < FREE_CHANNELS


def channel_options(index: int, wanted: Wanted) -> list[str]:
    settings = (("psk", f"0x{wanted.key.hex()}"), ("uplink_enabled", "false"), ("downlink_enabled", "false"))
    return ["--ch-index", str(index), *(word for name, value in settings for word in ("--ch-set", name, value))]


def _channels(facts: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    channels = facts["channels"]
    assert isinstance(channels, list)
    yield from channels
