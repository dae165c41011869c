"""Each board's file: its parts stand on the pins that docs/boards.md says, and work together as one board."""

import json
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

from edge_agent.firmware.program import kinds
from meshwire.modem import Settings
from node.hardware import SHORT
from tests.rules.sources import ROOT, text

NUMBERS = ("CELL_RATIO", "SCREEN_COLUMN", "SUPPLY_MS")  # that are no pins
LONG_FAST = Settings(869525000, 250000, 11, 5, 16, 0x12, 14)
PAGE = text(ROOT / "docs/boards.md")


@pytest.mark.parametrize("kind", kinds())
def test_a_board_has_every_part(bench, board, kind):
    module, hardware = board(kind)
    assert hardware.radio.tune(LONG_FAST)
    bench.chip.mode = 5
    hardware.display.show(["HearthNet"])
    hardware.siren.sound("severe")
    hardware.flash.write("board.json", b"{}")
    hardware.feed()
    assert bench.i2c[0x3C].is_on
    assert ("pwm", module.PIEZO, "freq", 2000) in bench.traffic
    assert hardware.flash.read("board.json") == b"{}"
    assert (hardware.sensors, hardware.clock.utc(), bench.watchdog_ms) == ({}, 0, 8000)
    assert bench.run(hardware.radio.send(b"x")) is True


@pytest.mark.parametrize("kind", kinds())
def test_button_and_radio_end_a_wait(bench, board, kind):
    module, hardware = board(kind)
    hardware.radio.tune(LONG_FAST)
    bench.pass_ms(100)
    bench.run(hardware.wait(10))
    start = bench.now_us
    bench.after(200000, lambda: bench.wire(module.BUTTON).drive(0))
    bench.run(hardware.wait(5000))
    assert bench.now_us - start < 250000
    bench.pass_ms(100)
    bench.wire(module.BUTTON).drive(1)
    bench.run(hardware.wait(1000))
    assert hardware.button.presses() == [SHORT]
    bench.library.modems[-1].hear(b"frame")
    start = bench.now_us
    bench.run(hardware.wait(5000))
    assert bench.now_us == start
    assert hardware.radio.heard() == [b"frame"]


PERCENT = {"heltec_v3": 50, "pico_sx1262": 50, "tbeam": 73, "generic": None}


@pytest.mark.parametrize(("kind", "percent"), PERCENT.items())
def test_a_board_tells_its_battery(board, kind, percent):
    found = board(kind)[1].battery()
    assert found is percent if percent is None else abs(found - percent) <= 1


def test_the_sensors_of_board_json_are_connected(bench, board, tmp_path):
    sensor = b'{"sensors": [{"kind": "smoke", "name": "kitchen", "pin": 7}]}'
    (tmp_path / "board.json").write_bytes(sensor)
    hardware = board("heltec_v3")[1]
    assert hardware.sensors["kitchen"]() == 0
    bench.wire(7).drive(0)
    assert hardware.sensors["kitchen"]() == 1


def test_a_radio_of_a_t_beam_is_fed_before_it_is_asked(bench, board):
    board("tbeam")
    assert bench.i2c[0x34].registers[0x90] & 2


def test_a_t_beam_without_its_power_chip_has_a_console_that_says_so(bench, board):
    del bench.i2c[0x34]
    hardware = board("tbeam")[1]
    assert "power chip" in hardware.log.notes[0]
    assert hardware.battery() is None


def test_the_screen_of_a_heltec_is_fed_and_then_let_go_of(bench, board):
    board("heltec_v3")
    pins = [entry[1:] for entry in bench.traffic if entry[0] == "pin" and entry[1] in (36, 21)]
    assert pins == [(36, 0), (21, 0), (21, 1)]


def test_without_the_library_the_board_runs_and_says_what_is_missing(board, monkeypatch):
    monkeypatch.setitem(sys.modules, "lora", None)
    hardware = board("heltec_v3")[1]
    assert hardware.radio.tune(LONG_FAST) is False
    assert hardware.radio.facts()["up"] is False
    assert "lora library is missing" in hardware.log.notes[0]


@pytest.mark.parametrize("kind", kinds())
def test_no_pin_of_a_board_has_two_uses(kind):
    module = import_module(f"boards.{kind}")
    pins = [getattr(module.LORA, name) for name in ("sck", "mosi", "miso", "select", "reset", "busy", "dio1")]
    names = [name for name, value in vars(module).items() if name.isupper() and isinstance(value, int)]
    pins += [getattr(module, name) for name in names if name not in NUMBERS]
    assert len(set(pins)) == len(pins)


def described(kind: str, page: str) -> bool:
    """A board is one file and one line of the table in docs/boards.md."""
    return bool(re.search(rf"^\| \[`{kind}`\]\(\.\./micropython/boards/{kind}\.py\) \| [^|\s]", page, re.MULTILINE))


@pytest.mark.parametrize("kind", kinds())
def test_a_board_is_described(kind):
    assert described(kind, PAGE), f"docs/boards.md: a line for {kind}"


def test_no_board_is_described_that_does_not_exist():
    assert sorted(set(re.findall(r"^\| \[`(\w+)`\]", PAGE, re.MULTILINE))) == kinds()


def test_a_missing_description_is_found():
    assert not described("heltec_v3", "| [`heltec_v3`](../micropython/boards/heltec_v3.py) | |")


@pytest.mark.parametrize("kind", kinds())
def test_the_wiring_table_agrees_with_the_file(kind):
    module = import_module(f"boards.{kind}")
    pins = module.LORA
    numbers = (pins.sck, pins.mosi, pins.miso, pins.select, pins.reset, pins.busy, pins.dio1)
    assert f"| `{kind}` | " + " | ".join(map(str, numbers)) + " |" in PAGE


def test_a_boards_file_says_where_its_pins_are_from():
    for kind in set(kinds()) - {"generic"}:
        docstring = " ".join(import_module(f"boards.{kind}").__doc__.split())
        assert "Pins" in docstring
        assert "Not tried on a board by us" in docstring


def test_a_new_board_is_one_file():
    names = {path.name for path in Path(ROOT / "micropython/boards").glob("*.py")}
    assert names == {f"{kind}.py" for kind in kinds()} | {"__init__.py", "desk.py"}


def test_both_ways_of_installing_take_the_same_library():
    pinned = {tuple(pair) for pair in json.loads(text(ROOT / "micropython/package.json"))["deps"]}
    manifest = text(ROOT / "micropython/manifest.py")
    frozen = set(re.findall(r'^require\("([\w-]+)", version="([\d.]+)"\)', manifest, re.MULTILINE))
    assert pinned == frozen
    assert {name for name, _ in pinned} == {"lora-sx126x", "lora-async"}
