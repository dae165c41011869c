"""Airtime of the answers to phones: for one user, for all, and what is kept for calls for help."""

import pytest

from lora_gateway.phones.quota import WINDOW_S, Quota, Window

HOUR_MS = 36000  # what ten per cent allows
ALL_MS, USER_MS = 9000, 3600
URGENT_MS = 1800  # of ALL_MS


@pytest.fixture
def quota():
    return Quota(HOUR_MS)


def fill(quota, spent_ms, now=0.0):
    """Others have used so much."""
    quota.charge(Window(), spent_ms, now)


def test_one_phone_gets_a_tenth_and_the_next_one_its_own(quota):
    user = Window()
    assert quota.refused(user, USER_MS, 0.0, urgent=False) == ""
    quota.charge(user, USER_MS, 0.0)
    assert quota.refused(user, 1, 0.0, urgent=False) == "airtime of one phone used up"
    assert quota.refused(Window(), 1, 0.0, urgent=False) == ""


def test_who_has_used_up_its_share_can_still_call_for_help(quota):
    user = Window()
    quota.charge(user, USER_MS, 0.0)
    assert quota.refused(user, 30, 0.0, urgent=True) == ""


def test_the_last_part_is_for_the_urgent_alone(quota):
    fill(quota, ALL_MS - URGENT_MS)
    assert quota.refused(Window(), 1, 0.0, urgent=False) == "airtime for phones used up"
    assert quota.refused(Window(), URGENT_MS, 0.0, urgent=True) == ""


def test_even_the_urgent_end_at_the_common_limit(quota):
    fill(quota, ALL_MS)
    assert quota.refused(Window(), 1, 0.0, urgent=True) == "airtime for phones used up"


def test_after_an_hour_there_is_airtime_again(quota):
    user = Window()
    quota.charge(user, USER_MS, 0.0)
    assert quota.refused(user, 1, WINDOW_S - 1, urgent=False) == "airtime of one phone used up"
    assert quota.refused(user, USER_MS, WINDOW_S, urgent=False) == ""
