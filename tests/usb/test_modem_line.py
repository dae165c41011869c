"""A gateway's modem on the port gives its line back to whoever provisions, updates or asks the board."""

import json
import os
import pty
import subprocess
import sys
import threading

import pytest

from edge_agent.firmware import bundle, image
from edge_agent.firmware.compiler import find_compiler
from edge_agent.identity.keys import Key
from edge_agent.usb import update
from edge_agent.usb.line import Line
from edge_agent.usb.update import Updating
from meshwire import modem
from tests.usb.plugged_board import SPEED, PluggedBoard
from tests.usb.repl_board import ReplBoard

LONGEST_S = 60
NODE = Key(b"node".ljust(32, b"."))


@pytest.fixture
def roof(tmp_path):
    made = PluggedBoard(tmp_path, NODE.public, name="roof", role="modem")
    yield made
    made.unplug()


def hello(board: PluggedBoard) -> modem.Hello:
    """As a gateway hears it after it opened the port."""
    line, decoder = Line(board.port), modem.Decoder()
    try:
        while True:
            line.write(modem.encode(modem.PING))
            for kind, content in decoder.feed(line.read(0.5)):
                if kind == modem.HELLO:
                    return modem.decode_hello(content)
    finally:
        line.close()


def test_the_log_of_a_modem_is_read_and_it_is_a_modem_again(roof, tmp_path):
    command = [sys.executable, "-m", "edge_agent", "--home", str(tmp_path), "board", "log", roof.port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "somebody wants the console; reboot makes it a modem again" in done.stdout
    assert hello(roof).name == "roof"
    assert roof.starts == 2


def test_the_console_of_a_modem_is_there_when_it_is_asked_for(roof, tmp_path):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edge_agent", "--home", str(tmp_path), "board", "console", roof.port, "--modem"]
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    seen = b""
    while b"Ctrl-] leaves" not in seen:
        seen += os.read(ours, 1024)
    os.write(ours, b"\r")
    while b"roof> " not in seen:
        seen += os.read(ours, 1024)
    os.write(ours, b"\x1d")

    assert running.wait(LONGEST_S) == 0
    os.close(ours)
    os.close(theirs)


def test_a_modem_is_updated_and_is_a_modem_again(roof, monkeypatch):
    monkeypatch.setattr(update, "MODEM_S", update.MODEM_S / SPEED)
    program = {name: data for name, data in image.compiled(find_compiler()).items() if "dictionaries/" not in name}
    said: list[str] = []

    Updating(lambda: Line(roof.port), said.append).run(bundle.signed(program, "2.0", "desk", 9, NODE), "2.0")

    assert said[0] == "roof runs 0.1.0."
    assert json.loads((roof.flash / "slots.json").read_text()) == ["a", "a", True, True, {"a": ["2.0", 9]}, ""]
    assert hello(roof).name == "roof"


def test_a_modem_is_asked_for_its_line_before_its_program_is_ended(tmp_path):
    """Until it is, Ctrl-C is a byte like any other to it."""
    (tmp_path / "flash").mkdir()
    board = ReplBoard(tmp_path / "flash", starts=False)
    heard = threading.Thread(target=_be_modem, args=(board,), daemon=True)
    heard.start()
    try:
        line = Line(board.port)
        line.enter()
        assert line.value("6*7") == 42
        line.close()
    finally:
        board.unplug()


def _be_modem(board: ReplBoard) -> None:
    """Pass over what is no message, give the line back, then be a board that listens."""
    decoder = modem.Decoder()
    while (modem.LEAVE, modem.LEAVE_WORD) not in decoder.feed(board.read()):
        pass
    os.write(board.master, modem.encode(modem.LOG, b"the console is back"))
    board.start()
