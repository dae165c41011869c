"""Log lines as journald and a terminal get them, in the real process that writes them."""

import os
import subprocess
import sys
import tempfile

import pytest

from tests.accept.here import PATHS

SCRIPT = """
import logging
from edge_agent.log import to_stderr
to_stderr("agent")
log = logging.getLogger("edge_agent.x")
{}
"""
PEER = r"'anna\x1b[2J\nagent   | error: the disk is full\r\x9b31m\u202e'"


def written(line, *, journal):
    """What the process writes into a file; `journal`: journald has told it that this is its own."""
    with tempfile.TemporaryFile("w+") as file:
        about = os.fstat(file.fileno())
        stream = {"JOURNAL_STREAM": f"{about.st_dev}:{about.st_ino}"} if journal else {"JOURNAL_STREAM": "1:1"}
        subprocess.run(
            [sys.executable, "-c", SCRIPT.format(line)], stderr=file, check=True, env={"PYTHONPATH": PATHS, **stream}
        )
        file.seek(0)
        return file.read()


@pytest.mark.parametrize(("level", "priority"), [("info", 6), ("warning", 4), ("error", 3), ("critical", 2)])
def test_the_journal_gets_the_priority_of_a_line(level, priority):
    line = written(f"log.{level}('the gateway is gone')", journal=True)
    assert line.startswith(f"<{priority}>agent   | ")


def test_every_line_of_a_traceback_has_its_priority():
    lines = written("try:\n    1 / 0\nexcept ZeroDivisionError:\n    log.exception('a bug')", journal=True).splitlines()
    assert len(lines) > 3
    assert [line for line in lines if not line.startswith("<3>")] == []


def test_elsewhere_no_line_has_a_priority():
    assert written("log.warning('the disk is full')", journal=False) == "agent   | warning: the disk is full\n"


@pytest.mark.parametrize("journal", [True, False])
def test_the_name_of_a_peer_makes_no_second_line_and_drives_no_terminal(journal):
    said = written(f"log.info('%s is here', {PEER})", journal=journal)
    assert said.count("\n") == 1
    assert not {"\x1b", "\r", "\x9b", "\u202e"} & set(said)


def test_what_a_peer_put_into_an_exception_drives_no_terminal_either():
    said = written(f"try:\n    raise ValueError({PEER})\nexcept ValueError:\n    log.exception('a bug')", journal=True)
    assert not {"\x1b", "\r", "\x9b", "\u202e"} & set(said)
    assert [line for line in said.splitlines() if not line.startswith("<3>")] == []
