"""What restoring a document costs on a board: in the real MicroPython, whose times are only good to compare.

Memory is what the solution takes beyond the rows that the board has received.
"""

import json
import subprocess
from pathlib import Path

from bench.report import Figure, figure, write
from edge_agent.desk.node_runtime import node_command
from meshwire.fragment import MAX_ROW, shape

ROOT = Path(__file__).parents[1]
RUNNER = ROOT / "micropython" / "wasm" / "run.mjs"
SCRIPT = ROOT / "micropython" / "measure_erasure.py"
CASES = ((1, 2), (8, 15))  # kilobytes, sources lost: of 8 kB as many as one in three lost frames leaves


def figures(kilobytes: int, lost: int) -> list[Figure]:
    k, _ = shape(1024 * kilobytes)
    arguments = [str(number) for number in (k, MAX_ROW, lost)]
    output = subprocess.run([*node_command(), RUNNER, SCRIPT, *arguments], capture_output=True, check=True).stdout
    found: dict[str, float] = json.loads(output)
    name = f"boards.erasure_{kilobytes}kb"
    textbook = ("byte by byte", found["textbook_ms"])
    return [
        figure(f"{name}_ms", found["decode_ms"], "ms in WebAssembly", "lower", against=textbook),
        figure(f"{name}_heap_bytes", found["heap_bytes"], "bytes free", "lower", goal=16384),
    ]


def main() -> None:
    write("boards", [one for case in CASES for one in figures(*case)])


if __name__ == "__main__":
    main()
