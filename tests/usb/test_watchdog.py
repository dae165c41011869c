"""What takes long at a board whose watchdog is armed feeds it: a board is never started again in the middle."""

import subprocess
import sys

import pytest

from edge_agent.usb.line import Line
from tests.usb.watchdog import WatchedBoard

LONGEST_S = 100


@pytest.fixture
def board(tmp_path):
    flash = tmp_path / "flash"
    flash.mkdir()
    made = WatchedBoard(flash)
    yield made
    made.unplug()


def hearthnet(home, *words):
    command = [sys.executable, "-m", "edge_agent", "--home", str(home), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)


def test_a_board_that_nobody_feeds_is_started_again(board):
    line = Line(board.port)
    line.enter()
    assert board.bitten.wait(LONGEST_S)
    line.close()


def test_flashing_and_provisioning_feed_it_all_the_time(board, tmp_path):
    assert hearthnet(tmp_path / "home", "init", "--name", "Mill").returncode == 0
    flashed = hearthnet(tmp_path / "home", "board", "flash", board.port, "--language", "de")
    assert (flashed.returncode, flashed.stderr) == (0, "")
    assert board.bites == 0

    (board.flash / "main.py").unlink()
    board.restart()
    done = hearthnet(tmp_path / "home", "board", "provision", board.port, "--name", "Attic", "--region", "EU_868")
    assert (done.returncode, done.stderr) == (0, "")
    assert board.bites == 0
    assert (board.flash / "key.bin").exists()
