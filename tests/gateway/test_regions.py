"""What each region allows, and what is refused in words."""

import re
from dataclasses import fields
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.air.priority import Priority
from lora_gateway.errors import ConfigError
from lora_gateway.law.budget import Budget
from lora_gateway.law.region_table import REGIONS, Region
from lora_gateway.law.regions import DEFAULT, POLITE, Limits, fitting, limits, refusal
from meshwire.airtime import MAX_PHY, PRESETS, time_on_air_ms

PAGE = Path(__file__).parents[2] / "docs/airtime.md"


def allowed(region=DEFAULT, preset="LongFast", *, duty_cycle=0.0, reserve=0.3):
    return limits(region, preset, duty_cycle=duty_cycle, reserve=reserve)


def test_the_default_is_the_european_band_at_ten_percent():
    assert allowed() == Limits(0.1, inf, 0.0)


@pytest.mark.parametrize("region", [name for name in REGIONS if REGIONS[name].duty_cycle == 1.0])
def test_a_region_without_a_duty_cycle_gets_a_polite_one(region):
    assert allowed(region).duty_cycle == POLITE


@pytest.mark.parametrize(
    ("region", "preset", "share"),
    [("UA_868", "LongFast", 0.01), ("EU_866", "LiteFast", 0.025), ("TH", "LongFast", 0.1)],
)
def test_a_region_with_a_duty_cycle_keeps_it(region, preset, share):
    assert allowed(region, preset).duty_cycle == share


def test_the_setting_may_lower_the_share():
    assert allowed(duty_cycle=0.02).duty_cycle == 0.02


def test_where_the_law_sets_no_limit_the_owner_may_be_less_polite():
    assert allowed("US", duty_cycle=0.5).duty_cycle == 0.5


@pytest.mark.parametrize("duty_cycle", [0.11, 1.0, -0.1, float("nan"), inf])
def test_the_setting_cannot_go_beyond_the_law(duty_cycle):
    with pytest.raises(ConfigError, match="gateway.duty_cycle .* is not possible in EU_868"):
        allowed(duty_cycle=duty_cycle)


def test_an_unknown_region_is_refused_with_the_ones_that_exist():
    with pytest.raises(ConfigError, match="gateway.region EU868 is not known; the regions are EU_868, "):
        allowed("EU868")


@pytest.mark.parametrize(
    ("region", "preset", "words"),
    [
        ("EU_868", "ShortTurbo", "is 500 kHz wide and EU_868 has 250 kHz; choose one of ShortFast"),
        ("EU_868", "LiteFast", "is not one of EU_868"),
        ("EU_866", "LongFast", "is not one of EU_866; choose one of LiteFast, LiteSlow"),
        ("JP", "LongModerate", "7.9 s with LongModerate and JP allows 4 s in one transmission"),
        ("KR", "LongSlow", "14.3 s with LongSlow and KR allows 4 s"),
        ("EU_868", "Fast", "does not exist"),
        ("UA_868", "LongModerate", "7.9 s with LongModerate, and 1.0% of an hour in UA_868 leave 3.1 s at once"),
    ],
)
def test_a_preset_that_cannot_be_used_is_refused_in_words(region, preset, words):
    with pytest.raises(ConfigError, match=re.escape(words)):
        allowed(region, preset)


def test_a_share_too_small_for_a_single_frame_is_refused():
    with pytest.raises(ConfigError, match="choose a faster preset"):
        allowed(duty_cycle=0.001)


@pytest.mark.parametrize("region", REGIONS)
def test_in_every_region_a_preset_of_middle_speed_works(region):
    middle = next(preset for preset in ("LongFast", "LiteFast", "NarrowSlow") if preset in fitting(region))
    assert allowed(region, middle).duty_cycle > 0


@given(st.sampled_from(sorted(REGIONS)), st.sampled_from(sorted(PRESETS)), st.floats(0, 0.9))
def test_what_is_accepted_can_be_sent_by_every_class(region, preset, reserve):
    try:
        law = allowed(region, preset, reserve=reserve)
    except ConfigError:
        return
    budget = Budget(duty_cycle=law.duty_cycle, reserve=reserve, now=0.0, longest_ms=law.longest_ms, pause_s=law.pause_s)
    full_ms = time_on_air_ms(MAX_PHY, preset)
    assert [budget.wait_s(full_ms, priority, 0.0) for priority in Priority] == [0.0] * len(Priority)
    assert law.duty_cycle <= REGIONS[region].duty_cycle


@pytest.mark.parametrize("region", REGIONS)
def test_the_width_of_the_band_holds_every_preset_that_fits(region):
    assert all(PRESETS[preset][0] <= REGIONS[region].width_hz for preset in fitting(region))
    assert all(refusal(region, preset) for preset in PRESETS if preset not in fitting(region))


def test_every_region_says_where_its_values_were_read():
    assert all(law.source for law in REGIONS.values())
    assert {field.name for field in fields(Region)} >= {"source", "remark"}


def row(name, law):
    rule = "" if not law.longest_ms else f"{law.longest_ms / 1000:g} s, then {law.pause_s * 1000:g} ms of silence"
    share = f"{law.duty_cycle:.1%}".replace(".0%", "%").replace("%", " %") if law.duty_cycle < 1 else "none"
    band = f"{law.low_mhz:g}–{law.high_mhz:g}"
    return f"| {name} | {band} | {share} | {law.power_dbm} | {rule} | {law.source} | {law.remark} |"


@pytest.mark.parametrize("region", REGIONS)
def test_the_page_shows_what_the_table_holds(region):
    assert row(region, REGIONS[region]) in PAGE.read_text(encoding="utf-8")
