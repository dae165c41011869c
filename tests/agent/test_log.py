"""Log lines of a part, in the real process that writes them."""

import subprocess
import sys

from tests.gateway.processes import PYTHONPATH

SCRIPT = """
import logging
from edge_agent.log import to_stderr
to_stderr("agent")
log = logging.getLogger("edge_agent.x")
{}
"""


def written(line):
    script = SCRIPT.format(line)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={"PYTHONPATH": PYTHONPATH}
    )
    assert done.stdout == ""
    return done.stderr


def test_a_line_names_the_part_and_the_level_only_when_it_matters():
    assert written("log.info('connected')") == "agent   | connected\n"
    assert written("log.warning('the disk is %s', 'full')") == "agent   | warning: the disk is full\n"


def test_details_for_developers_are_left_out():
    assert written("log.debug('x'); logging.getLogger('aiohttp.access').info('GET /')") == ""


def test_text_from_outside_makes_no_second_line_and_drives_no_terminal():
    assert written(r"log.info('a\nagent   | b\x1b[2J')") == "agent   | a agent   | b\ufffd[2J\n"


def test_a_bug_shows_where_it_is():
    lines = written("try:\n    1 / 0\nexcept ZeroDivisionError:\n    log.exception('a bug')").splitlines()
    assert lines[0] == "agent   | error: a bug"
    assert lines[-1] == "ZeroDivisionError: division by zero"
