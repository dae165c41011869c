"""The USB line, on a real pseudo terminal."""

import os
import pty
import select
import subprocess
import sys
import tty
from collections.abc import Iterator

import pytest

from tests.rules.sources import ROOT

LIMIT_S = 20
BOARD = """
import os, sys, time
sys.path[:0] = [{lib!r}, {board!r}]
class Raw:  # without the buffers that MicroPython has not
    def __init__(self, number, mode):
        os.set_blocking(number, False)
        self.buffer = open(number, mode, buffering=0)
        self.fileno = self.buffer.fileno
sys.stdin, sys.stdout = Raw(0, "rb"), Raw(1, "wb")
from drivers.usb import Usb
from node.line import SerialLine
usb = Usb()
line = SerialLine(usb.read, usb.write)
sys.stdout.buffer.write(b"ready\\n")
{program}
"""
ECHO = """
while True:
    typed = line.typed()
    if typed == b"" : time.sleep(0.001)
    elif typed == b"q": break
    else:
        while typed: typed = typed[line.write(typed):]
"""
FLOOD = """
while not line.typed(): time.sleep(0.001)
taken, refused = 0, 0
while refused < 3:
    count = line.write(b"x" * 200)
    assert count <= 64, count
    taken, refused = taken + count, refused + (count == 0)
sys.stderr.write("gave up after %d" % (taken > 0)); sys.stderr.flush(); os._exit(0)
"""


class Terminal:
    def __init__(self, program: str) -> None:
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        source = BOARD.format(lib=str(ROOT / "micropython/lib"), board=str(ROOT / "micropython"), program=program)
        self.process = subprocess.Popen(
            [sys.executable, "-c", source], stdin=slave, stdout=slave, stderr=subprocess.PIPE
        )
        os.close(slave)
        self.until(b"ready\n")

    def until(self, end: bytes) -> bytes:
        found = b""
        while not found.endswith(end):
            ready, _, _ = select.select([self.master], [], [], LIMIT_S)
            assert ready, found
            found += os.read(self.master, 4096)
        return found

    def close(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=LIMIT_S)
        os.close(self.master)


@pytest.fixture
def echo() -> Iterator[Terminal]:
    terminal = Terminal(ECHO)
    yield terminal
    terminal.close()


def test_what_is_typed_is_there_at_once_and_what_is_written_arrives(echo):
    for text in (b"status\r", "відбій\n".encode(), bytes(range(4, 200)), b"\xff\x00\xfe."):
        os.write(echo.master, text)
        assert echo.until(text[-1:]).endswith(text)


def test_more_than_fits_one_step_comes_in_several(echo):
    text = b"0123456789" * 100 + b"\n"
    os.write(echo.master, text)
    assert echo.until(b"\n") == text


def test_a_terminal_that_reads_nothing_does_not_stop_the_board():
    terminal = Terminal(FLOOD)
    os.write(terminal.master, b"go")
    _, said = terminal.process.communicate(timeout=LIMIT_S)
    os.close(terminal.master)
    assert said == b"gave up after 1"
