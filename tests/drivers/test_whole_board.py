"""A whole board on doubles of its chips: from a frame in the radio to letters on the screen and a sounding siren."""

import json

import pytest

from meshwire import event, registry
from node import settings
from node.board import Board
from tests.boards.doubles.sx1262 import RECEIVE
from tests.drivers.test_screen import LETTERS
from tests.node.authority import TUEBINGEN, Signer, payload
from tests.node.fake_board import PROVISIONED, pynacl_verify

PIEZO, RELAY, BUTTON = 4, 5, 0


class Kitchen:
    """A Heltec on the wall."""

    def __init__(self, bench, board, **provisioned: object) -> None:
        self.bench = bench
        self.root, self.office = Signer("root"), Signer("office")
        certificate = event.encode(self.root.certify(self.office, area=TUEBINGEN)).hex()
        trust = {"roots": [self.root.public.hex()], "certificates": [certificate]}
        _, self.hardware = board("heltec_v3")
        self.hardware.flash.write("board.json", json.dumps({**PROVISIONED, **trust, **provisioned}).encode())
        parsed = settings.parse(self.hardware.flash.read("board.json"))
        self.board = Board(parsed, self.hardware, pynacl_verify)
        bench.chip.mode, bench.chip.packet_type = RECEIVE, 1
        self.modem = bench.library.modems[-1]
        self.live(1000)

    def live(self, ms: int) -> None:
        """Steps and waits in turn, as the board's loop does."""
        until = self.bench.now_us + 1000 * ms
        while self.bench.now_us < until:
            self.bench.run(self.hardware.wait(min(self.board.step(), ms)))
            self.bench.run(self.board.transmit())

    def screen(self) -> str:
        return "\n".join(self.bench.i2c[0x3C].lines(LETTERS))

    def sounds(self) -> set[int]:
        """Tones within the next seconds, 0 for silence."""
        self.bench.traffic.clear()
        self.live(3000)
        duties = [entry[3] for entry in self.bench.traffic if entry[:3] == ("pwm", PIEZO, "duty")]
        tones = {entry[3] for entry in self.bench.traffic if entry[:3] == ("pwm", PIEZO, "freq")}
        return tones if any(duties) else {0}

    def press(self, ms: int) -> None:
        self.bench.wire(BUTTON).drive(0)
        self.live(ms)
        self.bench.wire(BUTTON).drive(1)
        self.live(200)


@pytest.fixture
def kitchen(bench, board):
    return Kitchen(bench, board)


def test_a_board_tunes_its_radio_and_shows_its_name(kitchen):
    assert kitchen.modem.configuration["syncword"] == 0x12
    assert kitchen.modem.is_receiving
    assert kitchen.screen().startswith("HearthNet\nkitchen")


def test_an_alert_on_the_air_is_letters_on_the_screen_and_a_sounding_siren(kitchen):
    kitchen.modem.hear(payload(kitchen.office.warn(severity=registry.EXTREME, headline="Leave the valley now")))
    kitchen.live(2000)
    assert kitchen.screen().startswith("EXTREME")
    assert "valley" in kitchen.screen()
    assert kitchen.sounds() == {2800, 2000}
    assert kitchen.bench.wire(RELAY).level == 1


def test_a_short_press_of_the_real_pin_silences_it(kitchen):
    kitchen.modem.hear(payload(kitchen.office.warn(severity=registry.SEVERE)))
    kitchen.live(2000)
    assert kitchen.sounds() == {2000, 1500}
    kitchen.press(200)
    assert kitchen.sounds() == {0}
    assert kitchen.bench.wire(RELAY).level == 0


def test_what_was_verified_is_repeated_through_the_chip(kitchen):
    kitchen.modem.hear(payload(kitchen.office.warn()))
    kitchen.live(5000)
    assert len(kitchen.modem.sent) >= 1


def test_a_taken_channel_is_waited_for(kitchen):
    kitchen.bench.chip.rssi_dbm = -60
    kitchen.modem.hear(payload(kitchen.office.warn()))
    kitchen.live(5000)
    assert kitchen.modem.sent == []
    kitchen.bench.chip.rssi_dbm = -115
    kitchen.live(5000)
    assert len(kitchen.modem.sent) >= 1


def test_a_forged_alert_leaves_screen_and_siren_as_they_were(kitchen):
    before = kitchen.screen()
    forged = bytearray(payload(kitchen.office.warn(severity=registry.EXTREME)))
    forged[-20] ^= 1
    kitchen.modem.hear(bytes(forged))
    kitchen.live(3000)
    assert kitchen.screen() == before
    assert kitchen.sounds() == {0}


def test_a_board_for_readers_of_hindi_speaks_english_on_a_small_screen(bench, board):
    kitchen = Kitchen(bench, board, language="hi")
    assert "?" not in kitchen.screen()
    assert "alert" in kitchen.screen().lower()


def test_a_chip_that_fails_is_told_on_the_screen_and_comes_back(kitchen):
    kitchen.modem.error = RuntimeError("BUSY timeout", 7000)
    kitchen.bench.library.is_dead = True
    kitchen.live(5000)
    assert "RADIO" in kitchen.screen().upper()
    kitchen.bench.library.is_dead = False
    kitchen.live(90000)
    assert "RADIO" not in kitchen.screen().upper()
    kitchen.bench.chip.mode, kitchen.bench.chip.packet_type = RECEIVE, 1
    kitchen.bench.library.modems[-1].hear(payload(kitchen.office.warn(severity=registry.SEVERE)))
    kitchen.live(2000)
    assert kitchen.screen().startswith("SEVERE")
