"""A board inside a Meshtastic mesh: what it hears, what it lets pass, how it repeats and speaks."""

from dataclasses import replace

import pytest

from meshwire import event, frame, radio_key
from node import air, settings
from tests.node import meshtastic
from tests.node.authority import Signer, forged, payload
from tests.node.fake_board import FakeBoard
from tests.node.fake_modem_board import TunedRadio
from tests.sim import onair

SIGNATURE = bytes(range(64))


@pytest.fixture
def board(root, office):
    return FakeBoard(root.public, air="meshtastic", certificates=[event.encode(office.certificate).hex()])


async def sent_within(board: FakeBoard, ms: int) -> list[bytes]:
    """The events that the board sends, as payloads."""
    for _ in range(ms // 100):
        board.step(100)
        await board.board.transmit()
    root = settings.parse(board._provisioned).roots[0]
    return [sent for sent in board.radio.sent if meshtastic.frame_of(root, sent)[1] == frame.EVENT]


def passed(board: FakeBoard) -> dict[str, int]:
    return board.board.facts()["passed"]


def test_an_alert_from_a_stock_radio_is_shown_and_sounded(board, root, office):
    board.hear(meshtastic.carrying(root.public, office.warn()))
    assert "Flood" in board.screen
    assert board.siren == "severe"


async def test_it_is_repeated_once_as_meshtastic_floods(board, root, office):
    warning = meshtastic.carrying(root.public, office.warn(), next_hop=9, relay=0xA8)
    board.hear(warning, warning)

    (sent,) = await sent_within(board, 5000)

    own = int(board.board.facts()["number"], 16)
    heard, told = (meshtastic.read(root.public, one) for one in (warning, sent))
    assert told == replace(heard, hops_left=2, next_hop=0, relay=own & 255)
    assert sent[16:] == warning[16:]


async def test_what_newer_firmware_signed_stays_as_it_is(board, root, office):
    warning = meshtastic.carrying(root.public, office.warn(headline="Flood"), signature=SIGNATURE)
    board.hear(warning)
    (sent,) = await sent_within(board, 2000)
    assert sent[16:] == warning[16:]


async def test_an_alert_that_grew_older_is_encrypted_again_without_that_signature(root, office):
    board = FakeBoard(root.public, air="meshtastic")
    board.hear(meshtastic.carrying(root.public, office.warn(headline="Flood"), age_min=3, signature=SIGNATURE))
    board.step(600_000)
    board.hear(meshtastic.carrying(root.public, office.certificate, packet=78))

    sent = {meshtastic.read(root.public, one).packet: one for one in await sent_within(board, 2000)}

    assert frame.decode_event(meshtastic.frame_of(root.public, sent[77])).age_min == 13
    assert (
        not onair.parsed(meshtastic.read(root.public, sent[77]).data).HasField("bitfield") or SIGNATURE not in sent[77]
    )
    assert meshtastic.read(root.public, sent[77]).data == onair.data_of(
        frame.MESHTASTIC_PORT, meshtastic.frame_of(root.public, sent[77]), bitfield=0
    )


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"key": bytes(32)}, "other channel"),
        ({"name": "LongFast"}, "other channel"),
        ({"key": bytes(range(16)), "name": "LongFast"}, "other channel"),
        ({"via_mqtt": True}, "by MQTT"),
        ({"to": 0x10}, "to one radio"),
        ({"port": 256}, "other port"),
        ({"port": 1}, "other port"),
    ],
)
async def test_what_does_not_come_over_our_channel_is_let_pass(board, root, office, more, reason):
    board.hear(meshtastic.carrying(root.public, office.warn(), **more))
    assert passed(board) == {reason: 1}
    assert board.refused == {}
    assert "Flood" not in board.screen
    assert await sent_within(board, 5000) == []


def test_a_foreign_channel_with_the_same_hash_is_let_pass(board, root, office):
    ours = radio_key.channel_key(root.public)
    swapped = ours[1::-1] + ours[2:]  # another key, the same xor
    board.hear(meshtastic.carrying(root.public, office.warn(), key=swapped))
    assert passed(board) == {"other channel": 1}


async def test_what_was_forged_is_neither_shown_nor_repeated(board, root, office):
    board.hear(meshtastic.carrying(root.public, forged(office.warn())))
    assert board.refused == {"forged": 1}
    assert await sent_within(board, 5000) == []


async def test_what_was_heard_before_is_refused_under_any_packet_number(board, root, office):
    warning = office.warn()
    board.hear(meshtastic.carrying(root.public, warning))
    assert len(await sent_within(board, 2000)) == 1
    board.radio.sent.clear()
    board.restart()
    board.hear(meshtastic.carrying(root.public, warning, packet=1234))
    assert board.refused == {"replayed": 1}
    assert await sent_within(board, 5000) == []


@pytest.mark.parametrize("noise", [b"", bytes(16), bytes(256), bytes(300)])
def test_what_can_be_no_packet_is_malformed(board, noise):
    board.hear(noise)
    assert board.refused == {"malformed": 1}


def test_a_frame_cut_off_inside_its_packet_is_malformed(board, root, office):
    said = frame.encode_event(office.warn(), 0)
    board.hear(meshtastic.packet(root.public, said[:60]))
    assert board.refused == {"malformed": 1}


def test_a_payload_of_the_raw_air_is_not_understood(board, office):
    board.hear(payload(office.warn()))
    assert "Flood" not in board.screen


async def test_the_sender_that_tries_again_is_no_neighbour_who_repeats(board, root, office):
    warning = meshtastic.carrying(root.public, office.warn(), want_ack=True)
    board.radio.arriving = [warning, warning, warning]
    board.step()
    assert len(await sent_within(board, 2000)) == 1


async def test_two_neighbours_who_repeat_make_it_needless(board, root, office):
    signed = office.warn()
    board.radio.arriving = [meshtastic.carrying(root.public, signed)]
    board.step()
    board.radio.arriving = [meshtastic.carrying(root.public, signed, left=2, relay=relay) for relay in (5, 6)]
    assert await sent_within(board, 2000) == []


async def test_without_a_hop_left_it_is_not_repeated(board, root, office):
    board.hear(meshtastic.carrying(root.public, office.warn(), left=0))
    assert "Flood" in board.screen
    assert await sent_within(board, 2000) == []


async def test_what_a_board_says_itself_is_in_numbered_packets_to_everybody(board, root, office):
    board.hear(meshtastic.carrying(root.public, office.warn()))
    for _ in range(600):
        board.step(1000)
        await board.board.transmit()
    own = [meshtastic.read(root.public, sent) for sent in board.radio.sent]
    own = [flight for flight in own if flight.sender != meshtastic.NEIGHBOUR]
    assert len(own) >= 2
    assert len({flight.packet for flight in own}) == len(own)
    assert {flight.sender for flight in own} == {int(board.board.facts()["number"], 16)}
    assert {(flight.to, flight.hops, flight.want_ack) for flight in own} == {(0xFFFFFFFF, 0, False)}
    assert {onair.hash_of(sent) for sent in board.radio.sent} == {
        onair.channel_hash(radio_key.CHANNEL_NAME, radio_key.channel_key(root.public))
    }


def test_a_channel_of_its_own_is_named_in_the_settings(root, office):
    key = bytes(range(16))
    board = FakeBoard(
        root.public, air="meshtastic", channel={"name": "Alerts", "key": key.hex()},
        certificates=[event.encode(office.certificate).hex()],
    )  # fmt: skip
    board.hear(meshtastic.carrying(root.public, office.warn(), name="Alerts", key=key))
    assert "Flood" in board.screen


@pytest.mark.parametrize(
    "channel", [5, {}, {"name": "x"}, {"name": "twelve bytes", "key": "00" * 16}, {"name": "x", "key": "00" * 15}]
)
def test_a_channel_that_cannot_be_is_refused_in_words(root, channel):
    with pytest.raises(settings.SettingsError, match="channel"):
        FakeBoard(root.public, air="meshtastic", channel=channel)


def test_a_frame_that_is_too_long_for_this_air_is_not_sent():
    mesh = air.make(_settings("meshtastic"), b"\1\2\3\4", lambda low, high: low, bytes)
    assert mesh.encode(bytes(232), 0) is None
    assert len(mesh.encode(bytes(231), 0)) == mesh.LONGEST == 255


def _settings(name: str) -> settings.Settings:
    return settings.parse(FakeBoard(Signer("root").public, air=name)._provisioned)


@pytest.mark.parametrize(("name", "sync_word"), [("raw", 0x12), ("meshtastic", 0x2B)])
def test_a_board_tunes_its_radio_when_it_starts(root, monkeypatch, name, sync_word):
    monkeypatch.setattr("tests.node.fake_board.Radio", TunedRadio)
    board = FakeBoard(root.public, air=name)
    assert [settings.sync_word for settings in board.radio.settings] == [sync_word]
