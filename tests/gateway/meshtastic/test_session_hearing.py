"""What packets from a radio mean, and which mean nothing to us."""

import pytest

from lora_gateway.port.meshtastic.messages import Data, FromRadio, MeshPacket
from lora_gateway.port.meshtastic.messages_enums import PortNum
from lora_gateway.port.meshtastic.messages_node import DeviceMetrics, Telemetry, User
from lora_gateway.port.meshtastic.protobuf import encode
from lora_gateway.port.port import Dropped, Load, Packet, Reception, Relayed, Text
from meshwire.frame import MESHTASTIC_PORT
from tests.gateway.meshtastic.bench import ADA, ME, OURS, Bench, ack, frame, said_by, status

PLAYED_BACK_S = 5.0


def a_frame(payload=b"frame", *, sender=ADA, channel=OURS.index, **more):
    return said_by(sender, MESHTASTIC_PORT, payload, channel=channel, **more)


def a_text(text, **more):
    return said_by(ADA, PortNum.TEXT, text.encode(), **more)


def telemetry(*, sender=ME, busy=12.5, own=2.0, time=0):
    metrics = DeviceMetrics(channel_utilization=busy, air_util_tx=own)
    return said_by(sender, PortNum.TELEMETRY, encode(Telemetry(time=time, device_metrics=metrics)))


def heard(*messages, after=PLAYED_BACK_S):
    bench = Bench.ready()
    bench.wait(after)
    bench.tell(*messages)
    return bench.events


def test_a_frame_is_heard_with_its_hops_and_signal():
    events = heard(a_frame(b"frame", id=99, hop_start=3, hop_limit=1, rx_rssi=-101, rx_snr=5.75))

    assert events == [Reception(Packet(b"frame", 3, 1, ADA, 99), -101, 6)]


def test_a_frame_right_after_the_configuration_is_a_real_one():
    events = heard(a_frame(b"kept for us"), after=0)

    assert [event.packet.frame for event in events] == [b"kept for us"]


def test_an_impossible_signal_or_hop_count_is_not_believed():
    said = {"hop_start": 99, "hop_limit": 1 << 31, "rx_rssi": -(1 << 31), "rx_snr": 3e38}

    assert heard(a_frame(id=99, **said)) == [Reception(Packet(b"frame", 7, 7, ADA, 99), -255, 127)]


@pytest.mark.parametrize("wrong", [{"channel": 0}, {"channel": 2}, {"pki_encrypted": True}])
def test_a_frame_from_another_channel_is_dropped_and_counted(wrong):
    assert heard(a_frame(**wrong)) == [Dropped("other channel")]


def test_an_empty_frame_is_dropped_and_counted():
    assert heard(a_frame(b"")) == [Dropped("not a frame")]


def test_what_we_sent_is_not_heard():
    assert heard(a_frame(sender=ME), said_by(ME, PortNum.TEXT, b"mine")) == []


def test_other_ports_mean_nothing():
    assert heard(said_by(ADA, 256, b"private"), said_by(ADA, PortNum.POSITION, b"\r\0\0\0\0")) == []


def test_what_the_radio_cannot_decrypt_means_nothing():
    assert heard(FromRadio(packet=MeshPacket(sender=ADA, encrypted=b"secret", channel=OURS.index))) == []


def test_a_text_has_the_name_that_its_sender_told():
    events = heard(a_text("help", id=5))

    assert events == [Text(ADA, "Ada", "help", direct=False, number=5, via_mqtt=False, channel=0)]


def test_a_text_of_somebody_unknown_has_his_number():
    events = heard(said_by(0xABC, PortNum.TEXT, b"hello"))

    assert events[0].name == "!00000abc"


def test_a_name_is_learned_while_talking():
    events = heard(said_by(ADA, PortNum.NODEINFO, encode(User(long_name="Ada L."))), a_text("hello"))

    assert events[0].name == "Ada L."


def test_a_text_to_us_alone_is_direct():
    assert heard(a_text("hello", to=ME))[0].direct


def test_a_text_to_somebody_else_is_not_ours():
    assert heard(a_text("hello", to=ADA + 1)) == []


def test_a_text_that_came_over_the_internet_says_so():
    assert heard(a_text("hello", via_mqtt=True))[0].via_mqtt


def test_texts_and_names_come_without_what_moves_a_cursor():
    events = heard(
        said_by(ADA, PortNum.NODEINFO, encode(User(long_name="A\x1b[2Jda\u202e"))), a_text("a\x07b\nc\u200f")
    )

    assert (events[0].name, events[0].text) == ("A[2Jda", "ab\nc")


def test_a_reaction_is_no_text():
    thumb = Data(portnum=PortNum.TEXT, payload="\u263a".encode(), reply_id=5, emoji=1)

    assert heard(FromRadio(packet=MeshPacket(sender=ADA, to=ME, decoded=thumb))) == []


def test_an_empty_text_is_none():
    assert heard(a_text(" \x07")) == []


def test_no_more_than_300_names_are_kept():
    bench = Bench.ready()

    bench.tell(*(said_by(n, PortNum.NODEINFO, encode(User(long_name=f"N{n}"))) for n in range(1000, 1400)))

    assert len(bench.session.hearing.names) == 300
    assert bench.session.hearing.names.of(1399) == "N1399"


def test_a_very_long_name_is_cut():
    events = heard(said_by(ADA, PortNum.NODEINFO, encode(User(long_name="x" * 200))), a_text("hello"))

    assert events[0].name == "x" * 40


def test_the_radio_tells_how_busy_the_channel_is():
    assert heard(telemetry(busy=12.5, own=2.0)) == [Load(0.125, 0.02)]


def test_the_load_elsewhere_is_not_ours():
    assert heard(telemetry(sender=ADA)) == []


def test_telemetry_that_was_kept_while_nobody_listened_is_not_fresh():
    assert heard(telemetry(), after=PLAYED_BACK_S - 0.1) == []


def test_telemetry_older_than_what_the_radio_just_heard_is_not_fresh():
    events = heard(a_text("now", rx_time=1_700_000_600), telemetry(time=1_700_000_000))

    assert len(events) == 1


@pytest.mark.parametrize(("said", "share"), [(float("nan"), None), (float("inf"), None), (250.0, 1.0), (-3.0, 0.0)])
def test_an_impossible_load_is_not_believed(said, share):
    events = heard(telemetry(busy=said, own=0.0))

    assert events == ([] if share is None else [Load(share, 0.0)])


def test_a_neighbour_that_repeats_our_packet_is_told_with_our_number():
    bench = Bench.ready()
    id = bench.send(frame(number=4711), urgent=True)
    bench.tell(status(id))

    bench.tell(ack(id))

    assert bench.events == [Relayed(4711)]


def test_an_ack_that_came_while_we_were_away_still_counts():
    bench = Bench.ready()
    id = bench.send(frame(number=4711), urgent=True)
    bench.tell(status(id))
    bench.lose()
    bench.connect()

    bench.tell(ack(id))

    assert bench.events == [Relayed(4711)]


@pytest.mark.parametrize("ackless", [{"error": 5}, {"sender": ADA}, {"to": ADA}])
def test_anything_else_is_no_sign_of_a_neighbour(ackless):
    bench = Bench.ready()
    id = bench.send(urgent=True)
    bench.tell(status(id))

    bench.tell(ack(id, **ackless))

    assert bench.events == []


def test_an_ack_of_what_we_did_not_send_means_nothing():
    assert heard(ack(1), ack(12345)) == []


def test_a_text_that_the_radio_dropped_after_all_is_counted():
    bench = Bench.ready()
    id = bench.send_text("too soon")
    bench.tell(status(id))

    bench.tell(ack(id, error=38))

    assert bench.events == [Dropped("text too soon after another")]


@pytest.mark.parametrize("portnum", [PortNum.NODEINFO, PortNum.ROUTING])
def test_a_packet_that_cannot_be_read_is_dropped_and_counted(portnum):
    assert heard(said_by(ADA, portnum, b"\x0a\xff", to=ME)) == [Dropped("not readable")]
