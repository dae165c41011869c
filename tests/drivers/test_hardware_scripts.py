"""The scripts for real boards run to their end on a board of doubles: on a bench nobody has time for their mistakes."""

import runpy
import sys

import pytest

from tests.rules.sources import ROOT

FOLDER = ROOT / "tests/hardware"
SCRIPTS = ("parts", "hear", "send", "power", "watchdog", "flash_wear")


@pytest.fixture
def run(bench, board, monkeypatch):
    """Runs a script on a Heltec; what it printed."""

    def play(script: str) -> str:
        board("heltec_v3")
        monkeypatch.setitem(sys.modules, "asyncio", bench)
        monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])
        printed: list[str] = []
        monkeypatch.setattr("builtins.print", lambda *words: printed.append(" ".join(map(str, words))))
        runpy.run_path(str(FOLDER / f"{script}.py"), {"KIND": "heltec_v3"})
        return "\n".join(printed)

    yield play
    sys.modules.pop("bench_of", None)


def test_parts_are_shown_and_sounded(run, bench):
    bench.after(30_000_000, lambda: bench.wire(0).drive(0))
    bench.after(30_200_000, lambda: bench.wire(0).drive(1))
    said = run("parts")
    assert "it was ['short']" in said
    assert "errors: 0" in said
    assert {entry[3] for entry in bench.traffic if entry[:3] == ("pwm", 4, "freq")} >= {2800, 1500, 1800}


def test_what_is_heard_is_printed(run, bench):
    bench.after(12_000_000, lambda: bench.library.modems[-1].hear(b"\x01\x02", -100, -20))
    said = run("hear")
    assert "heard 2 bytes at -100 dBm, -5 dB: 0102" in said
    assert said.count("busy:") == 12


def test_frames_are_sent_with_the_least_power(run, bench):
    said = run("send")
    assert said.count("True") == 12  # tuned, ten frames, up
    assert bench.library.modems[-1].configuration["output_power"] == -9
    assert len(bench.library.modems[-1].sent) == 10


def test_every_state_is_held_for_the_meter(run, bench):
    assert run("power").count("read the current") == 4
    assert len(bench.library.modems[-1].sent) == 5


def test_the_watchdog_bites(run, bench):
    run("watchdog")
    assert bench.resets == 1


def test_every_write_reads_back(run, tmp_path):
    said = run("flash_wear")
    assert "FAIL" not in said
    assert "longest" in said
    assert list(tmp_path.iterdir()) == []


def test_every_script_is_on_the_list():
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    scripts = {path.stem for path in FOLDER.glob("*.py")} - {"bench_of", "radio_claims", "radio_library", "whole_board"}
    assert scripts == set(SCRIPTS)
    assert [script for script in SCRIPTS if f"`{script}.py`" not in page] == []
