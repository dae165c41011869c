"""The folder that `make firmware` leaves: copied to a board's flash it starts by itself, in the real interpreter."""

import os
import select
import shutil
from pathlib import Path

import pytest

from edge_agent.firmware import program
from tests.usb.repl_board import ReplBoard
from tools import firmware as tool

LIMIT_S = 20.0
STARTED = "a part is wanted by /slots/a of"
# The chip, as far as a start needs it: the first part that is wanted says who wants it, and ends the program.
CHIP = """
import asyncio, sys
asyncio.run = None  # this build has none, and it is not reached
WDT_RESET = 3
def reset_cause():
    return 1
def wanted(*_, **__):
    raise RuntimeError("a part is wanted by " + sys.path[0] + " of the flash")
class Pin:
    OUT = 1
    __init__ = wanted
I2C = Pin
"""


def made(folder: Path, kind: str | None) -> tuple[Path, list[str]]:
    said = tool.make(kind, [], record=False, output=folder / "made", names=folder / "names")
    return folder / "made" / "copy", said


def first_words(flash: Path, wanted: bytes) -> str:
    """What a board with that flash says after it was switched on, up to these words."""
    (flash / "lib").mkdir(exist_ok=True)
    (flash / "lib" / "machine.py").write_text(CHIP, encoding="utf-8")
    board = ReplBoard(flash)
    line = os.open(board.port, os.O_RDWR | os.O_NOCTTY)
    seen = b""
    try:
        while wanted not in seen and select.select([line], [], [], LIMIT_S)[0]:
            seen += os.read(line, 1024)
    finally:
        os.close(line)
        board.unplug()
    return seen.decode(errors="replace")


def test_what_was_copied_starts_from_its_slot(tmp_path):
    copy, _ = made(tmp_path, "generic")
    shutil.copytree(copy, tmp_path / "flash")
    assert STARTED in first_words(tmp_path / "flash", STARTED.encode())


@pytest.mark.parametrize("kind", ["generic", "heltec_v3"])
def test_without_a_kind_the_folder_serves_every_board_and_the_person_is_told_what_to_write(tmp_path, kind):
    copy, said = made(tmp_path, None)
    assert said[-1] == f"copy/board.kind is for you to write: {', '.join(program.kinds())} in one line"
    shutil.copytree(copy, tmp_path / "flash")
    (tmp_path / "flash" / "board.kind").write_text(f"{kind}\n", encoding="utf-8")
    assert STARTED in first_words(tmp_path / "flash", STARTED.encode())
