"""The session listens to what the genuine firmware said, at the times and in the pieces in which it was read."""

from itertools import count

import pytest

from lora_gateway.errors import PortLost, Refused
from lora_gateway.port.meshtastic.messages import ToRadio
from lora_gateway.port.meshtastic.protobuf import decode
from lora_gateway.port.meshtastic.queue import Job, Lane
from lora_gateway.port.meshtastic.session_handshake import WAKING_S
from lora_gateway.port.port import Dropped, Relayed, State, Text
from tests.gateway.meshtastic.bench import Bench
from tests.gateway.meshtastic.recordings import DATA, NAMES, plain_frames, sent

NO_REGION = State(False, "the radio has no region and may not transmit; run: hearthnet radio setup")


class Replay:
    """A session in the place of the recorded client: it draws the numbers that the client asked with.

    Those packets of the client for which `ours` is true are sent by the session.
    """

    def __init__(self, name, *, ours=lambda packet: False, piece=None):
        self._name = name
        self._piece = piece
        self._ours = ours
        self._packets = {}
        others = count(1 << 31)
        nonces = iter(nonces_of(name))
        self.bench = Bench(random=lambda: next(nonces, None) or next(others), opened=False)
        self._start = self.bench.now

    @classmethod
    def of(cls, name, **how):
        replay = cls(name, **how)
        for line in (DATA / f"{name}.idx").read_text().splitlines():
            at_ms, *what = line.split()
            replay._at(int(at_ms) / 1000, what)
        replay.bench.wait(5.0)
        return replay

    @property
    def results(self):
        """What became of each packet, with it."""
        return [(self._packets[id], result) for id, result in self.bench.results.items()]

    def _at(self, at, what):
        bench = self.bench
        bench.wait(max(self._start + at - bench.now, 0.0))
        match what:
            case ["open"]:
                bench.open()
                self._start += WAKING_S  # our client asks that much later, so it is answered later
            case ["d2c", "eof"]:
                bench.lose("closed")
            case ["d2c", offset, length]:
                self._hear(sent(self._name, "d2c")[int(offset) : int(offset) + int(length)])
            case ["c2d", offset, length]:
                data = sent(self._name, "c2d")[int(offset) : int(offset) + int(length)]
                self._send(
                    [decode(ToRadio, payload).packet for payload in plain_frames(data) if payload.startswith(b"\n")]
                )

    def _hear(self, data):
        size = self._piece or len(data)
        for at in range(0, len(data), size):
            self.bench.receive(data[at : at + size])
        self.bench.wait(0.0)

    def _send(self, packets):
        for packet in packets:
            if packet is None or not self._ours(packet):
                continue
            self._packets[packet.id] = packet
            self.bench.session.hearing.sent(packet.id, packet.id)
            try:
                self.bench.session.queue.add(Job(packet, Lane.FRAME, urgent=False, since=self.bench.now))
            except Refused as error:
                self.bench.results[packet.id] = error
        self.bench.wait(0.0)


def nonces_of(name):
    """What the recorded client asked with: field 3, a varint."""
    asked = (payload for payload in plain_frames(sent(name, "c2d")) if payload.startswith(b"\x18"))
    return [decode(ToRadio, payload).want_config_id for payload in asked]


@pytest.mark.parametrize("name", NAMES)
def test_every_recorded_radio_is_understood(name):
    bench = Replay.of(name).bench

    assert bench.session.facts.firmware == "2.7.26.54e0d8d"
    assert bench.hung_up is None
    assert Dropped("not readable") not in bench.events


@pytest.mark.parametrize("piece", [1, 7, 500])
@pytest.mark.parametrize("name", ["02a_text_broadcast_ack_cli", "03b_private_app_receiver", "15_big_nodedb"])
def test_the_pieces_in_which_bytes_come_change_nothing(name, piece):
    whole, cut = Replay.of(name).bench, Replay.of(name, piece=piece).bench

    assert cut.events == whole.events
    assert cut.session.facts == whole.session.facts


def test_a_radio_without_region_is_down_and_says_so():
    assert Replay.of("01_config_handshake_cli").bench.states[0] == NO_REGION


def test_151_nodes_are_known_by_name():
    assert len(Replay.of("15_big_nodedb").bench.session.hearing.names) == 151


def test_a_broadcast_that_a_neighbour_repeats_is_known_to_be_relayed():
    replay = Replay.of("02a_text_broadcast_ack_cli", ours=bool)

    ((packet, result),) = replay.results
    assert result is None
    assert Relayed(packet.id) in replay.bench.events


def test_the_ack_of_a_destination_is_no_sign_of_a_neighbour():
    replay = Replay.of("02b_text_dm_ack_cli", ours=bool)

    assert [result for _, result in replay.results] == [None]
    assert [event for event in replay.bench.events if isinstance(event, Relayed)] == []


def test_every_packet_of_a_lively_minute_is_taken():
    replay = Replay.of("03a_private_app_sender", ours=bool)

    assert len(replay.results) == 5
    assert {result for _, result in replay.results} == {None}


def test_what_is_too_large_is_refused_and_what_is_not_answered_may_have_been_sent():
    replay = Replay.of("04_too_large", ours=lambda packet: packet.channel == 0)

    by_size = {len(packet.decoded.payload): result for packet, result in replay.results}
    assert by_size[231] is None
    assert {type(by_size[size]) for size in (232, 233, 234)} == {Refused}
    assert type(by_size[235]) is PortLost


def test_a_channel_that_the_radio_does_not_have_is_refused():
    replay = Replay.of("04_too_large", ours=lambda packet: packet.channel != 0)

    ((_, result),) = replay.results
    assert "does not know the channel" in str(result)


def test_a_used_up_duty_cycle_ends_the_sending_for_58_minutes():
    replay = Replay.of("14_duty_cycle", ours=bool)

    results = [result for _, result in replay.results]
    assert results[:18] == [None] * 18
    assert results[18].retry_s == 58 * 60
    assert all(isinstance(result, Refused) for result in results[18:])


def test_a_text_that_was_dropped_although_its_status_was_good_is_counted():
    replay = Replay.of("06_rate_limits", ours=bool)

    assert Dropped("text too soon after another") in replay.bench.events


def test_what_the_radio_kept_while_nobody_listened_is_heard():
    texts = [event.text for event in Replay.of("02a_text_broadcast_ack_cli").bench.events if isinstance(event, Text)]

    assert texts == ["one"]


def test_a_radio_that_restarts_tells_everything_again():
    states = Replay.of("12_reboot").bench.states

    assert states == [NO_REGION, State(False, "closed"), NO_REGION, State(False, "closed")]
