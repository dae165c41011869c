"""A bench under the drivers of boards."""

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.boards.doubles import fitting
from tests.boards.doubles.bench import Bench
from tests.boards.doubles.lora_library import Library
from tests.boards.doubles.power import AXP2101_AT_START, Registers
from tests.boards.doubles.screen import Screen
from tests.boards.doubles.sx1262 import Sx1262

fitting.fit(Bench())  # so that the tests beside this file can import the drivers


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    fitting.fit(bench)
    return bench


@pytest.fixture
def usb(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A USB line on which nothing comes and that takes what is written."""
    reading, writing = os.pipe()
    with open(reading, "rb", 0) as stdin, open(writing, "wb", 0), open(os.devnull, "wb", 0) as stdout:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stdout", stdout)
        yield
        monkeypatch.undo()


@pytest.fixture
def board(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, usb: None
) -> Callable[[str], tuple[ModuleType, object]]:
    """Makes the hardware of a kind of board, on a flash that is empty."""
    fitting.fit(bench, fitting.BOARDS, "boards")
    monkeypatch.setattr(import_module("drivers.assembly"), "ROOT_FOLDER", f"{tmp_path}/")
    bench.library = Library(bench)
    monkeypatch.setitem(sys.modules, "lora", bench.library)
    bench.i2c[0x3C] = Screen()
    bench.i2c[0x34] = Registers(AXP2101_AT_START)

    def make(kind: str) -> tuple[ModuleType, object]:
        module = import_module(f"boards.{kind}")
        if hasattr(module, "CELL_ADC"):
            bench.microvolts[module.CELL_ADC] = 3750000 * 100 // module.CELL_RATIO
        pins = module.LORA
        bench.chip = Sx1262(bench, pins.select, pins.reset, pins.busy, pins.dio1)
        return module, module.hardware()

    return make
