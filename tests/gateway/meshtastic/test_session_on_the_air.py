"""Sessions with radios that have the firmware's real limits, and tell of few of them."""

from lora_gateway.errors import Refused
from lora_gateway.port.meshtastic.messages_enums import PortNum, Region
from lora_gateway.port.port import Load, Reception, Relayed, Text
from tests.gateway.meshtastic.bench import frame
from tests.gateway.meshtastic.town import Town, settings


def town(**more):
    made = Town(settings(0x10, **more), settings(0x11, **more))
    return made, *made.residents


def frames(resident):
    return [event.packet.frame for event in resident.events(Reception)]


def test_thirty_frames_at_once_all_arrive():
    place, ada, bob = town(preset=8)

    for n in range(30):
        assert place.say(ada, ada.session.send, frame(b"frame %02d" % n), urgent=False) is None
    place.wait(60)

    assert sorted(frames(bob)) == [b"frame %02d" % n for n in range(30)]


def test_texts_given_all_at_once_all_arrive():
    place, ada, bob = town()

    for n in range(5):
        ada.session.send_text(f"text {n}", to=None, alert=False, now=place.now)
    place.wait(40)

    assert [event.text for event in bob.events(Text)] == [f"text {n}" for n in range(5)]


def test_alerts_given_all_at_once_all_arrive():
    place, ada, _ = town()

    for n in range(3):
        ada.session.send_text(f"alert {n}", to=None, alert=True, now=place.now)
    place.wait(60)

    assert list(ada.results.values()) == [None] * 3
    rung = [packet for packet in ada.phone.received if packet.decoded.portnum == PortNum.ALERT]
    assert len({packet.id for _, sender, packet in place.air.sent if sender == 0x10}) == len(rung) == 3


def test_a_text_comes_with_the_name_of_its_radio():
    place, ada, bob = town()

    place.say(ada, ada.session.send_text, "hello", to=0x11, alert=False)
    place.wait(10)

    (text,) = bob.events(Text)
    assert (text.name, text.direct) == ("Meshtastic 0010", True)


def test_an_urgent_frame_is_known_to_be_relayed():
    place, ada, _ = town()

    place.say(ada, ada.session.send, frame(number=42), urgent=True)
    place.wait(30)

    assert ada.events(Relayed) == [Relayed(42)]


def test_an_urgent_frame_that_nobody_repeats_is_sent_three_times():
    place, ada, _ = town()
    place.air.only()

    place.say(ada, ada.session.send, frame(), urgent=True)
    place.wait(60)

    assert len(place.air.sent) == 3
    assert ada.events(Relayed) == []


def test_a_used_up_duty_cycle_is_refused_and_ends():
    place, ada, _ = town(region=Region.UA_868)

    results = []
    while not isinstance(results[-1] if results else None, Refused):
        results.append(place.say(ada, ada.session.send, frame(bytes(220)), urgent=False))
        place.wait(3)

    assert 15 <= len(results) <= 20
    assert results[-1].retry_s > 3000
    assert place.say(ada, ada.session.send, frame(), urgent=False).retry_s < results[-1].retry_s


def test_a_radio_whose_client_was_away_tells_what_it_heard():
    place, ada, bob = town()
    bob.leave()
    place.say(ada, ada.session.send, frame(b"meanwhile"), urgent=False)
    place.wait(10)
    assert frames(bob) == []

    bob.connect(place.now)
    place.wait(1)

    assert frames(bob) == [b"meanwhile"]


def test_the_radio_s_log_among_its_frames_disturbs_nothing():
    place, ada, bob = town(log_records=True)

    assert place.say(ada, ada.session.send, frame(b"heard"), urgent=False) is None
    place.wait(10)

    assert frames(bob) == [b"heard"]


def test_what_the_radio_measures_is_told():
    place, ada, _ = town()
    place.wait(6)

    ada.phone.tell_metrics(25.0)
    place.wait(1)

    assert [load.channel_use for load in ada.events(Load)] == [0.25]
