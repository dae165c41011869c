"""The scripts behind make say what to do when the machine lacks something, and touch nothing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.rules.sources import ROOT


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A PATH of a machine without apt, sudo and chromium."""
    for program in ("sh", "id", "dirname"):
        os.symlink(str(shutil.which(program)), tmp_path / program)
    return tmp_path


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=30
    )


def test_make_alone_lists_the_targets():
    lines = run("make", MAKEFLAGS="", MAKELEVEL="0").stdout.splitlines()
    assert [line.split()[1] for line in lines][:3] == ["help", "run", "test"]


def test_a_python_that_is_too_old_is_named_as_the_reason():
    refused = run("tools/venv", "run", PYTHON="false")
    assert refused.returncode == 1
    assert "Python 3.11" in refused.stderr


def test_a_missing_venv_is_answered_with_the_command_to_run(tmp_path):
    (tmp_path / "ensurepip.py").write_text("raise ImportError", encoding="utf-8")
    refused = run("tools/venv", "run", PYTHON=str(shutil.which("python3")), PYTHONPATH=str(tmp_path))
    assert refused.returncode == 1
    assert "apt-get install python3-venv" in refused.stderr


def test_without_apt_the_missing_browser_is_named(bare_path):
    refused = run("tools/tested-with", PATH=str(bare_path))
    assert refused.returncode == 1
    assert "chromium" in refused.stderr


def test_the_lock_for_a_node_agrees_with_the_lock_for_the_tests():
    pins = {name: set(pinned(ROOT / f"requirements/{name}.txt")) for name in ("run", "dev", "bench")}
    assert len(pins["run"]) > 10
    assert pins["run"] <= pins["dev"] <= pins["bench"]


def pinned(lock: Path) -> list[str]:
    return [line.split(" ")[0] for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line]
