"""A board in a Meshtastic mesh survives whatever its radio hears, on the air and under the channel's key."""

import random

import pytest

from meshwire import event, frame, radio_key
from tests.node import meshtastic
from tests.node.authority import Signer
from tests.node.fake_board import FakeBoard
from tests.sim import onair
from tests.wire.corpus import hostile

ROOT, OFFICE = Signer("root"), Signer("office")
KEY = radio_key.channel_key(ROOT.public)


@pytest.fixture
def board():
    return FakeBoard(ROOT.public, air="meshtastic", certificates=[event.encode(ROOT.certify(OFFICE)).hex()])


def under_the_key(data: bytes, packet: int) -> bytes:
    return onair.encode(onair.Flight(0xFFFFFFFF, 1, packet, 3, 3, data), radio_key.CHANNEL_NAME, KEY)


def of_the_mesh() -> list[bytes]:
    alert = frame.encode_event(OFFICE.warn(), 0)
    return [meshtastic.packet(ROOT.public, alert), meshtastic.packet(ROOT.public, b"hello", port=1, name="LongFast")]


async def nothing_happened(board: FakeBoard) -> None:
    for _ in range(20):
        board.step(100)
        await board.board.transmit()
    assert (board.state["shown"], board.siren) == (0, "off")
    root = ROOT.public
    assert [sent for sent in board.radio.sent if meshtastic.frame_of(root, sent)[1] == frame.EVENT] == []


async def test_damaged_packets_change_nothing(board):
    for payload in hostile(of_the_mesh(), count=1500, seed=7)[2:]:
        if payload[:12] != of_the_mesh()[0][:12] or payload[16:] not in [one[16:] for one in of_the_mesh()]:
            board.radio.arriving.append(payload)
            board.board.step()
    assert sum(board.board.facts()["passed"].values()) > 100
    await nothing_happened(board)


async def test_damaged_messages_of_who_has_the_key_change_nothing(board):
    """Whoever has the key can say anything, but sign nothing."""
    alert = frame.encode_event(OFFICE.warn(), 0)
    whole = onair.data_of(frame.MESHTASTIC_PORT, alert, bitfield=0)
    for number, data in enumerate(hostile([whole, onair.data_of(1, b"text")], count=1500, seed=8)[2:]):
        if alert[frame.HEADER_SIZE :] not in data and len(data) < 240:
            board.radio.arriving.append(under_the_key(data, number))
            board.board.step()
    refused = board.board.facts()["refused"]
    assert refused["malformed"] > 20
    assert sum(board.board.facts()["passed"].values()) > 200
    await nothing_happened(board)


def test_a_mesh_full_of_others_costs_no_memory(board):
    chance = random.Random(4)
    for _ in range(3000):
        size = chance.randrange(17, 256)
        board.radio.arriving.append(chance.randbytes(size))
        board.board.step()
    assert set(board.board.facts()["passed"]) <= {"other channel", "other port", "by MQTT", "to one radio"}
