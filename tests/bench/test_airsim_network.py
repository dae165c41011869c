"""Whole networks of the real cores: the same every time, accounted for, and alerts are what boards show."""

from dataclasses import replace

import pytest

from bench.airsim.community import PRESET, Community, as_frame, remembered_verify
from bench.airsim.network import ours_on_meshtastic, ours_raw, plain_flood
from bench.airsim.topology import topology
from lora_gateway.air.radio import Radio
from meshwire.airtime import time_on_air_ms
from meshwire.envelope import SIZE

VERIFY = remembered_verify()


@pytest.fixture(scope="module")
def village():
    return topology(1, 10)


@pytest.fixture(scope="module")
def raw_hour(village):
    return ours_raw(village, loss=0.1, verify=VERIFY)


def test_the_same_topology_gives_the_same_hour(village, raw_hour):
    assert ours_raw(village, loss=0.1, verify=VERIFY) == raw_hour
    assert plain_flood(village, loss=0.1, repeats=1, every_ms=0) == plain_flood(
        village, loss=0.1, repeats=1, every_ms=0
    )
    assert ours_on_meshtastic(village, loss=0.1, signs=True) == ours_on_meshtastic(village, loss=0.1, signs=True)


def test_another_loss_gives_another_hour(village, raw_hour):
    assert ours_raw(village, loss=0.5, verify=VERIFY) != raw_hour


def test_every_transmission_is_charged_with_its_time_on_air(raw_hour):
    assert sum(raw_hour.airtime_ms) == sum(ms for _, ms in raw_hour.sent) == sum(ms for _, ms in raw_hour.kinds_ms)
    frame = as_frame(Community().warning())
    assert dict(raw_hour.kinds_ms)["event"] == dict(raw_hour.kinds)["event"] * time_on_air_ms(SIZE + len(frame), PRESET)


def test_a_flood_costs_what_stock_radios_need_for_the_same_frame(village):
    hour = plain_flood(village, loss=0.0, repeats=1, every_ms=0)

    frame = as_frame(Community().warning())
    assert {ms for _, ms in hour.sent} == {Radio(PRESET, floods=True).airtime_ms(len(frame))}


def test_without_loss_everybody_awake_shows_the_alert(village):
    awake = replace(village, on_ms=(0.0,) * 10)

    hour = ours_raw(awake, loss=0.0, verify=VERIFY)

    assert len(hour.reached_ms) == 10
    assert None not in hour.awake_ms


def test_a_board_shows_nothing_whose_signature_does_not_hold(village):
    hour = ours_raw(village, loss=0.0, verify=lambda key, message, signature: False)

    gateways = 3
    assert len(hour.reached_ms) <= gateways


def test_nobody_hears_anything_when_everything_is_lost(village):
    hour = ours_raw(village, loss=1.0, verify=VERIFY)

    assert hour.reached_ms == (0.0,)
    assert "received" not in dict(hour.fates)
