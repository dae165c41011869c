"""The board's console line: people, machines, pieces, bounds; and what it leaves to the radio."""

import base64
import hashlib
import json

import pytest

from meshwire import event
from tests.node.at_console import AtConsole
from tests.node.authority import payload
from tests.node.fake_board import PROVISIONED, FakeBoard


@pytest.fixture
def board(root, office) -> FakeBoard:
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


@pytest.fixture
def console(board) -> AtConsole:
    return AtConsole(board)


def given(root, **fields: object) -> bytes:
    return json.dumps({**PROVISIONED, "roots": [root.public.hex()], **fields}).encode()


def test_nothing_is_said_before_somebody_types(console, board):
    board.step(1000)
    assert board.line.shown == b""
    assert console.type(b"\r")[-1] == "kitchen>"


def test_a_long_answer_goes_out_in_pieces_while_the_radio_is_served(console, board, office):
    for number in range(32):
        board.board._log.note(f"{number} " + "x" * 80)
    board.line.keys = b"log\r"
    pieces = []
    for step in range(60):
        if step == 5:
            board.radio.arriving.append(payload(office.warn()))
        board.step(20)
        pieces.append(board.line.shown)
        board.line.shown = b""
        if step == 6:
            assert board.siren == "severe"
            assert sum(map(len, pieces)) < 2048
    assert max(map(len, pieces)) == 256
    assert b"5 s 31" in b"".join(pieces)


def test_a_terminal_that_does_not_read_costs_nothing_and_stops_nothing(console, board, office):
    board.line.is_read = False
    board.line.keys = b"help\rlog\r" * 600
    board.hear(payload(office.warn()))
    assert board.siren == "severe"
    for _ in range(1000):
        board.step(20)
    assert board.board._session._dialogue._out == b""
    board.line.is_read = True
    board.line.keys = b""
    assert console.type(b"\x03\rname\r")[-2:] == ["kitchen", "kitchen>"]


def test_a_paste_of_ten_kilobytes_is_done_line_by_line(console, board):
    rows = console.type(b"name\r" * 2000, steps=9000)
    assert rows.count("kitchen") == 2000
    assert rows[-1] == "kitchen>"


def test_a_paste_of_one_endless_line_is_cut_and_answered(console):
    rows = console.type(b"x" * 10000 + b"\r")
    assert rows[-2].startswith("no such command: xxx")


def test_ctrl_c_ends_a_long_answer_and_what_was_pasted_behind_the_command(console, board):
    console.type(b"test screen\rname\rname\r", steps=3)
    rows = console.type(b"\x03")
    assert rows[-1] == "kitchen>"
    assert "kitchen" not in rows


def test_a_machine_on_the_usb_line_is_answered_without_echo_and_told_the_state(console, board):
    board.line.keys = b'{"run": "name", "id": 7}\r\n'
    for _ in range(20):
        board.step(20)
    rows = board.line.shown.decode().splitlines()
    assert [json.loads(row) for row in rows[:2]] == [
        {"answer": {"name": "kitchen"}, "id": 7},
        {"done": "name", "id": 7},
    ]
    board.line.shown = b""
    board.press()
    board.parts.ms += 1000
    board.hear(b"\x00noise")
    for _ in range(20):
        board.step(20)
    assert json.loads(board.line.shown.decode().splitlines()[-1])["refused"] == {"malformed": 1}
    assert console.type(b"\r")[-1] == "kitchen>"


def test_a_machine_apart_gets_its_answers_and_the_terminal_none_of_them(console, board):
    assert console.ask({"run": "help"})[-1] == {"done": "help"}
    assert board.line.shown == b""


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"run": "statos"}, "no such command: statos; help lists them"),
        ({"run": ""}, "no such command: ; help lists them"),
        ({"run": "reboot"}, "start the board anew? Then add the word yes"),
        ({"sing": 1}, "an unknown request; docs/protocol/board-console.md lists them"),
        ({"run": "x" * 300}, "a request of more than 256 bytes; send shorter ones"),
        ({"provision": 5}, "begin with the size and the SHA-256 of the file"),
        ({"provision": {"at": 0, "data": ""}}, "begin with the size and the SHA-256 of the file"),
        (
            {"provision": {"size": 10**9, "sha256": "00"}},
            "needs a size from 1 to 12288 bytes and a SHA-256 of 64 digits",
        ),
        ({"provision": {"size": None}}, "needs the size of the file in bytes and its SHA-256 in hexadecimal"),
    ],
)
def test_what_a_machine_asks_wrongly_is_answered_with_what_to_do(console, asked, error):
    assert console.ask(asked)[-1]["error"] == error


def test_more_requests_than_can_wait_are_refused(console, board):
    board.line.asked = [b'{"run": "test screen", "id": %d}' % number for number in range(8)]
    board.step(20)
    assert [answer["error"] for answer in board.line.answers if "error" in answer] == [
        "too much at once; wait for each answer"
    ] * 4


def provision(console: AtConsole, data: bytes, **first: object) -> list[dict[str, object]]:
    digest = hashlib.sha256(data).hexdigest()
    answers = console.ask({"provision": {"size": len(data), "sha256": digest, **first}}, steps=3)
    for at in range(0, len(data), 150):
        piece = base64.b64encode(data[at : at + 150]).decode()
        answers += console.ask({"provision": {"at": at, "data": piece}}, steps=3)
    return answers


def test_settings_come_in_pieces_and_count_from_the_next_start(console, board, root):
    data = given(root, name="attic")
    answers = provision(console, data)
    assert [answer["at"] for answer in answers] == [0, *range(150, len(data), 150), len(data)]
    assert answers[-1]["says"] == "attic is provisioned; reboot to use it"
    assert board.files["board.json"] == data
    assert console.run("name") == ["kitchen"]


def test_a_piece_that_is_sent_again_is_not_taken_twice(console, board, root):
    data = given(root, name="attic")
    console.ask({"provision": {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}})
    piece = {"provision": {"at": 0, "data": base64.b64encode(data[:150]).decode()}}
    assert console.ask(piece)[-1]["at"] == console.ask(piece)[-1]["at"] == 150


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda data: data.replace(b"roots", b"boots"), "board.json: roots is not a list of at most 4"),
        (lambda data: b"{" + data, "board.json: not JSON in UTF-8; provision the board again"),
    ],
)
def test_settings_that_the_board_cannot_read_change_nothing(console, board, root, damage, complaint):
    before = board.files["board.json"]
    assert provision(console, damage(given(root)))[-1]["error"] == complaint
    assert board.files["board.json"] == before


def test_settings_that_came_damaged_change_nothing(console, board, root):
    before = board.files["board.json"]
    assert "damaged" in str(provision(console, given(root), sha256="00" * 32)[-1]["error"])
    assert board.files["board.json"] == before


def test_a_person_pastes_settings_as_base64(console, board, root):
    data = given(root, name="attic")
    rows = console.type(f"provision {len(data)} {hashlib.sha256(data).hexdigest()}\r".encode())
    assert rows[-1] == "base64>"
    rows = console.type(base64.encodebytes(data).replace(b"\n", b"\r"))
    assert rows[-2:] == ["attic is provisioned; reboot to use it", "kitchen>"]
    assert board.files["board.json"] == data


def test_ctrl_c_gives_a_paste_up(console, board, root):
    console.type(b"provision 600 " + b"00" * 32 + b"\rAAAA\r")
    assert console.type(b"\x03")[-1] == "kitchen>"
    assert console.run("name") == ["kitchen"]


def test_what_is_no_base64_ends_a_paste(console):
    console.type(b"provision 600 " + b"00" * 32 + b"\r")
    rows = console.type(b"status\r")
    assert rows[-2:] == ["that is no base64; nothing has changed, begin anew", "kitchen>"]


def test_the_shell_leaves_the_memory_when_nobody_types(console, board):
    console.run("status")
    board.step(400000)
    assert board.board._session._dialogue is None
    assert console.run("name") == ["kitchen"]


def test_a_command_that_is_broken_says_so_and_the_board_goes_on(console, board, office):
    board.parts.readings["rain"] = lambda: 1 // 0
    assert console.type(b"sensors\r")[1].startswith("this command is broken: ZeroDivisionError")
    assert console.ask({"run": "sensors"})[-1]["error"].startswith("this command is broken")
    board.hear(payload(office.warn()))
    assert board.siren == "severe"
