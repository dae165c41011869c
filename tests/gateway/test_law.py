"""Days at full load in every region: the law holds in any hour, and an alert leaves at once all the same."""

from functools import cache

import pytest

from bench.law.day import Day, Seconds
from lora_gateway.air.priority import Priority
from lora_gateway.law.region_table import REGIONS
from lora_gateway.law.regions import POLITE, fitting, limits

RESERVE = 0.3


@cache
def day(of, preset, *, hours=24.0, greed=False, plain=False):
    """Regions that set the same limits have the same day."""
    return Day(of, preset, hours=hours, greed=greed, plain=plain).run()


def usual(region):
    return next(preset for preset in ("LongFast", "LiteFast", "NarrowSlow") if preset in fitting(region))


def limits_of(region, preset):
    return limits(region, preset, duty_cycle=0.0, reserve=RESERVE)


@pytest.mark.parametrize("region", REGIONS)
def test_no_transmission_of_a_day_goes_beyond_the_law(region):
    lived = day(limits_of(region, usual(region)), usual(region))
    assert sum(lived.sent.values()) > 100
    assert lived.violations == 0


@pytest.mark.parametrize("region", REGIONS)
def test_alerts_without_end_stop_at_the_law(region):
    lived = day(limits_of(region, usual(region)), usual(region), hours=8.0, greed=True)
    assert lived.violations == 0
    assert lived.busiest_hour > 0.9 * limits_of(region, usual(region)).duty_cycle  # all of it is used


@pytest.mark.parametrize(("region", "preset"), [("EU_868", "LongSlow"), ("UA_868", "ShortFast"), ("US", "ShortTurbo")])
def test_slow_and_fast_presets_keep_the_law(region, preset):
    lived = day(limits_of(region, preset), preset, hours=6.0, greed=True)
    assert lived.violations == 0


@pytest.mark.parametrize("region", [name for name in REGIONS if REGIONS[name].duty_cycle >= POLITE])
def test_an_alert_leaves_within_seconds_although_the_others_have_spent_their_share(region):
    lived = day(limits_of(region, usual(region)), usual(region))
    assert len(lived.alert_waits_s) > 50
    assert max(lived.alert_waits_s) < 10


@pytest.mark.parametrize("region", REGIONS)
def test_on_a_radio_that_only_does_what_it_is_told_no_hour_sees_more_than_the_law(region):
    law = limits_of(region, usual(region))
    lived = day(law, usual(region), hours=8.0, greed=True, plain=True)
    assert 0.9 * law.duty_cycle < lived.busiest_hour <= law.duty_cycle
    assert lived.longest_s * 1000 <= law.longest_ms


def test_at_full_load_nothing_is_put_off_for_ever():
    lived = day(limits_of("EU_868", "LongFast"), "LongFast")
    assert lived.sent[Priority.MESSAGE] > lived.sent[Priority.REPAIR] > 50
    assert lived.sent[Priority.BULK] > 50


def test_a_transmission_beyond_the_law_would_be_seen():
    lived = Day(limits_of("EU_868", "LongFast"), "LongFast", hours=0.5).run()
    start = max(end for _, end in lived.radio.log)
    for number in range(200):
        one = (start + 2 * number, start + 2 * number + 2)
        lived.radio.log.append(one)
        lived.radio.told.append(one)
    assert lived.violations > 0


@pytest.mark.parametrize(
    ("left", "right", "seconds"),
    [(-10, 0, 0), (-10, 4, 4), (0, 10, 10), (4, 24, 10), (-10, 99, 20), (12, 18, 0), (25, 99, 5), (30, 99, 0)],
)
def test_the_seconds_of_any_stretch_are_counted_exactly(left, right, seconds):
    assert Seconds([(0, 10), (20, 30)]).between(left, right) == seconds
