"""Which events go on the radio, how urgently, and what they end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.radio.offer import HOUR_S, KEY, URGENT, WORDS, Offer, offer, offer_id
from meshwire import event, frame
from meshwire.event import CIVDEF, FILES, NODE, PEOPLE, ROSTER, assemble, author_id, encode_part
from tests.alerts.town import HALL, NOON, cap, reference


def unsigned(topic=ROSTER, body=None, *, kind=1, time=NOON, seq=1):
    return assemble(HALL.public, encode_part(topic, seq, 1, time, kind, body or {0: "x"}), bytes(64))


async def alerts_of(town):
    return [found for _, found in await town.store.since(0, [CIVDEF], 100)]


async def test_an_alert_is_the_most_urgent_and_ends_with_its_lifetime(town):
    await town.issuer().issue({"cap": cap(minutes=60)})
    (alert,) = await alerts_of(town)
    made = offer(alert, now=NOON + 120)

    assert (made.priority, made.expires, made.ends) == (URGENT, NOON + 3600, ())
    assert made.id == offer_id(HALL.public, CIVDEF, alert.seq)
    assert frame.decode_event(made.frame)[:3] == (2, author_id(HALL.public), alert.part)


async def test_an_alert_is_not_offered_from_its_last_second_on(town):
    await town.issuer().issue({"cap": cap(minutes=60)})
    (alert,) = await alerts_of(town)

    assert isinstance(offer(alert, now=NOON + 3599), Offer)
    assert offer(alert, now=NOON + 3600) == "expired"


async def test_an_update_and_a_cancellation_end_the_offers_of_what_they_replace(town):
    await town.issuer().issue({"cap": cap()})
    await town.issuer().issue({"cap": cap("flood-2", kind="Update", references=reference())})
    await town.issuer().issue({"cap": cap("flood-3", kind="Cancel", references=reference("flood-2"))})
    first, second, third = [offer(alert, now=NOON) for alert in await alerts_of(town)]

    assert (first.ends, second.ends, third.ends) == ((), (first.id,), (second.id,))


def test_a_statement_of_the_root_never_expires():
    made = offer(unsigned(), now=NOON + 10**9)
    assert (made.priority, made.expires) == (KEY, 0)


def test_an_event_without_a_time_has_an_unknown_age():
    assert frame.decode_event(offer(unsigned(time=0), now=NOON).frame).age_min is None


def test_a_clock_that_is_behind_makes_no_negative_age():
    assert frame.decode_event(offer(unsigned(time=NOON), now=NOON - 999).frame).age_min == 0


@pytest.mark.parametrize(
    ("kind", "priority", "hours"),
    [
        (event.ACKNOWLEDGEMENT, KEY, 24),
        (event.CHECK_IN, KEY, 24),
        (event.SOS, KEY, 48),
        (event.POST, WORDS, 24),
        (event.MESSAGE, WORDS, 72),
    ],
)
def test_what_people_say_is_offered_for_as_long_as_somebody_may_want_it(kind, priority, hours):
    made = offer(unsigned(PEOPLE, kind=kind), now=NOON)

    assert (made.priority, made.expires, made.ends) == (priority, NOON + hours * HOUR_S, ())
    assert offer(unsigned(PEOPLE, kind=kind), now=NOON + hours * HOUR_S) == "expired"


def test_an_acknowledgement_with_a_note_that_fits_no_frame_stays_here():
    assert "too long for one frame" in offer(unsigned(PEOPLE, {3: "n" * 200}), now=NOON)


def test_what_people_say_in_a_way_of_a_later_version_stays_here():
    assert offer(unsigned(PEOPLE, kind=200), now=NOON) == "not a radio event"


@pytest.mark.parametrize("topic", [FILES, NODE])
def test_other_topics_are_not_for_this_radio(topic):
    assert offer(unsigned(topic), now=NOON) == "not a radio event"


def test_an_acknowledgement_in_the_alerts_topic_is_not_an_alert():
    assert offer(unsigned(CIVDEF, kind=event.ALERT + 1), now=NOON) == "not a radio event"


def test_what_does_not_fit_a_frame_is_not_offered():
    assert "too long for one frame" in offer(unsigned(body={0: "x" * 200}), now=NOON)


def test_an_alert_that_is_none_is_named():
    assert "not an alert" in offer(unsigned(CIVDEF), now=NOON)


@given(st.integers(1, 255), st.integers(1, event.MAX_SEQ - 1))
def test_every_id_fits_the_protocol(topic, seq):
    assert len(offer_id(bytes(32), topic, seq)) <= 48
