"""A crash on a board is read with the names that the sources have, although the board knows shorter ones."""

import os

import pytest

from edge_agent.errors import ConfigError
from edge_agent.firmware import program, traces
from edge_agent.firmware.compiler import NO_LINES, compile_program, find_compiler
from tests.interpreter import output_of

SOURCE = """
class Alarm:
    def ring(self):
        raise ValueError("broken on purpose")


def sound():
    _loud(Alarm())


def _loud(alarm):
    alarm.ring()
"""
ON_BOARD = """
import sys
sys.path[:] = ["/slot"]
from node import alarm
try:
    alarm.sound()
except ValueError as error:
    sys.print_exception(error, sys.stdout)
"""


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "sources"
    (folder / "node").mkdir(parents=True)
    (folder / "node" / "__init__.py").touch()
    (folder / "node" / "alarm.py").write_text(SOURCE, encoding="utf-8")
    return folder


def trace_of(sources, tmp_path) -> list[str]:
    """Of the real interpreter."""
    paths = ["node/__init__.py", "node/alarm.py"]
    for name, data in compile_program(find_compiler(), {path: sources / path for path in paths}, NO_LINES).items():
        path = tmp_path / "slot" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    script = tmp_path / "script.py"
    script.write_text(ON_BOARD, encoding="utf-8")
    return output_of(script, mounts=[(tmp_path / "slot", "/slot")]).splitlines()


def test_the_names_of_a_build_come_back_into_its_tracebacks(sources, tmp_path):
    trace = trace_of(sources, tmp_path)
    assert not any("_loud" in line for line in trace)
    traces.keep("0.1.0+7", traces.real_names(["node/alarm.py"], sources), tmp_path / "names")

    crash = ["--- ValueError: broken", "version 0.1.0+7, up 3 s, 9000 bytes free", *trace]
    told = list(traces.told(crash, tmp_path / "names"))

    assert [line.split(" in ")[1] for line in told if 'File "node/alarm.py"' in line] == ["sound", "_loud", "ring"]
    assert told[-1] == "ValueError: broken on purpose"


def test_a_crash_of_another_build_stays_as_it_is(sources, tmp_path):
    names = tmp_path / "names"
    traces.keep("0.1.0+7", traces.real_names(["node/alarm.py"], sources), names)
    place = '  File "node/alarm.py", line 1, in _a'

    assert list(traces.told([place], names)) == [place]
    lines = ["version 0.1.0+7, up 3 s", place, "--- RuntimeError: x", "version 0.1.0+8, up 3 s", place]
    assert [line == place for line in traces.told(lines, names)] == [False, False, False, False, True]


def test_the_oldest_builds_make_room(tmp_path):
    for counter in range(traces.MOST + 3):
        traces.keep(f"1.0+{counter}", {}, tmp_path)
        os.utime(tmp_path / f"1.0+{counter}.json", (counter, counter))
    assert {path.stem for path in tmp_path.iterdir()} == {f"1.0+{counter}" for counter in range(3, traces.MOST + 3)}


def test_a_version_that_a_board_made_up_leads_nowhere(tmp_path):
    (tmp_path / "names").mkdir()
    (tmp_path / "secret.json").write_text('{"node/alarm.py": {"_a": "stolen"}}')
    place = '  File "node/alarm.py", line 1, in _a'
    lines = ["version ../secret, up 3 s", place]
    assert list(traces.told(lines, tmp_path / "names")) == lines


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "names").touch()
    with pytest.raises(ConfigError, match="the names for tracebacks are written there"):
        traces.keep("1.0", {}, tmp_path / "names")


def test_every_module_of_every_kind_has_its_names():
    paths = program.needed_by_all(["de"])
    assert traces.real_names(paths).keys() == set(paths)
