"""When a frame is repeated, and when no more."""

import pytest

from lora_gateway.air import flood
from lora_gateway.air.flood import PLANS, REPEAT_AFTER_S, Flight
from lora_gateway.air.priority import Priority


def longest(low, high):
    return high


def send_until_done(priority):
    """Times of all transmissions of a frame that nobody relays."""
    flight, starts = Flight(0.0), []
    while flight.due is not None:
        starts.append(flight.due)
        flight = flood.sent(priority, flight, flight.due, longest)
    return starts


@pytest.mark.parametrize("priority", Priority)
def test_a_frame_nobody_relays_is_sent_as_often_as_its_plan_says_and_then_ends(priority):
    plan = PLANS[priority]
    assert len(send_until_done(priority)) == 1 + plan.quick_repeats + len(plan.later_s)


def test_a_certificate_is_repeated_ever_more_rarely():
    starts = send_until_done(Priority.KEY)
    pauses = [later - earlier for earlier, later in zip(starts, starts[1:], strict=False)]
    assert pauses[1:] == pytest.approx([600, 1200, 2400, 4800, 9600, 19200])


def test_a_relay_leads_straight_to_the_later_round():
    flight = flood.sent(Priority.ALERT, Flight(0.0), 2.0, longest)
    flight = flood.overheard(Priority.ALERT, flight, 4.0)
    assert (flight.due, flight.relayed, flight.tries) == (64.0, True, 1)


def test_a_relay_ends_a_message():
    flight = flood.sent(Priority.MESSAGE, Flight(0.0), 2.0, longest)
    assert flood.overheard(Priority.MESSAGE, flight, 3.0).due is None


def test_a_second_relay_does_not_put_the_later_round_off():
    flight = flood.sent(Priority.ALERT, Flight(0.0), 2.0, longest)
    flight = flood.overheard(Priority.ALERT, flight, 4.0)
    assert flood.overheard(Priority.ALERT, flight, 50.0) == flight


def test_a_copy_that_is_heard_before_we_sent_changes_nothing():
    assert flood.overheard(Priority.ALERT, Flight(5.0), 4.0) == Flight(5.0)


@pytest.mark.parametrize("priority", Priority)
def test_a_restart_at_any_point_neither_forgets_nor_multiplies_transmissions(priority):
    flight, total = Flight(0.0), 0
    while flight.due is not None:
        flight = flood.sent(priority, flight, flight.due, longest)
        total += 1
        if flight.due is not None:
            flight = flood.resume(priority, round=flight.round, tries=flight.tries, relayed=flight.relayed, now=0.0)
    assert total == len(send_until_done(priority))


def test_what_was_never_sent_is_due_at_once_after_a_restart():
    assert flood.resume(Priority.BULK, round=0, tries=0, relayed=False, now=7.0) == Flight(7.0)


def test_a_repeat_waits_longer_than_a_relay_needs_to_start():
    assert REPEAT_AFTER_S[0] > flood.RELAY_STARTS_S[1]


def test_what_a_radio_took_just_before_it_went_away_is_sent_again():
    taken = flood.sent(Priority.ALERT, Flight(0.0), 2.0, longest, quick=False)
    assert flood.radio_lost(Priority.ALERT, taken, 5.0) == Flight(5.0, 0, 1)


@pytest.mark.parametrize(
    ("relayed", "later_s"), [(True, 3.0), (False, flood.LOST_S + 1)], ids=["it was relayed", "it was long ago"]
)
def test_what_a_radio_has_surely_sent_is_not_repeated_when_it_goes_away(relayed, later_s):
    taken = flood.sent(Priority.ALERT, Flight(0.0), 2.0, longest, quick=False)
    taken = flood.overheard(Priority.ALERT, taken, 2.5) if relayed else taken
    assert flood.radio_lost(Priority.ALERT, taken, 2.0 + later_s) == taken


def test_a_radio_that_comes_and_goes_does_not_multiply_transmissions_without_end():
    flight, times = Flight(0.0), 0
    while flight.due is not None and flight.due < 10.0:
        flight = flood.sent(Priority.ALERT, flight, 2.0 + times, longest, quick=False)
        flight = flood.radio_lost(Priority.ALERT, flight, 2.5 + times)
        times += 1
    assert times == 1 + PLANS[Priority.ALERT].quick_repeats
