"""A board at the desk is called by its name; a name that is none is answered with those that there are."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_agent.desk.board import board_command
from edge_agent.errors import NotFound, Unavailable
from edge_agent.usb.cable import open_cable, open_line
from edge_agent.usb.machine import Machine
from edge_agent.usb.socket_line import SocketLine
from tests.usb.plugged_board import settings

LONGEST_S = 60
CRASH = ("in a row: 0", "--- ValueError: too loud", "version 0.1.0, up 7 s, 9000 bytes free")


@pytest.fixture
def home(tmp_path):
    """The folder of a node at whose desk the board `desk` runs."""
    flash, run = tmp_path / "boards" / "desk", tmp_path / "run" / "boards"
    flash.mkdir(parents=True)
    run.mkdir(parents=True)
    (flash / "crash.log").write_text("\n".join(CRASH) + "\n", encoding="utf-8")
    (flash / "board.json").write_text(settings(name="kitchen"), encoding="utf-8")
    command = board_command("desk", flash, tmp_path / "no-ether", run / "desk.sock")
    process = subprocess.Popen(command)
    while not (run / "desk.tty").exists():
        assert process.poll() is None
    yield tmp_path
    process.send_signal(signal.SIGKILL)
    process.wait(LONGEST_S)


@pytest.fixture
def sysfs(tmp_path) -> Path:
    """A machine with one board on USB."""
    interface = tmp_path / "usb" / "1-1" / "1-1:1.0"
    interface.mkdir(parents=True)
    (interface.parent / "idVendor").write_text("2e8a\n")
    (interface.parent / "product").write_text("Pico\n")
    (tmp_path / "class" / "ttyACM3").mkdir(parents=True)
    (tmp_path / "class" / "ttyACM3" / "device").symlink_to(interface)
    return tmp_path / "class"


def hearthnet(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "edge_agent", "--home", str(home), "board", *words]


def test_the_log_of_a_board_at_the_desk_is_read_by_its_name(home):
    done = subprocess.run(
        hearthnet(home, "log", "desk"), capture_output=True, text=True, timeout=LONGEST_S, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["Log:", "  nothing", "Crashes:", *(f"  {line}" for line in CRASH)]


def test_its_console_is_a_terminal_until_it_is_left(home):
    ours, theirs = pty.openpty()
    running = subprocess.Popen(hearthnet(home, "console", "desk"), stdin=theirs, stdout=theirs, stderr=theirs)
    seen = b""
    while b"desk: Ctrl-] leaves" not in seen:
        seen += os.read(ours, 1024)
    os.write(ours, b"name\r")
    while b"\nkitchen\r" not in seen:
        seen += os.read(ours, 1024)
    os.write(ours, b"\x1d")

    assert running.wait(LONGEST_S) == 0
    os.close(ours)
    os.close(theirs)


def test_a_second_terminal_is_told_why_it_may_not(home):
    first = SocketLine(home, "desk")
    assert Machine(first).status()["name"] == "kitchen"
    second = SocketLine(home, "desk")
    with pytest.raises(Unavailable, match="another terminal is in use; close it first"):
        Machine(second).status()
    first.close()
    second.close()


def test_one_terminal_may_follow_another_at_once(home):
    for _ in range(20):
        line = SocketLine(home, "desk")
        assert Machine(line).status()["name"] == "kitchen"
        line.close()


def test_whoever_updates_a_board_on_usb_is_asked_for_its_kind(home):
    done = subprocess.run(
        hearthnet(home, "update", "auto"), capture_output=True, text=True, timeout=LONGEST_S, check=False
    )
    assert done.returncode == 1
    assert "say --kind, one of generic, heltec_v3" in done.stderr


@pytest.mark.parametrize("port", [None, "attic"])
def test_a_missing_or_wrong_name_is_answered_with_those_that_there_are(home, sysfs, port):
    with pytest.raises(NotFound, match=r"name one of desk \(at the desk\), /dev/ttyACM3 \(Pico\)"):
        open_cable(port, home, sysfs)


def test_where_there_is_no_board_the_person_is_told_how_to_get_one(tmp_path):
    with pytest.raises(NotFound, match=r"there is no board attic .* plug one in, or start one at the desk"):
        open_cable("attic", tmp_path, tmp_path)


def test_what_goes_through_a_repl_is_not_for_a_board_at_the_desk(home, sysfs):
    with pytest.raises(NotFound, match="a board at a desk: `hearthnet run` flashes and provisions it"):
        open_line("desk", home, sysfs)


def test_a_board_that_was_killed_is_told_as_not_running(tmp_path):
    folder = tmp_path / "run" / "boards"
    folder.mkdir(parents=True)
    (folder / "desk.tty").touch()
    with pytest.raises(Unavailable, match=r"desk does not run .*hearthnet run"):
        open_cable("desk", tmp_path, tmp_path)
