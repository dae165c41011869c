"""What a station decides, alone and among others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.air.flood import Flight
from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.priority import Priority
from lora_gateway.air.radio import Radio
from lora_gateway.air.relays import MAX_RELAYS
from lora_gateway.air.seen import name_of
from lora_gateway.air.singles import MAX_SINGLES
from lora_gateway.air.station import LONGEST_CARRIER_S, Identity, Station
from lora_gateway.law.budget import Budget
from lora_gateway.port import raw
from lora_gateway.port.port import Dropped, Packet
from meshwire.event import PEOPLE
from meshwire.frame import age_minutes
from tests.gateway.air_lab import Lab
from tests.gateway.frames import event_frame, event_id


def lone_station(*, network=0, sender=1):
    identity = Identity(network=network, sender=sender, hops=7)
    budget = Budget(duty_cycle=0.1, reserve=0.3, now=0.0)
    return Station(identity, budget, Radio("LongFast"), first_packet=0, uniform=lambda low, high: low)


def outgoing(seq):
    frame = event_frame(seq)
    return Outgoing(event_id(seq), frame, name_of(frame), Priority.ALERT, 0, seq, 0.0, Flight(0.0))


def on_air(frame, *, sender=9, packet=1, hops_left=7, network=0):
    return Packet(frame, 7, hops_left, sender, packet, network)


def test_an_alert_overtakes_what_waits_already():
    lab = Lab()
    station = lab.station("gateway")
    lab.submit("gateway", 1, priority=Priority.BULK)
    lab.submit("gateway", 2, priority=Priority.MESSAGE)
    alert = lab.submit("gateway", 3)
    assert station.next(lab.now).subject is alert


def test_nothing_is_sent_into_a_busy_channel_and_not_at_once_after_it():
    lab = Lab()
    station = lab.station("gateway")
    lab.submit("gateway")

    station.carrier(True, lab.now)
    assert isinstance(station.next(lab.now), float)
    station.carrier(False, lab.now)

    wait_s = station.next(lab.now)
    assert 0.1 <= wait_s <= 0.5
    assert not isinstance(station.next(lab.now + wait_s), float)


def test_a_carrier_that_never_ends_does_not_silence_an_alert_for_ever():
    lab = Lab()
    station = lab.station("gateway")
    alert = lab.submit("gateway")
    station.carrier(True, lab.now)

    assert station.next(lab.now + LONGEST_CARRIER_S - 1) == 1
    station.carrier(True, lab.now + 5)  # told again: it is the same carrier
    assert station.next(lab.now + LONGEST_CARRIER_S).subject is alert


def test_a_frame_travels_to_stations_that_each_relay_it_once():
    lab = Lab(preset="ShortFast")
    for name in ("ada", "bob"):
        lab.station(name)

    lab.submit("ada")
    lab.advance(30)

    assert len(lab.sent_by("bob")) == 1
    assert len(lab.sent_by("ada")) == 1  # bob's relay was overheard


def test_a_frame_without_hops_left_is_not_relayed():
    station = lone_station()
    heard, _ = station.hear(on_air(event_frame(), hops_left=0), 0.0)
    station.relay(heard, 0.0)
    assert isinstance(station.next(5.0), float)


def test_a_relay_that_others_made_twice_is_not_made_again():
    station = lone_station()
    heard, _ = station.hear(on_air(event_frame()), 0.0)
    station.relay(heard, 0.0)

    for hops_left in (6, 6):
        station.hear(on_air(event_frame(), hops_left=hops_left), 0.05)

    assert isinstance(station.next(5.0), float)
    assert station.dropped["relayed by others"] == 1


def test_relays_are_bounded_and_the_surplus_is_counted():
    station = lone_station()
    for number in range(MAX_RELAYS + 3):
        heard, _ = station.hear(on_air(event_frame(number + 1), packet=number), 0.0)
        station.relay(heard, 0.0)
    assert station.dropped["too many to relay"] == 3


def test_a_relay_that_could_not_be_sent_in_a_minute_is_dropped_and_counted():
    station = lone_station()
    heard, _ = station.hear(on_air(event_frame()), 0.0)
    station.relay(heard, 0.0)
    assert isinstance(station.next(61.0), float)
    assert station.dropped["relay too late"] == 1


def test_a_forged_relay_with_our_packet_number_does_not_stop_the_repeats():
    lab = Lab()
    station = lab.station("gateway", sender=5)
    alert = lab.submit("gateway")
    lab.advance(2)

    station.hear(on_air(event_frame(2, author=b"eve"), sender=5, packet=alert.packet, hops_left=6), lab.now)

    assert alert.state == "sent"
    assert alert.flight.round == 0


def test_our_own_words_played_back_are_no_relay():
    lab = Lab()
    station = lab.station("gateway", sender=5)
    alert = lab.submit("gateway")
    lab.advance(2)

    station.hear(on_air(alert.frame, sender=5, packet=alert.packet, hops_left=7), lab.now)

    assert alert.state == "sent"


def test_an_expired_frame_is_dropped_and_counted():
    lab = Lab()
    station = lab.station("gateway")
    alert = lab.submit("gateway", expires=5000)
    assert station.expired(4999) == []
    assert station.expired(5000) == [alert]
    assert station.dropped["expired"] == 1
    assert isinstance(station.next(lab.now), float)


def test_the_minutes_a_frame_was_held_are_added_to_its_age():
    lab = Lab()
    lab.station("gateway")
    alert = lab.submit("gateway", age_min=3)
    assert age_minutes(alert.frame_now(lab.now + 7 * 60)[2]) == 10
    assert alert.frame_now(lab.now - 60) == alert.frame


def test_an_unknown_age_stays_unknown():
    lab = Lab()
    lab.station("gateway")
    alert = lab.submit("gateway", age_min=None)
    assert age_minutes(alert.frame_now(lab.now + 600)[2]) is None


@pytest.mark.parametrize(("own", "theirs", "heard"), [(0, 7, True), (7, 0, True), (7, 7, True), (7, 8, False)])
def test_a_network_number_keeps_strangers_out(own, theirs, heard):
    station = lone_station(network=own)
    assert station.is_ours(on_air(event_frame(topic=PEOPLE), network=theirs)) is heard
    assert station.dropped["other network"] == (0 if heard else 1)


@given(st.binary(max_size=300))
def test_noise_in_a_packet_is_counted_and_nothing_else(noise):
    station = lone_station()
    assert station.hear(on_air(noise), 0.0) == (None, None)
    assert station.dropped["not a frame"] == 1
    assert isinstance(station.next(100.0), float)


@given(st.binary(max_size=240))
def test_a_frame_of_noise_is_counted_and_nothing_else(noise):
    station = lone_station()
    assert station.hear(on_air(b"\xe1\x01" + noise), 0.0) == (None, None)


def test_a_radio_that_floods_repeats_and_relays_by_itself():
    station = lone_station()
    station.radio = Radio("LongFast", floods=True)
    heard, _ = station.hear(on_air(event_frame(2)), 0.0)

    station.relay(heard, 0.0)
    alert = outgoing(1)
    station.outbox.add(alert)
    station.sent(station.next(0.0), 2.0)

    assert alert.flight.due == 62.0
    assert station.next(2.0) == 60.0


def test_what_came_by_one_band_is_carried_to_the_other():
    station = lone_station()
    station.radio = Radio("LongFast", floods=True, joins=True)
    heard, _ = station.hear(on_air(event_frame(2)), 0.0)

    station.relay(heard, 0.0)

    assert station.next(5.0).packet.hops_left == 6


def test_a_relay_overheard_by_the_radio_counts():
    station = lone_station()
    alert = outgoing(1)
    station.outbox.add(alert)
    transmission = station.next(0.0)
    station.sent(transmission, 2.0)

    assert station.relayed(transmission.packet.number + 1, 3.0) is None
    assert station.relayed(transmission.packet.number, 3.0) is alert
    assert alert.state == "relayed"


def test_what_is_said_once_is_sent_without_hops_when_it_is_due_and_never_again():
    station = lone_station()
    station.say(b"summary", Priority.REPAIR, due=5.0, stale=60.0)
    assert station.next(4.0) == 1.0

    transmission = station.next(5.0)
    station.sent(transmission, 6.0)

    assert (transmission.packet.frame, transmission.packet.hops) == (b"summary", 0)
    assert isinstance(station.next(6.0), float)


def test_what_somebody_else_said_is_not_said_again():
    station = lone_station()
    frame = event_frame()
    station.say(frame, Priority.REPAIR, due=5.0, stale=60.0, key=name_of(frame))

    station.hear(on_air(frame), 1.0)

    assert isinstance(station.next(5.0), float)


def test_what_is_to_be_said_is_bounded_and_the_surplus_is_counted():
    station = lone_station()
    for number in range(MAX_SINGLES + 2):
        station.say(bytes((number,)), Priority.REPAIR, due=0.0, stale=60.0, key=number)

    assert station.dropped["too many to say"] == 2
    assert station.next(0.0).packet.frame == bytes((2,))


def test_what_came_too_late_to_be_said_is_counted():
    station = lone_station()
    station.say(b"summary", Priority.REPAIR, due=0.0, stale=60.0)
    assert isinstance(station.next(60.0), float)
    assert station.dropped["repair too late"] == 1


@given(st.binary(max_size=300))
def test_noise_on_the_air_is_no_packet(noise):
    found = raw.reception(noise, -90, 5)
    assert found == Dropped("not a frame") or raw.encode(found.packet) == noise


def test_at_full_load_the_duty_cycle_holds_and_an_alert_still_leaves_in_seconds():
    lab = Lab(preset="LongFast", duty_cycle=0.01)
    lab.station("gateway")
    for seq in range(1, 200):
        lab.submit("gateway", seq, priority=Priority.MESSAGE)
    lab.advance(1800)

    before = len(lab.log)
    lab.submit("gateway", 500)
    lab.advance(5)

    assert len(lab.log) > before
    lab.advance(1795)
    assert sum(1.7 for _ in lab.log) <= 36 + 1.7
