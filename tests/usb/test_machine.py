"""Log and updates over the console line of a real board program, in the real interpreter, on a real pseudo-terminal."""

import io
import json
import os
import pty
import subprocess
import tty
from argparse import Namespace

import pytest
from nacl.signing import SigningKey

from edge_agent.cli import board_usb
from edge_agent.desk.board import board_command
from edge_agent.errors import BadRequest
from edge_agent.firmware import bundle, traces
from edge_agent.identity.keys import Key
from edge_agent.usb.line import Line
from edge_agent.usb.machine import Machine

NODE = Key(b"node".ljust(32, b"."))
CRASH = 'in a row: 0\n--- ValueError: x\nversion 1.0+7, up 3 s, 9 bytes free\n  File "node/alarm.py", line 1, in _a\n'
PROGRAM = {"main.mpy": b"M\x06" + b"new" * 200}


@pytest.fixture
def port(tmp_path, request):
    """A provisioned board whose program runs, or its safe mode with the parameter "safe"; its flash is in `flash`."""
    flash = tmp_path / "flash"
    flash.mkdir()
    root = bytes(SigningKey(b"root".ljust(32, b".")).verify_key).hex()
    settings = {
        "name": "attic", "roots": [root], "certificates": [], "place": None, "language": "en", "network": 0,
        "preset": "LongFast", "updaters": [NODE.public.hex()],
    }  # fmt: skip
    (flash / "crash.log").write_text(CRASH, encoding="utf-8")
    (flash / "board.json").write_text(json.dumps(settings), encoding="utf-8")
    if getattr(request, "param", "") == "safe":
        (flash / "safe.json").write_text("{}", encoding="utf-8")  # as `reboot safe` does
    master, slave = pty.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    command = [*board_command("attic", flash, tmp_path / "no-ether", tmp_path / "attic.sock"), "--terminal"]
    process = subprocess.Popen(command, stdin=master, stdout=master)
    yield name
    process.terminate()
    process.wait(10)
    os.close(slave)  # a line that nobody has open ends the board's input
    os.close(master)


@pytest.fixture
def machine(port):
    line = Line(port)
    yield Machine(line)
    line.close()


def test_the_state_of_a_running_board_is_asked(machine):
    assert machine.run("status")[0]["name"] == "attic"


def test_a_command_that_is_not_there_is_refused_with_the_board_s_words(machine):
    with pytest.raises(BadRequest, match="no such command"):
        machine.run("statos")


@pytest.mark.parametrize("port", ["safe"], indirect=True)
def test_a_signed_update_is_taken(machine, tmp_path):
    told = []
    data = bundle.signed(PROGRAM, "2.0", "any", 9, NODE)
    machine.send("update", data, told.append)
    assert sum(told) == len(data)
    assert b"2.0" in (tmp_path / "flash" / "slots.json").read_bytes()


@pytest.mark.parametrize("port", ["safe"], indirect=True)
def test_an_update_of_somebody_else_is_refused(machine, tmp_path):
    stranger = Key(b"stranger".ljust(32, b"."))
    with pytest.raises(BadRequest, match="updater|may not|signed|trust"):
        machine.send("update", bundle.signed(PROGRAM, "2.0", "any", 9, stranger))
    assert not (tmp_path / "flash" / "slots.json").exists()


async def test_the_log_is_printed_with_the_names_of_the_sources(port, tmp_path, monkeypatch):
    monkeypatch.setattr(traces, "FOLDER", tmp_path / "names")
    traces.keep("1.0+7", {"node/alarm.py": {"_a": "_ring"}}, tmp_path / "names")
    shown = io.StringIO()
    await board_usb.show_log(Namespace(port=port, home=tmp_path), shown)
    assert shown.getvalue().startswith("Log:\n")
    assert shown.getvalue().splitlines()[-1] == '    File "node/alarm.py", line 1, in _ring'
