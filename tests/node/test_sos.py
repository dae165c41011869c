"""A call for help from a board: asked for, confirmed, signed, said until it is overheard, taken back."""

import asyncio

import pytest

from meshwire import envelope, event, frame
from meshwire.event import CHECK_IN, PEOPLE, SOS
from node.hardware import LONG, SHORT
from node.receive import name_of
from tests.node.authority import NOW, Signer, payload
from tests.node.fake_board import FakeBoard, own_key_file, pynacl_verify

MINUTE_MS = 60000


@pytest.fixture
def board(root, office):
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


def said(board: FakeBoard, ms: int = 0) -> list[frame.EventFrame]:
    """What people's events it has sent by then; a second at a time."""
    for _ in range(max(ms // 1000, 2)):
        board.step(1000 if ms else 200)
        asyncio.run(board.board.transmit())
    packets = [envelope.decode(sent) for sent in board.radio.sent]
    events = [one for one in packets if one.payload[1] == frame.EVENT]
    return [one for one in map(frame.decode_event, [one.payload for one in events]) if one.fields.topic == PEOPLE]


def call(board: FakeBoard) -> frame.EventFrame:
    board.press(LONG)
    board.press(LONG)
    return said(board)[-1]


def repeated(board: FakeBoard) -> bytes:
    """What a neighbour sends who repeats the last frame."""
    return envelope.one_hop_on([sent for sent in board.radio.sent if sent[envelope.SIZE + 1] == frame.EVENT][-1])


def test_a_long_press_asks_and_sends_nothing(board):
    board.press(LONG)

    assert "SOS? Press long again" in board.screen
    assert said(board, 10_000) == []


def test_a_second_long_press_sends_a_signed_call_that_everybody_repeats(board, root):
    one = call(board)

    own = own_key_file("kitchen")[32:64]
    signed = event.assemble(own, one.part, one.signature)
    assert event.is_authentic(signed, event.community_id(root.public), pynacl_verify)
    assert (one.fields.kind, one.fields.body) == (SOS, {2: "kitchen"})
    assert NOW <= one.fields.time <= NOW + 60
    assert envelope.decode(board.radio.sent[0]).hops_left == 7
    assert "SOS sent" in board.screen


@pytest.mark.parametrize("answer", ["short", "nothing"])
def test_without_a_second_long_press_nothing_is_sent(board, answer):
    board.press(LONG)
    if answer == "short":
        board.press(SHORT)
    else:
        board.step(15_000)
    assert "SOS" not in board.screen

    assert said(board, 60_000) == []


def test_a_question_that_nobody_answered_is_asked_again(board):
    board.press(LONG)
    board.step(15_000)
    board.press(LONG)

    assert "SOS? Press long again" in board.screen
    assert said(board) == []


def test_a_short_press_acknowledges_as_before(board, office):
    board.hear(payload(office.warn()))
    board.press(SHORT)

    assert board.siren == "off"
    assert said(board) == []


def test_a_question_goes_before_alerts_and_its_short_press_acknowledges_nothing(board, office):
    board.hear(payload(office.warn()))
    board.press(LONG)
    assert "SOS?" in board.screen
    board.press(SHORT)

    assert board.siren == "severe"
    assert "Flood" in board.screen


def test_a_call_is_said_three_times_then_after_pauses_that_grow(board):
    call(board)

    assert len(said(board, 60_000)) == 3
    assert len(said(board, 300_000)) == 6
    assert 6 < len(said(board, 3600_000)) <= 24


def test_a_call_that_was_overheard_is_not_said_again(board):
    call(board)
    board.hear(repeated(board))

    assert "repeated\nby a neighbour" in board.screen
    assert len(said(board, 3600_000)) == 1


def test_a_forged_copy_does_not_silence_a_call(board):
    call(board)
    copy = repeated(board)
    board.hear(copy[:-1] + bytes((copy[-1] ^ 1,)))

    assert len(said(board, 60_000)) == 3


def test_there_is_one_call_in_five_minutes(board):
    call(board)
    board.hear(repeated(board))
    again = call(board)
    assert "SOS was sent" in board.screen
    assert len({name_of(one) for one in said(board, 300_000)}) == 1

    board.step(MINUTE_MS)
    assert name_of(call(board)) != name_of(again)


def test_who_called_can_say_that_they_are_safe(board):
    call(board)
    for press in (LONG, SHORT):
        board.press(press)
    assert "you are safe?" in board.screen.replace("\n", " ")
    board.press(LONG)

    last = said(board)[-1]
    assert (last.fields.kind, last.fields.body) == (CHECK_IN, {2: "kitchen"})
    assert "safe" in board.screen
    board.step(31_000)
    assert "HearthNet" in board.screen


def test_two_long_presses_never_take_a_call_back(board):
    call(board)
    call(board)

    assert {one.fields.kind for one in said(board, 60_000)} == {SOS}


def test_a_call_survives_a_loss_of_power(root):
    board = FakeBoard(root.public)
    board.press(LONG)
    board.press(LONG)
    board.restart(after_s=60)

    assert said(board, 10_000)[0].fields.kind == SOS
    board.hear(repeated(board))
    board.restart(after_s=60)
    assert "repeated\nby a neighbour" in board.screen
    assert said(board, 10_000) == []


def test_an_end_of_danger_that_was_heard_leaves_nothing_behind(root):
    board = FakeBoard(root.public)
    call(board)
    for press in (LONG, SHORT, LONG):
        board.press(press)
    said(board)
    board.hear(repeated(board))
    board.restart()

    assert "HearthNet" in board.screen
    assert said(board, 60_000) == []


@pytest.mark.parametrize("damaged", [b"\xff", b"\x01", b"\x83\x03\xf4\x01"])
def test_a_damaged_call_does_not_stop_a_board(root, damaged):
    assert "HearthNet" in FakeBoard(root.public, files={"sos.cbor": damaged}).screen


def test_a_board_that_is_not_certified_says_so_and_asks(board):
    call(board)

    assert "not certified" in board.screen.replace("\n", " ")
    board.step(1000)
    asyncio.run(board.board.transmit())
    assert [sent for sent in board.radio.sent if sent[envelope.SIZE + 1] == 3]


@pytest.mark.parametrize("way", ["provisioned", "over the air"])
def test_a_board_that_is_certified_does_not(root, office, way):
    own = own_key_file("kitchen")[32:64]
    member = Signer("somebody")
    member.public = own
    certificate = root.certify(member, roles=1)
    if way == "provisioned":
        board = FakeBoard(root.public, own_certificate=event.encode(certificate).hex())
    else:
        board = FakeBoard(root.public)
        board.hear(payload(certificate))
    call(board)

    assert "SOS sent" in board.screen
    assert "certified" not in board.screen


def test_a_board_without_entropy_says_that_it_cannot_call(root):
    board = FakeBoard(root.public, files={"key.bin": b"damaged"})  # random_bytes of this board is good, so break it
    board.board._voice.own.public = None
    board.press(LONG)
    board.press(LONG)

    assert "No key" in board.screen
    assert said(board, 60_000) == []


def test_the_question_is_asked_in_the_language_of_the_board(root):
    board = FakeBoard(root.public, language="de")
    board.press(LONG)

    assert "Noch einmal" in board.screen


def test_a_board_without_a_clock_calls_too(root):
    assert call(FakeBoard(root.public, has_clock=False)).fields.time == 0


def test_calls_of_others_are_repeated_once_within_bounds(board, root):
    people = [Signer(f"neighbour {number}") for number in range(12)]
    calls = [one.sign(PEOPLE, SOS, {2: "help"}) for one in people]
    posts = [one.sign(PEOPLE, 4, {2: "chat"}) for one in people]
    for one in posts + calls + calls:
        board.hear(payload(one, hops=7))
    repeated_ones = said(board, 20_000)

    assert len(repeated_ones) == 6
    assert {one.fields.kind for one in repeated_ones} == {SOS}
    assert {envelope.decode(sent).hops_left for sent in board.radio.sent if sent[9] == 1} == {6}


def test_one_who_calls_without_end_is_repeated_once_a_minute(board):
    flood = Signer("flood")
    for _ in range(30):
        board.hear(payload(flood.sign(PEOPLE, SOS, {2: "help"}), hops=7))

    assert len(said(board, 10_000)) == 1
