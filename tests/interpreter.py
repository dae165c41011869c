"""Runs Python on the board's interpreter: real MicroPython with a heap of fixed size."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

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
