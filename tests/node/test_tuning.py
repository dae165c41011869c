"""What a board tells its radio before anything else."""

import json

import pytest

from meshwire.modem import Settings
from node import settings, tuning
from tests.node.authority import Signer
from tests.node.fake_board import PROVISIONED, FakeBoard


def parsed(**provisioned: object) -> object:
    return settings.parse(json.dumps({**PROVISIONED, "roots": [Signer("root").public.hex()], **provisioned}).encode())


class Tuned:
    def __init__(self) -> None:
        self.settings: list[Settings] = []

    def tune(self, settings: Settings) -> None:
        self.settings.append(settings)


@pytest.mark.parametrize(
    ("provisioned", "sync_word", "expected"),
    [
        ({"preset": "LongFast"}, 0x12, Settings(869525000, 250000, 11, 5, 16, 0x12, 14)),
        (
            {"preset": "NarrowSlow", "frequency_hz": 868450000, "power_dbm": 2},
            0x2B,
            Settings(868450000, 62500, 8, 6, 16, 0x2B, 2),
        ),
    ],
)
def test_a_radio_is_set_as_the_board_is_provisioned(provisioned, sync_word, expected):
    radio = Tuned()
    tuning.tune(radio, parsed(**provisioned), sync_word)
    assert radio.settings == [expected]


def test_a_simulated_radio_is_left_alone():
    tuning.tune(object(), parsed(), 0x12)


def test_a_board_tunes_its_radio_before_anything_else():
    board = FakeBoard(Signer("root").public, preset="LongFast", power_dbm=20)
    assert board.radio.tuned == [Settings(869525000, 250000, 11, 5, 16, 0x12, 20)]


def test_a_board_inside_a_mesh_tunes_its_radio_to_the_sync_word_of_the_mesh():
    board = FakeBoard(Signer("root").public, preset="LongFast", air="meshtastic")
    assert board.radio.tuned[0].sync_word == 0x2B
