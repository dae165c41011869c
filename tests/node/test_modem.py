"""A board as a modem: what it says to a gateway, and what it refuses."""

import pytest

from meshwire import airtime, modem
from tests.node.fake_modem_board import LONG_FAST, ModemBoard

PAYLOAD = bytes(range(100))
READY = (modem.HELLO, modem.encode_hello(modem.Hello(modem.VERSION, True, "roof")))
NOT_READY = (modem.HELLO, modem.encode_hello(modem.Hello(modem.VERSION, False, "roof")))
SETTINGS = (modem.SETTINGS, modem.encode_settings(LONG_FAST))


@pytest.fixture
def board():
    board = ModemBoard()
    board.set_up()
    return board


def refusal(number: int, reason: str) -> tuple[bytes, bytes]:
    return modem.REFUSED, number.to_bytes(2, "big") + reason.encode()


def reception(payload: bytes, rssi_dbm: int, snr_db: int) -> tuple[bytes, bytes]:
    return modem.RECEIVED, modem.encode_received(modem.Received(rssi_dbm, snr_db, payload))


def test_it_greets_when_it_starts_and_has_no_settings():
    assert ModemBoard().step() == [NOT_READY]


def test_it_answers_a_ping(board):
    assert board.told((modem.PING, b""), (modem.PING, b"")) == [READY]


def test_settings_are_applied_and_answered():
    board = ModemBoard()
    board.step()
    assert board.told(SETTINGS) == [READY]
    assert board.radio.settings == [LONG_FAST]


@pytest.mark.parametrize(
    "change",
    [
        {"frequency_hz": 1}, {"bandwidth_hz": 125001}, {"spreading": 6}, {"spreading": 13}, {"coding": 4},
        {"preamble": 0}, {"power_dbm": 23}, {"power_dbm": -10},
    ],
)  # fmt: skip
def test_settings_that_the_chip_cannot_have_are_refused_and_take_the_old_ones_away(board, change):
    bad = modem.encode_settings(LONG_FAST._replace(**change))
    ((kind, _),) = board.told((modem.SETTINGS, bad))
    assert kind == modem.LOG
    assert board.step(1999) == []  # or gateway and modem would talk without end
    assert board.step(1) == [NOT_READY]
    assert board.radio.settings == [LONG_FAST]


def test_a_chip_that_does_not_answer_is_told_of_and_tried_again():
    board = ModemBoard()
    board.step()
    board.radio.broken = True
    ((kind, text),) = board.told(SETTINGS)
    assert (kind, text[:9]) == (modem.LOG, b"the radio")
    assert board.step(2000) == [NOT_READY]
    board.radio.broken = False
    assert board.told(SETTINGS) == [READY]


async def test_nothing_is_transmitted_before_the_settings():
    board = ModemBoard()
    board.step()
    assert await board.transmitted(1, PAYLOAD) == [refusal(1, "no settings yet")]
    assert board.radio.sent == []


async def test_a_transmission_is_answered_with_its_time_on_air(board):
    used_ms = airtime.time_on_air_ms(len(PAYLOAD), "LongFast")
    assert await board.transmitted(7, PAYLOAD) == [(modem.DONE, b"\0\7" + used_ms.to_bytes(4, "big"))]
    assert board.radio.sent == [PAYLOAD]


async def test_a_second_transmission_is_refused_while_there_is_one(board):
    first = board.told((modem.TRANSMIT, b"\0\1" + PAYLOAD))
    assert first == []
    assert board.told((modem.TRANSMIT, b"\0\2" + PAYLOAD)) == [refusal(2, "one transmission at a time")]
    await board.program.transmit()
    assert [kind for kind, _ in board.step()] == [modem.DONE]
    assert board.radio.sent == [PAYLOAD]


@pytest.mark.parametrize("size", [0, 256, 290])
async def test_what_lora_does_not_carry_is_refused(board, size):
    assert await board.transmitted(3, bytes(size)) == [refusal(3, f"{size} bytes; LoRa carries 1 to 255")]


async def test_it_listens_before_it_talks_and_waits_longer_each_time(board):
    board.radio.busy_for = 5
    said = await board.transmitted(1, PAYLOAD)
    assert said[-1][0] == modem.DONE
    assert board.slept == [0.05, 0.1, 0.2, 0.4]  # the fake's chance is always the longest wait


async def test_a_channel_that_stays_busy_ends_in_a_refusal(board):
    board.radio.busy = True
    said = await board.transmitted(1, PAYLOAD)
    assert refusal(1, "the channel is busy") in said
    assert 5 <= sum(board.slept) <= 7
    assert max(board.slept) == 1.6
    assert board.radio.sent == []


async def test_a_radio_that_does_not_send_is_told_of(board):
    board.radio.is_stuck = True
    assert await board.transmitted(1, PAYLOAD) == [refusal(1, "the radio did not send it")]
    board.radio.is_stuck = False
    assert (await board.transmitted(2, PAYLOAD))[0][0] == modem.DONE


@pytest.mark.parametrize("settings", [LONG_FAST._replace(frequency_hz=868100000), LONG_FAST._replace(spreading=99)])
async def test_new_settings_cut_off_what_waits(board, settings):
    board.radio.busy = True
    board.during_wait = lambda: board.told((modem.SETTINGS, modem.encode_settings(settings)))
    said = await board.transmitted(1, PAYLOAD)
    assert refusal(1, "the settings have changed") in said
    assert board.radio.sent == []


async def test_settings_right_behind_a_transmission_cut_it_off_too(board):
    bad = modem.encode_settings(LONG_FAST._replace(spreading=99))
    board.told((modem.TRANSMIT, b"\0\1" + PAYLOAD), (modem.SETTINGS, bad))
    await board.program.transmit()
    assert refusal(1, "the settings have changed") in board.step()
    assert board.radio.sent == []


def test_what_it_hears_is_told_with_strength(board):
    board.radio.arriving, board.radio.strengths = [b"one", b"two"], [(-120, -19), (-60, 11)]
    assert board.step() == [reception(b"one", -120, -19), reception(b"two", -60, 11)]


def test_the_carrier_is_told_when_it_changes(board):
    board.radio.busy = True
    assert board.step(200) == [(modem.CARRIER, b"\1")]
    assert board.step(200) == []
    board.radio.busy = False
    assert board.step(200) == [(modem.CARRIER, b"\0")]


@pytest.mark.parametrize(
    "noise",
    [
        b"\xff" * 70_000,
        b"x" * 5000 + b"\0",
        b"\0" * 3000,
        modem.encode(modem.PING)[:-3] + b"\xee\0",
        b"ets Jul 29\r\n\0",
    ],
)
def test_noise_on_the_line_costs_nothing_but_itself(board, noise):
    board.line.keys += noise
    assert board.told((modem.PING, b"")) in ([READY], [])
    assert board.told((modem.PING, b"")) == [READY]


@pytest.mark.parametrize(
    "message", [(b"?", b"later"), (modem.TRANSMIT, b""), (modem.TRANSMIT, b"\1"), (modem.DONE, b"")]
)
def test_what_a_modem_does_not_understand_is_passed_over(board, message):
    assert board.told(message) == []
    assert board.told((modem.PING, b"")) == [READY]


def test_a_gateway_that_does_not_read_costs_bounded_memory_and_gets_the_newest(board):
    board.line.is_read = False
    for at in range(500):
        board.radio.arriving, board.radio.strengths = [bytes((at & 255, at >> 8)) * 100], [(-100, 5)]
        board.step(10)
    assert len(board.program._waiting) <= 16
    board.line.is_read = True
    said = board.step()
    assert said[-1] == reception(bytes((499 & 255, 499 >> 8)) * 100, -100, 5)
    assert board.program.lost == 500 - len(said)


def test_an_answer_is_not_lost_for_receptions(board):
    board.line.is_read = False
    board.radio.arriving, board.radio.strengths = [b"x"], [(-100, 5)]
    board.step()
    board.told((modem.TRANSMIT, b"\0\1"))
    for at in range(100):
        board.radio.arriving, board.radio.strengths = [bytes((at,))], [(-100, 5)]
        board.step(10)
    board.line.is_read = True
    assert refusal(1, "0 bytes; LoRa carries 1 to 255") in board.step()


async def test_it_ends_when_it_is_told_to_leave(board):
    board.line.keys = modem.encode(modem.LEAVE, modem.LEAVE_WORD)
    await board.program.run()
    assert board.parts.lines[0] == "MODEM"
    board.parts.ms += 60_000
    assert board.program._watch.late() is None  # nobody waits for it any more


def test_it_does_not_leave_for_less_than_the_word(board):
    assert board.told((modem.LEAVE, b"")) == []
    assert not board.program._is_over


async def test_both_loops_tell_that_they_go_on(board):
    watch = board.program._watch
    board.step()
    board.parts.ms += 10_001
    assert watch.late() == "modem"
