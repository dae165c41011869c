"""What `gateway.region`, `gateway.preset` and `gateway.duty_cycle` allow together. docs/airtime.md. Pure."""

from dataclasses import dataclass
from math import inf

from lora_gateway.errors import ConfigError
from lora_gateway.law.budget import least_room_ms
from lora_gateway.law.region_table import REGIONS, Region
from meshwire.airtime import MAX_PHY, PRESETS, time_on_air_ms

POLITE = 0.1  # of any hour, where the law sets no limit: others want to be heard as well
DEFAULT = "EU_868"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a station keeps: share of any hour, longest transmission (infinity: none), silence after each."""

    duty_cycle: float
    longest_ms: float
    pause_s: float


def limits(region: str, preset: str, *, duty_cycle: float, reserve: float) -> Limits:
    """The limits of a region with a preset; ConfigError says in words what does not go together.

    `duty_cycle` 0 is what the region allows, at most 10 %; another share may go beyond that, but never beyond the law.
    """
    if region not in REGIONS:
        raise ConfigError(f"gateway.region {region} is not known; the regions are {', '.join(REGIONS)}")
    law = REGIONS[region]
    reason = refusal(region, preset)
    if reason is not None:
        raise ConfigError(f"{reason}; choose one of {', '.join(fitting(region))}, or the gateway.region you are in")
    if duty_cycle and not 0 < duty_cycle <= law.duty_cycle:
        raise ConfigError(
            f"gateway.duty_cycle {duty_cycle:g} is not possible in {region}: a share above 0 and at most"
            f" {law.duty_cycle:g}, or 0 for what the region allows and politeness"
        )
    share = duty_cycle or min(law.duty_cycle, POLITE)
    full_ms, room_ms = time_on_air_ms(MAX_PHY, preset), least_room_ms(share, reserve)
    if full_ms > room_ms:
        raise ConfigError(
            f"a full frame takes {full_ms / 1000:.1f} s with {preset}, and {share:.1%} of an hour in {region} leave"
            f" {room_ms / 1000:.1f} s at once beside the alert reserve; choose a faster preset"
        )
    return Limits(share, law.longest_ms or inf, law.pause_s)


def refusal(region: str, preset: str) -> str | None:
    """Why a preset cannot be used in a region, None when it can."""
    law = REGIONS[region]
    if preset not in PRESETS:
        return f"gateway.preset {preset} does not exist"
    if preset not in law.presets:
        return f"gateway.preset {preset} is not one of {region}"
    bandwidth_hz = PRESETS[preset][0]
    if bandwidth_hz > law.width_hz:
        return f"gateway.preset {preset} is {bandwidth_hz // 1000} kHz wide and {region} has {law.width_hz // 1000} kHz"
    return _too_long(region, law, preset)


def fitting(region: str) -> list[str]:
    """The presets that can be used in a region."""
    return [preset for preset in PRESETS if refusal(region, preset) is None]


def _too_long(region: str, law: Region, preset: str) -> str | None:
    full_ms = time_on_air_ms(MAX_PHY, preset)
    if not law.longest_ms or full_ms <= law.longest_ms:
        return None
    return (
        f"a full frame takes {full_ms / 1000:.1f} s with {preset}"
        f" and {region} allows {law.longest_ms / 1000:g} s in one transmission"
    )
