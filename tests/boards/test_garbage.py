"""Two minutes of garbage at the console, as fast as its line carries it, in virtual time."""

import random

import pytest

from meshwire import event
from node.dialogue import MAX_WAITING
from tests.boards.test_terminal import garbage
from tests.node.at_console import AtConsole
from tests.node.authority import payload
from tests.node.fake_board import FakeBoard

STEP_MS = 20
SECONDS = 120
PIECE = 115200 // 10 * STEP_MS // 1000  # bytes in one step; ten bits each
DRIVER_BUFFER = 4096  # bytes that wait in a chip's driver; what comes beyond is lost


@pytest.fixture
def board(root, office) -> FakeBoard:
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


def held(board: FakeBoard) -> int:
    """Bytes of the line that the board keeps."""
    dialogue = board.board._session._dialogue
    return len(dialogue._out) + len(dialogue._rest) + sum(len(str(asked)) for _, asked in dialogue._asked)


def test_two_minutes_of_garbage_hide_no_alert_and_fill_no_memory(board, office):
    chance = random.Random(7)
    data = garbage(chance, SECONDS * 1000 // STEP_MS * PIECE)
    most = 0
    for number in range(len(data) // PIECE):
        came = data[number * PIECE : (number + 1) * PIECE]
        board.line.keys = (board.line.keys + came)[:DRIVER_BUFFER]
        board.line.shown = b""
        if number % 1000 == 500:
            board.radio.arriving.append(payload(office.warn()))
        board.step(STEP_MS)
        if number % 1000 == 550:
            assert board.siren == "severe"
            board.press()
        most = max(most, held(board))

    assert 0 < most < 2 * MAX_WAITING
    board.line.keys, board.line.shown = b"", b""
    assert AtConsole(board).type(b"\x03\x03\rname\r")[-2] == "kitchen"
