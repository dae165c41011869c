"""Runs Python on the board's interpreter: real MicroPython with a heap of fixed size."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

import fuzz_parser
from edge_agent.desk.node_runtime import node_command

ROOT = Path(__file__).parents[1]
RUNNER = ROOT / "micropython" / "wasm" / "run.mjs"
BOARD_HEAP = 128 * 1024
LONGEST_RUN_S = 60


def run_script(
    script: Path,
    *arguments: str,
    stdin: str = "",
    heap: int = BOARD_HEAP,
    mounts: Iterable[tuple[Path, str]] = (),
) -> subprocess.CompletedProcess[str]:
    """Run a script file; `mounts` are pairs of a folder here and its path in the interpreter."""
    options = ["--heap", str(heap)]
    for here, there in mounts:
        options += ["--mount", f"{here}={there}"]
    command = [*node_command(), str(RUNNER), *options, str(script), *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=LONGEST_RUN_S, check=False
    )


def output_of(script: Path, *arguments: str, **options: object) -> str:
    """What the script printed; a script that fails fails the test, with its traceback."""
    done = run_script(script, *arguments, **options)  # type: ignore[arg-type]
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def verdicts_on_board(parser: str, inputs: Iterable[bytes]) -> str:
    """+ for every input from which the board's parser (MODULE.FUNCTION) makes a value, - for every one it refuses."""
    lines = "".join(data.hex() + "\n" for data in inputs)
    return output_of(ROOT / "micropython" / "fuzz_parser.py", parser, stdin=lines)


def verdicts_here(parser: str, inputs: Iterable[bytes]) -> str:
    """The same on CPython."""
    function = fuzz_parser.find(parser)
    return "".join(fuzz_parser.verdict(function, data) for data in inputs)
