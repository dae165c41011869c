"""Which alerts gateways keep passing on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.trust.live import MAX_HELD, Live, notice_of
from meshwire import registry
from meshwire.event import author_id
from tests.gateway.sync_lab import UTC, Writer

ADA, BOB = Writer("ada"), Writer("bob")


def nobody(key, area):
    return False


def notice(event, age_min=0):
    return notice_of(event, age_min, UTC)


def live_after(*events, may_issue=nobody, utc=UTC):
    live = Live()
    for event in events:
        live.add(notice(event), may_issue)
    return [(one.author, one.seq) for one in live.current(utc)]


def test_an_alert_is_passed_on_until_it_expires():
    warning = ADA.warn(seq=1, lifetime_min=60)
    assert live_after(warning, utc=UTC + 3599) == [(ADA.key, 1)]
    assert live_after(warning, utc=UTC + 3600) == []


@given(st.permutations(range(4)))
def test_updates_and_cancellations_end_what_they_name_in_any_order(order):
    chain = [
        ADA.warn(seq=1), ADA.warn(seq=2, replaces=[(None, 1)]), ADA.warn(seq=3, replaces=[(None, 2)]),
        ADA.warn(seq=4, cancel=True, replaces=[(None, 3)]),
    ]  # fmt: skip
    assert live_after(*(chain[number] for number in order)) == [(ADA.key, 4)]


@pytest.mark.parametrize(("allowed", "left"), [(True, [2]), (False, [1, 2])])
def test_another_author_ends_only_what_it_could_have_issued(allowed, left):
    cancel = BOB.warn(seq=2, replaces=[(author_id(ADA.key), 1)])
    found = live_after(ADA.warn(seq=1), cancel, may_issue=lambda key, area: allowed and key == BOB.key)
    assert sorted(seq for _, seq in found) == left


def test_an_exercise_ends_nothing_actual():
    exercise = ADA.warn(seq=2, replaces=[(None, 1)], status=registry.EXERCISE)
    assert [seq for _, seq in live_after(ADA.warn(seq=1), exercise)] == [1, 2]


def test_an_alert_of_a_board_without_a_clock_counts_from_its_age():
    clockless = ADA.warn(seq=1, lifetime_min=60, time=0)
    assert notice(clockless, age_min=45).expires == UTC + 15 * 60
    assert notice(clockless, age_min=None).expires == UTC + 60 * 60


def test_what_is_no_alert_is_none():
    assert notice(ADA.say()) is None
    assert notice(ADA.write(2, 1, {0: b"short"})) is None
    assert notice(ADA.write(2, 7, {})) is None


def test_a_flood_of_alerts_keeps_those_that_last():
    live = Live()
    for seq in range(1, MAX_HELD + 20):
        live.add(notice(ADA.warn(seq=seq, lifetime_min=seq + 10)), nobody)
    current = live.current(UTC)
    assert len(current) == MAX_HELD
    assert min(one.seq for one in current) == 20
