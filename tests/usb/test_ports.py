"""Which port it is, why it cannot be used, and what to do."""

import os
import pty
import subprocess
import sys
import threading
import tty
from contextlib import contextmanager

import pytest

from edge_agent.errors import ConfigError, NotFound, Unavailable
from edge_agent.usb import line as lines
from edge_agent.usb import modem_line
from edge_agent.usb.line import Line
from edge_agent.usb.ports import Access, Device, choose, devices, permission_words, refuse_busy
from edge_agent.usb.progress import bar

HELTEC = Device("/dev/ttyUSB0", "10c4", "CP2102 USB to UART")
PICO = Device("/dev/ttyACM0", "2e8a", "Board in FS mode")
PRINTER = Device("/dev/ttyUSB7", "04b8", "Printer")


@contextmanager
def stranger(answers):
    """Another device: what it says to each thing it hears, b"" for nothing."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    os.close(slave)

    def talk():
        while True:
            try:
                os.read(master, 256)
                os.write(master, answers)
            except OSError:
                if over.wait(0.01):
                    return

    over = threading.Event()
    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    yield name
    over.set()
    thread.join(10)
    os.close(master)


def test_the_only_board_is_found():
    assert choose([PRINTER, PICO]) == "/dev/ttyACM0"


def test_of_several_the_person_chooses():
    with pytest.raises(NotFound, match=r"2 boards.*ttyUSB0 \(CP2102.*ttyACM0"):
        choose([HELTEC, PICO])


def test_without_any_the_cable_is_suspected():
    with pytest.raises(NotFound, match="only charges"):
        choose([PRINTER])


def test_usb_ports_are_read_from_what_the_kernel_tells(tmp_path):
    interface = tmp_path / "usb" / "1-1" / "1-1:1.0"
    interface.mkdir(parents=True)
    (interface.parent / "idVendor").write_text("2e8a\n")
    (interface.parent / "product").write_text("Pico\n")
    (tmp_path / "class" / "ttyACM3").mkdir(parents=True)
    (tmp_path / "class" / "ttyACM3" / "device").symlink_to(interface)
    (tmp_path / "class" / "ttyS0").mkdir()
    assert devices(tmp_path / "class") == [("/dev/ttyACM3", "2e8a", "Pico")]


def test_a_missing_permission_names_the_group_and_the_command():
    words = permission_words("/dev/ttyACM0", Access("ada", "dialout", may=False))
    assert "the group dialout" in words
    assert "`sudo usermod -aG dialout ada`" in words


def test_a_port_that_is_not_there_and_one_that_is_a_file(tmp_path):
    with pytest.raises(NotFound, match="plug the board in"):
        refuse_busy(str(tmp_path / "ttyACM9"))
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="not a serial port"):
        refuse_busy(str(tmp_path / "file"))


def test_a_port_in_use_names_who_holds_it():
    with stranger(b"") as port:
        holder = subprocess.Popen(
            [sys.executable, "-c", f"import sys; f=open({port!r},'rb'); print(1,flush=True); sys.stdin.read()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(Unavailable, match=rf"in use by python.*\(process {holder.pid}\)"):
            refuse_busy(port)
        holder.communicate(b"")


@pytest.mark.parametrize("answers", [b"", b"\x00\xff garbage" * 20, b"raw REPL; CTRL-B"])
def test_what_is_no_micropython_is_told_so(monkeypatch, answers):
    for module, name in ((lines, "ANSWER_S"), (lines, "AGAIN_S"), (modem_line, "LEAVE_S")):
        monkeypatch.setattr(module, name, 0.2)
    with stranger(answers) as port:
        line = Line(port)
        with pytest.raises(Unavailable, match="no MicroPython answers"):
            line.enter()
        line.close()


def test_progress_is_drawn_by_its_share():
    assert bar("Writing", 1, 2) == f"Writing [{'#' * 15}{'.' * 15}]  50 %"
