"""What the fake radio does beyond the recordings, after notes of the same measurements."""

import pytest

from lora_gateway.port.meshtastic.messages import Heartbeat, QueueStatus, Routing
from lora_gateway.port.meshtastic.messages_enums import BROADCAST, PortNum, RebroadcastMode, Region, Role, RoutingError
from lora_gateway.port.meshtastic.messages_node import Channel, ChannelSettings
from lora_gateway.port.meshtastic.protobuf import decode, encode
from tests.gateway.meshtastic.client import Lab, framed, packet
from tests.sim.meshtastic.phone import AdminMessage
from tests.sim.meshtastic.settings import PRIMARY, Settings

ADA, BOB, EVE = 0x10, 0x11, 0x12
KEY = bytes(range(32))
OURS = ChannelSettings(psk=KEY, name="HearthNet")


def errors(packets):
    """Who says what about which packet."""
    return [
        (one.sender, decode(Routing, one.decoded.payload).error_reason, one.decoded.request_id)
        for one in packets
        if one.decoded is not None and one.decoded.portnum == PortNum.ROUTING
    ]


def test_a_packet_is_queued_once_and_heard_by_all_in_reach():
    lab = Lab(Settings(ADA), Settings(BOB), Settings(EVE))
    lab.send(ADA, packet(b"flood", number=7), wait_s=10)
    assert lab.statuses(ADA) == [QueueStatus(0, 15, 16, 7)]
    for number in (BOB, EVE):
        assert [one.decoded.payload for one in lab.packets(number)] == [b"flood"]


def test_a_packet_reaches_who_is_two_hops_away():
    lab = Lab(Settings(ADA), Settings(BOB), Settings(EVE))
    lab.air.only((ADA, BOB), (BOB, EVE))
    lab.send(ADA, packet(b"flood"), wait_s=10)
    assert [(one.hop_start, one.hop_limit, one.relay_node) for one in lab.packets(EVE)] == [(3, 2, BOB)]


@pytest.mark.parametrize("role", [Role.CLIENT_MUTE, Role.ROUTER])
def test_a_mute_node_and_a_router_of_core_ports_do_not_relay_it(role):
    mode = RebroadcastMode.CORE_PORTNUMS_ONLY if role == Role.ROUTER else RebroadcastMode.ALL
    lab = Lab(Settings(ADA), Settings(BOB, role=role, rebroadcast=mode), Settings(EVE))
    lab.air.only((ADA, BOB), (BOB, EVE))
    lab.send(ADA, packet(), wait_s=10)
    assert lab.packets(EVE) == []


def test_a_router_relays_what_it_cannot_read():
    ours = (PRIMARY, OURS)
    router = Settings(BOB, role=Role.ROUTER, rebroadcast=RebroadcastMode.CORE_PORTNUMS_ONLY)
    lab = Lab(Settings(ADA, channels=ours), router, Settings(EVE, channels=ours))
    lab.air.only((ADA, BOB), (BOB, EVE))

    lab.send(ADA, packet(b"flood", channel=1), wait_s=10)

    assert [(one.decoded, bool(one.encrypted)) for one in lab.packets(BOB)] == [(None, True)]
    assert [(one.decoded.payload, one.channel) for one in lab.packets(EVE)] == [(b"flood", 1)]


def test_a_direct_packet_is_acknowledged_by_who_received_it():
    lab = Lab(Settings(ADA), Settings(BOB))
    lab.send(ADA, packet(to=BOB, number=7, want_ack=True), wait_s=10)
    assert errors(lab.packets(ADA)) == [(BOB, RoutingError.NONE, 7)]


@pytest.mark.parametrize("to", [BROADCAST, 0x99])
def test_an_overheard_relay_is_an_ack_of_the_own_radio(to):
    lab = Lab(Settings(ADA), Settings(BOB))
    lab.send(ADA, packet(to=to, number=7, want_ack=True), wait_s=10)
    assert errors(lab.packets(ADA)) == [(ADA, RoutingError.NONE, 7)]


def test_nobody_in_reach_is_told_after_three_tries():
    lab = Lab(Settings(ADA))
    lab.send(ADA, packet(to=BOB, number=7, want_ack=True), wait_s=15)
    assert lab.packets(ADA) == []
    lab.wait(20)
    assert errors(lab.packets(ADA)) == [(ADA, RoutingError.MAX_RETRANSMIT, 7)]
    assert [sent.id for _, _, sent in lab.air.sent] == [7, 7, 7]


def test_a_lost_packet_is_repeated_until_it_is_acknowledged():
    lab = Lab(Settings(ADA), Settings(BOB))
    lab.air.loss = 1.0
    lab.send(ADA, packet(to=BOB, number=7, want_ack=True), wait_s=3)
    lab.air.loss = 0.0
    lab.wait(20)
    assert errors(lab.packets(ADA)) == [(BOB, RoutingError.NONE, 7)]
    assert len(lab.packets(BOB)) == 1


@pytest.mark.parametrize(("port", "apart_s"), [(PortNum.TEXT, 2), (PortNum.ALERT, 10)])
def test_a_second_one_too_soon_is_lost_although_the_status_says_queued(port, apart_s):
    lab = Lab(Settings(ADA), Settings(BOB))
    lab.send(ADA, packet(b"one", number=1, port=port), wait_s=apart_s - 0.2)
    lab.send(ADA, packet(b"two", number=2, port=port), wait_s=apart_s)
    lab.send(ADA, packet(b"three", number=3, port=port), wait_s=10)
    assert [one.res for one in lab.statuses(ADA)] == [0, 0, 0]
    assert [one.decoded.payload for one in lab.packets(BOB) if one.to == BROADCAST] == [b"one", b"three"]


def test_ten_percent_of_an_hour_and_then_no_more_for_relays_either():
    lab = Lab(Settings(ADA, region=Region.EU_868), Settings(BOB, region=Region.US))
    for number in range(300):
        lab.send(ADA, packet(bytes(200), number=number), wait_s=3)
    full = lab.phones[ADA].radio.air_util_tx
    sent = len(lab.air.sent)

    lab.send(BOB, packet(number=1000), wait_s=10)

    assert 10 < full < 10.1
    assert [by for _, by, _ in lab.air.sent[sent:]] == [BOB]
    lab.wait(3600)
    assert lab.phones[ADA].radio.allowed


def test_a_packet_of_higher_priority_takes_a_place_without_notice():
    lab = Lab(Settings(ADA))
    for number in range(16):
        lab.send(ADA, packet(bytes(200), number=number), wait_s=0)
    lab.send(ADA, packet(number=99, priority=110), wait_s=60)
    assert [sent.id for _, _, sent in lab.air.sent] == [99, *range(1, 16)]
    assert all(status.res == 0 for status in lab.statuses(ADA))


def test_what_comes_while_nobody_is_there_is_kept_and_only_texts_push_out_others():
    lab = Lab(Settings(ADA, phone_queue=3), Settings(BOB))
    lab.phones[ADA].detach()
    for number in range(5):
        lab.send(BOB, packet(b"%d" % number, number=number), wait_s=5)
    lab.send(BOB, packet(b"text", number=9, port=PortNum.TEXT), wait_s=5)

    phone = lab.phones[ADA]
    phone.attach(lab.said[ADA].extend, phone.detach)
    lab.wait(1)
    assert lab.said[ADA] == []  # before it is configured
    phone.feed(framed(want_config_id=5))
    lab.wait(1)

    told = lab.heard(ADA)
    assert [one.packet.decoded.payload for one in told if one.packet] == [b"1", b"2", b"text"]
    assert told[-4].config_complete_id == 5


def test_a_channel_is_set_by_an_admin_message():
    lab = Lab(Settings(ADA), Settings(BOB, channels=(PRIMARY, OURS)))
    asked = AdminMessage(set_channel=Channel(1, OURS, role=2))
    lab.send(ADA, packet(encode(asked), to=ADA, port=PortNum.ADMIN, number=5))
    lab.send(ADA, packet(b"flood", channel=1, number=6), wait_s=10)
    assert [(one.channel, one.decoded.payload) for one in lab.packets(BOB)] == [(1, b"flood")]


def test_measured_load_comes_as_telemetry_of_the_own_node():
    lab = Lab(Settings(ADA))
    lab.phones[ADA].tell_metrics(12.5)
    lab.wait(1)
    assert [(one.sender, one.decoded.portnum) for one in lab.packets(ADA)] == [(ADA, PortNum.TELEMETRY)]


def test_a_heartbeat_is_answered_before_anything_else():
    lab = Lab(Settings(ADA, log_records=True))
    lab.phones[ADA].feed(framed(packet=packet(number=3)) + framed(heartbeat=Heartbeat()))
    lab.wait(1)
    told = lab.heard(ADA)
    assert told[0].log_record is not None
    assert [one.queue_status.mesh_packet_id for one in told[1:]] == [0, 3]


def test_presets_are_as_fast_as_they_are():
    slow, fast = (Lab(Settings(ADA, preset=preset)) for preset in (0, 8))
    for lab in (slow, fast):
        for number in range(4):
            lab.send(ADA, packet(bytes(200), number=number), wait_s=0)
        lab.wait(4)
    assert len(fast.air.sent) == 4
    assert len(slow.air.sent) == 2


@pytest.mark.parametrize(("size", "more"), [(100, 66), (165, 66), (166, 0)])
def test_firmware_2_8_signs_a_broadcast_that_leaves_room_for_it(size, more):
    lengths = []
    for version in ("2.7.26.54e0d8d", "2.8.0.1234567"):
        lab = Lab(Settings(ADA, version=version))
        lab.send(ADA, packet(bytes(size)), wait_s=5)
        lengths += [len(sent.data) for _, _, sent in lab.air.sent]
    assert lengths[1] - lengths[0] == more


def test_firmware_2_8_repeats_old_packets_after_each_configuration():
    lab = Lab(Settings(ADA))
    lab.phones[ADA].cached.append(packet(b"old", number=5))
    for nonce in (1, 2):
        lab.phones[ADA].feed(framed(want_config_id=nonce))
        lab.wait(1)
    assert [one.id for one in lab.packets(ADA)] == [5, 5]
