"""The airtime budget: any hour stays within the duty cycle, whatever the clock does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.air.priority import AGEING_S, Priority
from lora_gateway.law.budget import BURST_SHARE, Budget
from lora_gateway.law.ledger import WINDOW_S

FRAME_MS = 1700
URGENT = [Priority.ALERT, Priority.KEY]


def budget(*, duty_cycle=0.1, reserve=0.3, now=0.0, **limits):
    return Budget(duty_cycle=duty_cycle, reserve=reserve, now=now, **limits)


def spend_all(bucket, priority, now, *, relayed=False):
    """Milliseconds sent in one go until the budget says wait."""
    sent_ms = 0
    while bucket.wait_s(FRAME_MS, priority, now, relayed=relayed) == 0:
        bucket.charge(FRAME_MS, now)
        sent_ms += FRAME_MS
    return sent_ms


@given(
    st.lists(st.tuples(st.floats(0, 600), st.integers(15, 14300)), max_size=200),
    st.sampled_from([0.001, 0.01, 0.1, 1.0]),
)
def test_no_hour_sees_more_than_the_duty_cycle(wishes, duty_cycle):
    bucket = budget(duty_cycle=duty_cycle)
    now, sent = 0.0, []

    for pause_s, airtime_ms in wishes:
        now += pause_s
        if bucket.wait_s(airtime_ms, Priority.ALERT, now) == 0:
            bucket.charge(airtime_ms, now)
            sent.append((now, airtime_ms))

    for start, _ in sent:
        in_the_hour = sum(airtime_ms for at, airtime_ms in sent if start <= at < start + WINDOW_S)
        assert in_the_hour <= duty_cycle * WINDOW_S * 1000


def test_a_day_of_greed_uses_nearly_all_that_is_allowed():
    bucket, now, sent_ms = budget(), 0.0, 0
    while now < 86400:
        wait_s = bucket.wait_s(FRAME_MS, Priority.ALERT, now)
        now += wait_s + 0.001
        if bucket.wait_s(FRAME_MS, Priority.ALERT, now) == 0:
            bucket.charge(FRAME_MS, now)
            sent_ms += FRAME_MS
    allowed_ms = 0.1 * 86400 * 1000
    assert 0.74 * allowed_ms <= sent_ms <= allowed_ms


def test_an_alert_finds_its_reserve_when_everything_else_has_spent_its_share():
    bucket = budget()

    spend_all(bucket, Priority.MESSAGE, 0.0)

    assert bucket.wait_s(FRAME_MS, Priority.MESSAGE, 0.0) > 0
    assert spend_all(bucket, Priority.ALERT, 0.0) >= 15 * FRAME_MS  # 0.3 of 90 s


def test_what_is_relayed_leaves_more_than_our_own_messages_whatever_it_claims_to_be():
    claimed_alert = spend_all(budget(), Priority.ALERT, 0.0, relayed=True)
    own_message = spend_all(budget(), Priority.MESSAGE, 0.0)
    assert claimed_alert < own_message


def test_the_wait_it_names_is_long_enough():
    bucket = budget()
    spend_all(bucket, Priority.ALERT, 0.0)
    wait_s = bucket.wait_s(FRAME_MS, Priority.ALERT, 0.0)
    assert 0 < wait_s <= FRAME_MS / 75
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, wait_s + 0.001) == 0


def test_a_frame_that_can_never_fit_waits_forever_and_blocks_nobody():
    bucket = budget(duty_cycle=0.001)
    assert bucket.wait_s(14300, Priority.ALERT, 0.0) == float("inf")
    assert bucket.wait_s(400, Priority.ALERT, 0.0) == 0


def test_a_restart_finds_the_bucket_as_it_was_left():
    before = budget()
    spend_all(before, Priority.ALERT, 0.0)
    after = budget(now=5000.0)

    after.restore([(0.0, 90_000)], 5000.0)

    assert 0 < after.wait_s(FRAME_MS, Priority.ALERT, 5000.0) <= 30
    assert after.used_ms(5000.0) == 90_000


def test_what_is_older_than_an_hour_fills_the_bucket_and_no_more():
    bucket = budget(now=5000.0)
    bucket.restore([(10 * 365 * 86400.0, 90_000)], 5000.0)
    assert spend_all(bucket, Priority.ALERT, 5000.0) <= 0.1 * WINDOW_S * 1000 * BURST_SHARE
    assert bucket.used_ms(5000.0) <= 90_000


def test_a_restart_after_an_hour_used_up_waits_for_the_hour_to_pass():
    bucket = budget(now=5000.0)
    bucket.restore([(600.0, 360_000)], 5000.0)
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 5000.0) == pytest.approx(3060, abs=60)


@given(
    st.lists(st.tuples(st.floats(0, 300), st.integers(15, 14300), st.booleans()), max_size=200),
    st.floats(0, 600),
)
def test_no_hour_sees_more_than_the_duty_cycle_whatever_restarts_lie_in_it(wishes, younger_s):
    now, sent, bucket = 0.0, [], budget()
    for pause_s, airtime_ms, restarts in wishes:
        now += pause_s
        if restarts:
            bucket = budget(now=now)
            bucket.restore([(max(now - at - younger_s, 0), ms) for at, ms in sent], now)
        if bucket.wait_s(airtime_ms, Priority.ALERT, now) == 0:
            bucket.charge(airtime_ms, now)
            sent.append((now, airtime_ms))
            now += airtime_ms / 1000
    for start, _ in sent:
        assert sum(ms for at, ms in sent if start <= at < start + WINDOW_S) <= 360_000


def test_a_steady_clock_that_stands_still_or_slips_grants_nothing():
    bucket = budget(now=100.0)
    spend_all(bucket, Priority.ALERT, 100.0)
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 50.0) > 0
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 100.0) > 0


def test_airtime_older_than_an_hour_is_not_counted_as_used():
    bucket = budget()
    bucket.charge(FRAME_MS, 0.0)
    assert bucket.used_ms(3000.0) == FRAME_MS
    assert bucket.used_ms(3800.0) == 0


def test_what_the_port_did_not_send_is_given_back():
    bucket = budget()
    spend_all(bucket, Priority.ALERT, 0.0)
    bucket.refund(FRAME_MS, 0.0)
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 0.0) == 0


def test_what_the_radio_relays_on_its_own_is_charged_once():
    bucket = budget()
    bucket.measured(0.1, 0.0, 0.0)
    bucket.charge(FRAME_MS, 1.0)
    relays_and_ours = (30_000 + FRAME_MS) / 3_600_000

    assert bucket.measured(0.1, relays_and_ours, 60.0) == pytest.approx(30_000, abs=2)
    assert bucket.measured(0.1, relays_and_ours, 120.0) <= 2
    assert bucket.used_ms(120.0) == pytest.approx(30_000 + FRAME_MS, abs=4)


def test_a_radio_that_only_sends_what_it_is_told_is_charged_nothing_for_itself():
    bucket, now, sent = budget(), 0.0, []
    while now < 6 * 3600:
        now += 17.0
        bucket.charge(FRAME_MS, now)
        sent.append(now)
        hour = now // 60 - 59  # the firmware's ring of sixty minutes, the present one unfinished
        share = sum(FRAME_MS for at in sent if at // 60 >= hour) / 3_600_000
        assert bucket.measured(0.1, share, now) == 0


def test_relays_that_fill_the_hour_silence_even_alerts_until_it_has_passed():
    bucket = budget()
    bucket.measured(0.1, 0.1, 3600.0)
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 3600.0) > 0
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 7300.0) == 0


@pytest.mark.parametrize("share", [-1.0, 7.0, float("nan"), float("inf")])
def test_a_measurement_that_cannot_be_true_does_no_harm(share):
    bucket = budget()
    bucket.measured(share, share, 60.0)
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 3 * WINDOW_S) == 0


@pytest.mark.parametrize(
    ("channel_use", "open_to"),
    [(0.24, list(Priority)), (0.25, [Priority.ALERT, Priority.KEY, Priority.MESSAGE]), (0.4, URGENT)],
)
def test_a_busy_channel_is_left_to_the_more_urgent(channel_use, open_to):
    bucket = budget()
    bucket.measured(channel_use, 0.0, 0.0)
    assert [priority for priority in Priority if bucket.wait_s(FRAME_MS, priority, 1.0) == 0] == open_to


def test_no_relay_of_an_unchecked_frame_passes_where_a_message_does_not():
    bucket = budget()
    bucket.measured(0.5, 0.0, 0.0)
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 1.0, relayed=True) > 0


def test_an_old_measurement_closes_nothing():
    bucket = budget()
    bucket.measured(0.9, 0.0, 0.0)
    wait_s = bucket.wait_s(FRAME_MS, Priority.BULK, 1.0)
    assert bucket.wait_s(FRAME_MS, Priority.BULK, 1.0 + wait_s) == 0


def test_a_transmission_longer_than_the_law_allows_is_never_made():
    bucket = budget(longest_ms=4000)
    assert bucket.wait_s(4001, Priority.ALERT, 0.0) == float("inf")
    assert bucket.wait_s(4000, Priority.ALERT, 0.0) == 0


def test_after_a_transmission_the_pause_of_the_region_is_kept():
    bucket = budget(pause_s=0.05)
    bucket.charge(1000, 10.0)
    assert bucket.wait_s(1000, Priority.ALERT, 11.0) == pytest.approx(0.05)
    assert bucket.wait_s(1000, Priority.ALERT, 11.06) == 0


def test_bulk_that_waited_long_may_use_what_a_message_may():
    bucket = budget()
    spend_all(bucket, Priority.BULK, 0.0)
    assert 0 < bucket.wait_s(FRAME_MS, Priority.BULK, 0.0, overdue_s=2 * AGEING_S - 5) <= 5
    assert bucket.wait_s(FRAME_MS, Priority.BULK, 0.0, overdue_s=2 * AGEING_S) == 0
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 0.0, relayed=True, overdue_s=2 * AGEING_S) > 0
