"""Where a radio may be used: frequencies, airtime and power of each region, for boards. No I/O, no clock.

The same law as the gateway keeps, which also names the sources: docs/airtime.md. A test compares the two.
"""

from collections import namedtuple

from meshwire.airtime import MAX_PHY, PRESETS, time_on_air_ms

NAMED_PRESETS = {"EU_866": "Lite", "EU_N_868": "Narrow"}  # these have presets of their own and no others
# One text, which stays in the flash. Name, kHz, kHz, per mille of any hour (what the law leaves, at most a tenth), dBm,
# longest transmission in ms.
_TABLE = """\
EU_868 869400 869650 100 27 0
EU_433 433000 434000 100 10 0
EU_866 865600 867600 25 27 0
EU_N_868 869400 869650 100 27 0
UA_433 433000 434700 100 10 0
UA_868 868000 868600 10 14 0
RU 868700 869200 100 20 0
KZ_433 433075 434775 100 10 0
KZ_863 863000 868000 100 30 0
US 902000 928000 100 30 0
BR_902 902000 907500 100 30 0
ANZ 915000 928000 100 30 0
ANZ_433 433050 434790 100 14 0
NZ_865 864000 868000 100 36 0
JP 920500 923500 100 13 4000
KR 920000 923000 100 23 4000
TW 920000 925000 100 27 0
CN 470000 510000 100 17 0
IN 865000 867000 100 30 0
NP_865 865000 868000 100 30 0
TH 920000 925000 100 27 0
MY_433 433000 435000 100 20 0
MY_919 919000 924000 100 27 0
SG_923 917000 925000 100 20 0
PH_433 433000 434700 100 10 0
PH_868 868000 869400 100 14 0
PH_915 915000 918000 100 24 0"""
Region = namedtuple("Region", ("name", "low_hz", "high_hz", "duty_per_mille", "power_dbm", "longest_ms"))


def names() -> list[str]:
    return [row.split(" ")[0] for row in _TABLE.split("\n")]


def find(name: str) -> Region | None:
    for row in _TABLE.split("\n"):
        if row.startswith(name + " "):
            low, high, duty, power, longest = [int(word) for word in row.split(" ")[1:]]
            return Region(name, 1000 * low, 1000 * high, duty, power, longest)
    return None


def middle_hz(region: Region) -> int:
    """The frequency that stations use which were told of no other: the gateway's modem and the boards."""
    return int(region.low_hz + region.high_hz) // 2


def refusal(region: Region, preset: str) -> str | None:
    """Why a preset cannot be used there, None when it can."""
    special = [one for one in NAMED_PRESETS.values() if preset.startswith(one)]
    if special != [one for one in (NAMED_PRESETS.get(region.name),) if one]:
        return f"the preset {preset} is not one of {region.name}"
    if PRESETS[preset][0] > region.high_hz - region.low_hz:
        return f"the preset {preset} is wider than {region.name}"
    if region.longest_ms and time_on_air_ms(MAX_PHY, preset) > region.longest_ms:
        return f"a full frame takes longer with {preset} than {region.name} allows"
    return None
