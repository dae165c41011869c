"""One process at a time per home; the lock goes with the process."""

import os
import signal
import subprocess
import sys

import pytest

from edge_agent.errors import ConfigError
from edge_agent.lock import held

HOLDER = """
import pathlib, signal, sys
from edge_agent.lock import held
with held(pathlib.Path(sys.argv[1]), "agent"):
    print("held", flush=True)
    signal.pause()
"""


def test_the_second_holder_is_told_who_holds_it(tmp_path):
    with (
        held(tmp_path, "agent"),
        pytest.raises(ConfigError, match=f"agent is running already .* process {os.getpid()}"),
        held(tmp_path, "agent"),
    ):
        pass


def test_another_role_is_free(tmp_path):
    with held(tmp_path, "agent"), held(tmp_path, "run"):
        assert (tmp_path / "run" / "run.lock").exists()


def test_nothing_is_left_behind(tmp_path):
    with held(tmp_path, "agent"):
        pass
    assert list((tmp_path / "run").iterdir()) == []


def test_nothing_is_left_behind_by_a_failure_either(tmp_path):
    with pytest.raises(ZeroDivisionError), held(tmp_path, "agent"):
        raise ZeroDivisionError
    assert list((tmp_path / "run").iterdir()) == []


def test_a_killed_holder_holds_nothing(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ConfigError, match=f"process {holder.pid}"), held(tmp_path, "agent"):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)

    with held(tmp_path, "agent"):
        pass


def test_only_the_owner_looks_into_the_folder(tmp_path):
    with held(tmp_path / "home", "agent"):
        assert (tmp_path / "home" / "run").stat().st_mode & 0o777 == 0o700
