"""The airtime budget: any hour stays within the duty cycle, whatever the clock does."""

from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.air.budget import BURST_SHARE, WINDOW_S, Budget
from lora_gateway.air.priority import Priority

FRAME_MS = 1700


def budget(*, duty_cycle=0.1, reserve=0.3, now=0.0):
    return Budget(duty_cycle=duty_cycle, reserve=reserve, now=now)


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

    assert after.wait_s(FRAME_MS, Priority.ALERT, 5000.0) > 0
    assert after.used_ms(5000.0) == 90_000


def test_a_clock_set_forward_fills_the_bucket_and_no_more():
    bucket = budget(now=5000.0)
    bucket.restore([(10 * 365 * 86400.0, 90_000)], 5000.0)
    assert spend_all(bucket, Priority.ALERT, 5000.0) <= 0.1 * WINDOW_S * 1000 * BURST_SHARE
    assert bucket.used_ms(5000.0) <= 90_000


def test_a_clock_set_back_locks_for_seconds_not_for_hours():
    bucket = budget(now=5000.0)
    bucket.restore([(-86400.0, 300_000), (-172800.0, 60_000)], 5000.0)
    assert 0 < bucket.wait_s(FRAME_MS, Priority.ALERT, 5000.0) <= 30


def test_a_steady_clock_that_stands_still_or_slips_grants_nothing():
    bucket = budget(now=100.0)
    spend_all(bucket, Priority.ALERT, 100.0)
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 50.0) > 0
    assert bucket.wait_s(FRAME_MS, Priority.ALERT, 100.0) > 0


def test_airtime_older_than_an_hour_is_not_counted_as_used():
    bucket = budget()
    bucket.charge(FRAME_MS, 0.0)
    assert bucket.used_ms(3000.0) == FRAME_MS
    assert bucket.used_ms(3700.0) == 0
