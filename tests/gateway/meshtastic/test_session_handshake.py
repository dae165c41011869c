"""What is said until a radio has told its configuration, and when it does so again."""

import pytest

from lora_gateway.errors import PortLost
from lora_gateway.port.meshtastic.framing import WAKE_UP
from lora_gateway.port.meshtastic.messages import FromRadio
from lora_gateway.port.meshtastic.messages_node import Channel, ChannelSettings, NodeInfo, User
from lora_gateway.port.port import Dropped, Reception, State, Text
from meshwire.frame import MESHTASTIC_PORT
from tests.gateway.meshtastic.bench import ADA, OURS, PRIMARY, Bench, configuration, frame, said_by, status


def asked():
    bench = Bench()
    bench.wait(0.1)
    return bench


def test_a_sleeping_radio_is_woken_before_it_is_asked():
    bench = Bench()
    assert bench.raw == WAKE_UP

    bench.wait(0.1)

    assert len(bench.said) == 1
    assert bench.nonce


def test_a_nonce_that_means_something_else_is_never_used():
    numbers = iter((0, 1, 69420, 69421, 77))
    bench = Bench(random=lambda: next(numbers))

    bench.wait(0.1)

    assert bench.nonce == 77


def test_the_port_is_up_when_the_radio_has_told_everything():
    bench = asked()

    bench.tell(*configuration(), FromRadio(config_complete_id=bench.nonce))

    assert bench.events == [State(True)]
    assert bench.session.facts.name == "Roof"


def test_the_end_of_an_answer_to_somebody_else_is_not_the_end():
    bench = asked()

    bench.tell(*configuration(), FromRadio(config_complete_id=bench.nonce + 1))

    assert not bench.session.is_ready


def test_an_answer_that_begins_again_replaces_what_came_before():
    bench = asked()
    other = Channel(index=5, role=2, settings=ChannelSettings(name="gone"))
    bench.tell(*configuration(channels=(other,)))

    bench.tell(*configuration(), FromRadio(config_complete_id=bench.nonce))

    assert [channel.index for channel in bench.session.facts.channels] == [0, 1]


def test_a_silent_radio_is_asked_again_with_another_nonce():
    bench = asked()
    first = bench.nonce

    bench.wait(5.0)

    assert bench.nonce != first


def test_a_request_that_broke_off_in_the_radio_is_filled_up_before_the_next():
    bench = asked()
    before = len(bench.raw)

    bench.wait(5.0)

    assert bench.raw[before:].startswith(b"\xc3" * 512)


def test_a_board_that_takes_twelve_seconds_to_start_is_ready_soon_after():
    bench = asked()
    bench.wait(12.0)
    before = bench.nonce

    bench.wait(4.0)
    assert bench.nonce != before
    bench.tell(*configuration(), bench.complete())

    assert bench.session.is_ready


def test_a_radio_that_talks_is_not_asked_again():
    bench = asked()

    for message in configuration():
        bench.wait(4.0)
        bench.tell(message)

    assert len(bench.said) == 1


def test_an_answer_whose_beginning_was_lost_is_asked_for_again():
    bench = asked()
    first = bench.nonce

    bench.tell(FromRadio(config_complete_id=first))

    assert bench.nonce != first


def test_a_radio_that_never_answers_is_given_up_after_a_minute():
    bench = asked()

    bench.wait(59.0)
    assert bench.hung_up is None
    bench.wait(1.0)

    assert bench.hung_up == "the radio does not answer"


def test_a_radio_that_knows_250_nodes_is_understood():
    bench = asked()
    nodes = [FromRadio(node_info=NodeInfo(num=1000 + n, user=User(long_name=f"Node {n}"))) for n in range(250)]

    bench.tell(*configuration(), *nodes, FromRadio(config_complete_id=bench.nonce))

    assert bench.session.is_ready
    assert bench.session.hearing.names.of(1249) == "Node 249"


def test_what_the_radio_says_in_messages_of_tomorrow_is_skipped():
    bench = asked()

    bench.tell(*configuration())
    bench.session.receive(b"\x94\xc3\x00\x04\xfa\x3f\x01x", bench.now)  # field 1023
    bench.tell(FromRadio(config_complete_id=bench.nonce))

    assert bench.session.is_ready


def test_packets_that_come_before_the_configuration_are_heard_after_it():
    bench = asked()
    bench.tell(said_by(ADA, MESHTASTIC_PORT, b"early", channel=OURS.index))

    bench.tell(*configuration(), FromRadio(config_complete_id=bench.nonce))

    assert [event.packet.frame for event in bench.events if isinstance(event, Reception)] == [b"early"]


def test_of_very_many_early_packets_the_oldest_are_dropped_and_counted():
    bench = asked()
    bench.tell(*(said_by(ADA, 1, b"%d" % n, id=n) for n in range(20)))

    bench.tell(*configuration(), FromRadio(config_complete_id=bench.nonce))

    assert bench.events.count(Dropped("before the radio was ready")) == 4
    assert [event.text for event in bench.events if isinstance(event, Text)] == [str(n) for n in range(4, 20)]


def test_a_radio_that_restarts_is_asked_again():
    bench = Bench.ready()

    bench.tell(FromRadio(rebooted=True))
    bench.wait(0.2)

    assert bench.events == [State(False, "the radio restarted")]
    assert bench.nonce


def test_a_packet_in_flight_may_have_been_sent_when_the_radio_restarts():
    bench = Bench.ready()
    id = bench.send()

    bench.tell(FromRadio(rebooted=True))

    assert isinstance(bench.results[id], PortLost)
    assert "may have been sent" in str(bench.results[id])


def test_nothing_is_sent_before_the_radio_is_ready():
    bench = asked()

    with pytest.raises(PortLost, match="has not told its configuration"):
        bench.send()


def test_a_radio_is_asked_every_hour_whether_it_was_changed():
    bench = a_quiet_hour()

    bench.tell(*configuration(channels=(PRIMARY,)), bench.complete())

    (state,) = bench.states
    assert not state.up
    assert "no channel HearthNet" in state.reason


def test_what_is_to_be_sent_meanwhile_waits_a_moment():
    bench = a_quiet_hour()
    bench.send(frame(b"waits"))
    assert bench.sent == []

    bench.tell(*configuration(), bench.complete())

    assert [packet.decoded.payload for packet in bench.sent] == [b"waits"]


def test_a_radio_that_does_not_answer_that_is_given_up():
    bench = a_quiet_hour()

    bench.wait(60.0)

    assert bench.hung_up


def a_quiet_hour():
    bench = Bench.ready()
    for _ in range(60):
        bench.wait(60.0)
        bench.tell(status(0))
    bench.wait(1.0)
    assert bench.nonce
    return bench
