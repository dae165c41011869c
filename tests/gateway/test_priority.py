"""Which frame goes first, which one makes room, and which one is superfluous."""

from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.air.flood import Flight
from lora_gateway.air.outbox import Outbox, Outgoing
from lora_gateway.air.priority import AGEING_S, MAX_WAITING, Priority, aged, first, victim
from lora_gateway.air.replaced import replaced
from lora_gateway.air.seen import name_of
from meshwire import alert as alert_codec
from meshwire.area import EMPTY
from meshwire.event import CIVDEF, ID_SIZE, PEOPLE, SIGNATURE_SIZE, encode_part
from meshwire.frame import EVENT, VERSION, age_code
from tests.gateway.frames import event_frame, event_id

ORDER = count()


@dataclass
class Waiting:
    priority: Priority
    due: float = 0.0
    tries: int = 0
    order: int = field(default_factory=lambda: next(ORDER))


def alert_frame(seq, *, author=b"adaa", replaces=(), topic=CIVDEF):
    """A frame with a whole alert in it, under any signature."""
    fields = dict.fromkeys(alert_codec.Alert._fields, 0)
    fields |= {"lifetime_min": 60, "instructions": (), "area": EMPTY, "headline": "flood", "digest": None}
    body = alert_codec.encode(alert_codec.Alert(**(fields | {"replaces": list(replaces)})))
    head = bytes((VERSION, EVENT, age_code(0))) + author[:ID_SIZE]
    return head + encode_part(topic, seq, 1, 0, 1, body) + bytes(SIGNATURE_SIZE)


def outgoing(frame, *, priority=Priority.ALERT, tries=0):
    order = next(ORDER)
    return Outgoing(event_id(order), frame, name_of(frame), priority, 0, order, 0.0, Flight(0.0, tries=tries))


def test_the_more_urgent_class_goes_first():
    frames = [Waiting(priority) for priority in reversed(Priority)]
    assert first(frames, 0.0).priority is Priority.ALERT


def test_bulk_that_waited_long_goes_before_a_fresh_message():
    bulk, message = Waiting(Priority.BULK, due=0.0), Waiting(Priority.MESSAGE, due=2 * AGEING_S - 1)
    assert first([message, bulk], 2 * AGEING_S - 1) is message
    assert first([message, bulk], 2 * AGEING_S) is bulk


def test_among_equals_the_one_that_waits_longest_goes_first():
    later, earlier = Waiting(Priority.MESSAGE, due=20.0), Waiting(Priority.MESSAGE, due=10.0)
    assert first([later, earlier], 30.0) is earlier


@given(st.sampled_from(list(Priority)), st.floats(-1e9, 1e9))
def test_waiting_never_makes_a_frame_an_alert_or_a_key_nor_less_urgent(priority, overdue_s):
    risen = aged(priority, overdue_s)
    assert risen <= priority
    assert risen == priority or risen >= Priority.MESSAGE


@given(st.lists(st.builds(Waiting, st.sampled_from(list(Priority)), st.floats(0, 1e5)), min_size=1))
def test_nothing_goes_before_an_alert_or_a_key_that_is_due(frames):
    most_urgent = min(frame.priority for frame in frames)
    if most_urgent <= Priority.KEY:
        assert first(frames, 1e5).priority is most_urgent


@pytest.mark.parametrize("priority", list(Priority))
def test_a_class_has_a_bound_of_its_own(priority):
    outbox = Outbox()
    for seq in range(MAX_WAITING[priority]):
        outbox.add(outgoing(event_frame(seq + 1), priority=priority))

    assert outbox.has_room(priority) is (priority >= Priority.REPAIR)
    assert all(outbox.has_room(other) for other in Priority if other is not priority)


def test_a_full_class_gives_up_what_was_sent_before_the_oldest_first():
    frames = [Waiting(Priority.ALERT), Waiting(Priority.ALERT, tries=1), Waiting(Priority.ALERT, tries=4)]
    assert victim(frames, Priority.ALERT) is frames[1]
    assert victim(frames[:1], Priority.ALERT) is None


def test_a_full_class_of_bulk_gives_up_the_oldest_and_stays_within_its_bound():
    outbox = Outbox()
    oldest = outgoing(event_frame(1), priority=Priority.BULK)
    outbox.add(oldest)
    for seq in range(2, MAX_WAITING[Priority.BULK] + 1):
        outbox.add(outgoing(event_frame(seq), priority=Priority.BULK))

    dropped = outbox.add(outgoing(event_frame(999), priority=Priority.BULK))

    assert dropped is oldest
    assert len(outbox) == MAX_WAITING[Priority.BULK]


def test_an_update_makes_the_alert_it_replaces_superfluous():
    outbox = Outbox()
    old, other = outgoing(alert_frame(1)), outgoing(alert_frame(2))
    outbox.add(old)
    outbox.add(other)
    assert outbox.replaced_by(outgoing(alert_frame(3, replaces=[(None, 1)]))) == [old]


def test_an_author_may_name_itself_in_full():
    assert replaced(alert_frame(3, author=b"adaa", replaces=[(b"adaa", 1)])) == {(b"adaa", CIVDEF, 1)}


def test_an_update_of_another_authors_alert_leaves_the_own_one_of_that_number():
    assert replaced(alert_frame(3, author=b"adaa", replaces=[(b"bobb", 1)])) == set()


def test_nobody_takes_another_authors_alert_out_of_the_queue():
    outbox = Outbox()
    outbox.add(outgoing(alert_frame(1, author=b"adaa")))
    assert outbox.replaced_by(outgoing(alert_frame(2, author=b"evee", replaces=[(b"adaa", 1), (None, 1)]))) == []


def test_an_alert_that_replaces_itself_stays():
    assert replaced(alert_frame(3, replaces=[(None, 3)])) == set()


@pytest.mark.parametrize(
    "frame", [b"", bytes(100), event_frame(2), event_frame(2, topic=PEOPLE), alert_frame(2, topic=PEOPLE)]
)
def test_what_is_no_alert_replaces_nothing(frame):
    assert replaced(frame) == set()


@given(st.binary(max_size=247))
def test_noise_replaces_nothing(noise):
    assert replaced(noise) == set()
