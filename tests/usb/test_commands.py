"""The commands as a person types them, on a port with a real board behind it."""

import json
import os
import pty
import subprocess
import sys

import pytest

from edge_agent.identity.keys import parse_node_id
from node.settings import parse
from tests.usb.repl_board import ReplBoard

LONGEST_S = 60


def hearthnet(home, *words):
    command = [sys.executable, "-m", "edge_agent", "--home", str(home), *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=LONGEST_S, check=False, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def home(tmp_path):
    made = hearthnet(tmp_path / "home", "init", "--name", "Mill")
    assert made.returncode == 0, made.stderr
    return tmp_path / "home"


def test_a_board_is_flashed_provisioned_and_certified(board, home):
    flashed = hearthnet(home, "board", "flash", board.port, "--kind", "generic", "--language", "de")
    assert flashed.returncode == 0, flashed.stderr
    assert "are in slot a and were compared" in flashed.stdout
    assert "radio's driver is missing" in flashed.stdout
    assert flashed.stderr == ""  # the bar is for terminals
    done = hearthnet(
        home, "board", "provision", board.port, "--name", "Attic", "--region", "EU_868", "--language", "de",
        "--at", "50.1,8.6", "--area", "AGS:06412000", "--certify",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    settings = parse((board.flash / "board.json").read_bytes())
    assert (settings.name, settings.language, settings.frequency_hz) == ("Attic", "de", 869525000)
    node = json.loads((board.flash / "board.json").read_text())["updaters"][0]
    assert parse_node_id(hearthnet(home, "whoami").stdout.split("hn1")[1].split()[0].join(("hn1", ""))).hex() == node
    printed = next(line for line in done.stdout.splitlines() if line.startswith("hn1"))
    assert parse_node_id(printed) == (board.flash / "key.bin").read_bytes()[32:64]
    assert "\u2588" in done.stdout
    assert "Attic" in hearthnet(home, "cert", "list").stdout


def test_a_wrong_kind_is_an_error_and_nothing_is_written(board, home):
    refused = hearthnet(home, "board", "flash", board.port, "--kind", "heltec_v3")
    assert refused.returncode == 1
    assert "wrong board?" in refused.stderr
    assert list(board.flash.iterdir()) == []


def test_the_power_goes_while_it_is_flashed(tmp_path, home):
    """Whenever it happens, the same command afterwards makes the board whole."""
    (tmp_path / "flash").mkdir()
    board = ReplBoard(tmp_path / "flash")
    command = [sys.executable, "-m", "edge_agent", "--home", str(home), "board", "flash", board.port]
    running = subprocess.Popen([*command, "--kind", "generic"], stderr=subprocess.PIPE, text=True)
    while not list((tmp_path / "flash").rglob("*.mpy")):
        assert running.poll() is None
    board.unplug()
    _, said = running.communicate(timeout=LONGEST_S)
    assert running.returncode == 1
    assert "plug it in" in said
    assert not (tmp_path / "flash" / "slots.json").exists()
    again = ReplBoard(tmp_path / "flash")
    try:
        assert hearthnet(home, "board", "flash", again.port, "--kind", "generic").returncode == 0
        assert (tmp_path / "flash" / "slots.json").exists()
    finally:
        again.unplug()


@pytest.mark.parametrize("place", ["50.1", "here", "50.1,8.6,3", "91,8", "8,181", "nan,8"])
def test_a_place_that_is_none_is_refused_in_words(home, place):
    refused = hearthnet(home, "board", "provision", "auto", "--name", "Attic", "--region", "EU_868", f"--at={place}")
    assert refused.returncode == 1
    assert "write" in refused.stderr
    assert "for example 50.1,8.6" in refused.stderr


def test_a_port_that_is_not_there_is_said(home):
    refused = hearthnet(home, "board", "log", "/dev/ttyACM99")
    assert refused.returncode == 1
    assert "plug the board in" in refused.stderr


def test_the_console_needs_a_terminal(board, home):
    refused = hearthnet(home, "board", "console", board.port)
    assert refused.returncode == 2
    assert "needs a terminal" in refused.stderr


def test_the_console_is_a_terminal_of_the_board_until_it_is_left(board, home):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edge_agent", "--home", str(home), "board", "console", board.port]
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    seen = b""
    while b"Ctrl-] leaves" not in seen:
        seen += os.read(ours, 1024)
    os.write(ours, b"print(6*7)\r")
    while b"42" not in seen:
        seen += os.read(ours, 1024)
    os.write(ours, b"\x1d")
    assert running.wait(LONGEST_S) == 0
    os.close(ours)
    os.close(theirs)
