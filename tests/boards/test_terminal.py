"""The board's console in the real interpreter, on a real pty: what a person at a terminal sees and does."""

import asyncio
import base64
import hashlib
import json
import os
import random
import select
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.boards.at_terminal import PROMPT, AtTerminal
from tests.boards.desk_board import LIMIT_S
from tests.node.authority import payload

REBOOT = 3  # board.mjs: start me again


def now() -> int:
    return int(time.time())


@pytest.fixture
async def board(tmp_path: Path, air, provisioned: dict[str, object]) -> AsyncIterator[AtTerminal]:
    board = AtTerminal(tmp_path, tmp_path / "ether.sock", **provisioned)
    await board.start()
    yield board
    await board.stop()


async def test_a_person_finds_the_way_around(board):
    assert "siren/screen/radio" in "\n".join(await board.run("help"))
    await board.type("sta\t")
    await board.shows("status ")
    await board.type("--json\r")
    answer = json.loads((await board.shows(PROMPT)).split("\n")[1])
    assert (answer["name"], answer["safe"]) == ("kitchen", False)
    assert answer["heap_free"] > 8192


async def test_a_line_is_edited_in_the_middle_and_taken_back_from_the_history(board):
    await board.type("nme\x1b[D\x1b[Da\x1b[C\x1b[Cx\x7f\r")
    await board.shows("\nkitchen")
    await board.shows(PROMPT)
    await board.type("\x1b[A\x01\x0b" + "name K\u00fc\u0444\u540d\r")
    assert "K\u00fc\u0444\u540d from its next start on" in await board.shows("reboot does that")


async def test_settings_make_the_round_trip_through_a_paste_and_a_new_start(board, provisioned):
    settings = json.loads((board.flash / "board.json").read_text())
    data = json.dumps({**settings, "name": "attic", "place": None}).encode()
    await board.type(f"provision {len(data)} {hashlib.sha256(data).hexdigest()}\r")
    await board.shows("base64> ")
    await board.type(base64.encodebytes(data))
    await board.shows("attic is provisioned; reboot to use it")
    assert (board.flash / "board.json").read_bytes() == data
    await board.type("reboot\r")
    await board.shows("start the board anew? (yes/no) ")
    await board.type("yes\r")
    assert await board.ended() == REBOOT


async def test_a_test_of_the_screen_shows_characters_and_gives_way(board):
    await board.type("test screen\r")
    state = await board.until(lambda state: "!" in state["screen"][0])
    assert len(state["screen"]) == 8
    await board.type("\x03")
    await board.until(lambda state: state["screen"][0] == "HearthNet")
    assert await board.run("name") == ["kitchen"]


async def test_an_alert_is_shown_while_a_long_log_is_printed(board, air, office):
    await board.type("log\r" + "help\rlog\r" * 40)
    await air.put(payload(office.warn(time=now())))
    state = await board.until(lambda state: state["alert"] is not None)
    assert state["siren"] == "severe"
    await board.type("\x03\r")
    await board.shows(PROMPT)
    await board.type("alerts --json\r")
    await board.shows('"loud": true')


async def test_a_paste_of_ten_kilobytes_is_taken_as_fast_as_the_board_works(board):
    await board.type((b"name" + b" " * 35 + b"\r") * 256)
    for _ in range(256):
        await board.shows("\nkitchen\r")
    assert await board.run("name") == ["kitchen"]


async def test_a_machine_on_the_same_line_is_not_echoed(board):
    await board.type('{"run": "name", "id": 7}\n')
    before = await board.shows('"done": "name"')
    assert '"run"' not in before
    assert '"answer": {"name": "kitchen"}' in before


async def test_garbage_without_end_does_not_keep_an_alert_from_being_shown(board, air, office):
    chance = random.Random(4)
    await asyncio.to_thread(pour, board.child.child_fd, garbage(chance, 16384))
    await air.put(payload(office.warn(time=now())))
    await asyncio.to_thread(pour, board.child.child_fd, garbage(chance, 16384))
    state = await board.until(lambda state: state["alert"] is not None)
    assert state["siren"] == "severe"
    await asyncio.to_thread(pour, board.child.child_fd, b"\x03\x03\rname\r")
    await board.shows("\nkitchen\r")
    assert state["heap_free"] > 8192


def garbage(chance: random.Random, size: int) -> bytes:
    """Some of it keys that mean something."""
    keys = b'\x1b[ABCDHF~0123\t\r\n\x01\x05\x0b\x15\x17\x03\x0c\x7f{}"\xc3\xa9 statuslogalertshelp'
    parts = [bytes(chance.choices(keys, k=256)) + chance.randbytes(1792) for _ in range(size // 2048)]
    return b"".join(parts)


def pour(descriptor: int, data: bytes) -> None:
    """Write all of it, and read meanwhile as a terminal does."""
    while data:
        readable, writable, _ = select.select([descriptor], [descriptor], [], LIMIT_S)
        assert readable or writable, "the board takes nothing"
        if readable:
            os.read(descriptor, 65536)
        if writable:
            data = data[os.write(descriptor, data[:512]) :]
