"""`hearthnet board update` as a person types it, against a board that runs in the real interpreter on a real pty."""

import base64
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_agent.identity.community import load_identity
from tests.usb.plugged_board import PluggedBoard

LONGEST_S = 120


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "edge_agent", "--home", str(home), "board", *words]


def update(home: Path, port: str, *words: str) -> "subprocess.Popen[str]":
    line = command(home, "update", port, "--kind", "desk", *words)
    return subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(running: "subprocess.Popen[str]") -> tuple[int, str, str]:
    said, complaint = running.communicate(timeout=LONGEST_S)
    return running.returncode, said, complaint


def slots(board: PluggedBoard) -> list[object]:
    found: list[object] = json.loads((board.flash / "slots.json").read_text())
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("node") / "home"
    subprocess.run(
        [sys.executable, "-m", "edge_agent", "--home", str(home), "init", "--name", "Mill"],
        check=True, capture_output=True, timeout=LONGEST_S,
    )  # fmt: skip
    return home


@pytest.fixture
def board(tmp_path, home):
    made = PluggedBoard(tmp_path, load_identity(home).key.public)
    yield made
    made.unplug()


def test_a_board_is_updated_tries_the_new_version_and_keeps_it(board, home):
    code, said, complaint = ended(update(home, board.port, "--counter", "7"))

    assert (code, complaint) == (0, "")
    lines = said.splitlines()
    assert lines[0] == "attic runs 0.1.0."
    assert "until that is over it hears no alerts" in lines[1]
    assert "version 0.1.0+7 is on the board" in lines[2]
    assert lines[-1] == "The board runs 0.1.0+7 and keeps it."
    assert slots(board) == ["a", "a", True, True, {"a": ["0.1.0+7", 7]}, ""]
    assert board.starts == 3


def test_a_version_that_does_not_last_is_told_as_given_up(board, home):
    running = update(home, board.port, "--counter", "7")
    assert running.stdout is not None
    while "starts the new version now" not in (line := running.stdout.readline()):
        assert line
    while not (board.flash / "slots.json").exists() or slots(board)[2] is not True:
        pass
    board.lose_power()
    code, _, complaint = ended(running)

    assert code == 1
    assert "the board gave 0.1.0+7 up and runs 0.1.0 again, as before; `hearthnet board log` says why" in complaint
    assert slots(board)[5] == "0.1.0+7"


def test_an_update_of_a_stranger_is_refused_and_the_board_goes_back_to_work(tmp_path, home):
    board = PluggedBoard(tmp_path, os.urandom(32))
    try:
        code, _, complaint = ended(update(home, board.port))
        again = subprocess.run(command(home, "log", board.port), capture_output=True, text=True, timeout=LONGEST_S)
    finally:
        board.unplug()

    assert code == 1
    assert "signed by a key that may not update this board" in complaint
    assert "Nothing has changed: it starts 0.1.0 again" in complaint
    assert not (board.flash / "slots.json").exists()
    assert "safe mode" not in again.stdout


class Forger:
    """Somebody in the cable: turns over one bit of the signature."""

    def __init__(self) -> None:
        self._rest = b""
        self._at = -1

    def __call__(self, data: bytes) -> bytes:
        *lines, self._rest = (self._rest + data).split(b"\n")
        return b"".join(self._forged(line) + b"\n" for line in lines)

    def _forged(self, line: bytes) -> bytes:
        if b'"data"' not in line:
            return line
        request = json.loads(line)
        piece = request["update"]
        content, at = bytearray(base64.b64decode(piece["data"])), piece["at"]
        if at == 0:
            self._at = 8 + int.from_bytes(content[4:8], "big")  # docs/protocol/update.md
        if at <= self._at < at + len(content):
            content[self._at - at] ^= 1
        return json.dumps({**request, "update": {"at": at, "data": base64.b64encode(content).decode()}}).encode()


def test_a_wrong_signature_is_refused_before_a_byte_is_written(board, home):
    board.changed = Forger()
    code, _, complaint = ended(update(home, board.port))

    assert code == 1
    assert "the board says: the signature is wrong" in complaint
    assert "Nothing has changed: it starts 0.1.0 again" in complaint
    assert not (board.flash / "slots").exists()


def test_a_board_that_is_unplugged_in_the_middle_keeps_its_program_and_is_updated_by_the_same_command(board, home):
    running = update(home, board.port, "--counter", "7")
    while not list(board.flash.glob("slots/a/**/*.mpy")):
        assert running.poll() is None
    board.unplug()
    code, _, complaint = ended(running)
    board.plug_in()
    again = ended(update(home, board.port, "--counter", "7"))

    assert code == 1
    assert "the board went away in the middle. Nothing has changed: plug it in again and repeat" in complaint
    assert again[0] == 0
    assert again[1].splitlines()[-1] == "The board runs 0.1.0+7 and keeps it."


def test_ctrl_c_in_the_middle_sends_the_board_back_to_work(board, home):
    running = update(home, board.port, "--counter", "7")
    while not list(board.flash.glob("slots/a/**/*.mpy")):
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    code, _, _ = ended(running)
    again = subprocess.run(command(home, "log", board.port), capture_output=True, text=True, timeout=LONGEST_S)

    assert code == 130
    assert (again.returncode, again.stderr) == (0, "")
    assert "safe mode" not in again.stdout
    assert not (board.flash / "slots.json").exists()
