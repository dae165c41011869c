"""The doctor as a user whose node it is not: what may not be seen is said, with whom to ask; the rest is told."""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge_agent.identity.community import found
from tests.doctor.test_whole import ENVIRONMENT, LIMIT_S, agent
from tests.scenario.desk import free_port

PRIVATE = ("keys", "certificate", "log", "backup")  # what only the node's own user may look at
PUBLIC = ("disk", "card", "memory", "network", "serial", "software", "updates", "timezone")
# Another user may not read the interpreter's own folder, so that everything is imported before.
PROGRAM = """
import encodings.idna, os, sys
from edge_agent.cli import doctor, main
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
main.main()
"""


@pytest.fixture
async def home():
    """A founded node in a folder that everybody may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        await found(folder / "node", name="hall")
        (folder / "node/hearthnet.toml").write_text(f"[http]\nport = {free_port()}\n")
        yield folder / "node"


@contextmanager
def closed(home):
    """Where only root could become somebody else, the home is closed to its own user."""
    mode = home.stat().st_mode
    home.chmod(mode if os.geteuid() == 0 else 0)
    try:
        yield
    finally:
        home.chmod(mode)


def doctor(home, *options):
    command = [sys.executable, "-c", PROGRAM, "--home", str(home), "doctor", *options]
    with closed(home):
        return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, env=ENVIRONMENT, check=False)


def findings(home):
    return {one["name"]: one for one in json.loads(doctor(home, "--json").stdout)["findings"]}


async def test_what_another_user_may_not_see_is_unknown_with_the_command_that_helps(home):
    told = findings(home)

    assert {told[name]["verdict"] for name in PRIVATE} == {"unknown"}
    for name in PRIVATE:
        assert told[name]["reason"].startswith(f"this user may not look at {home}")
        assert f"hearthnet --home {home} doctor" in told[name]["next_step"]


async def test_what_everybody_may_see_is_told_to_another_user(home):
    told = findings(home)

    assert [name for name in PUBLIC if told[name]["verdict"] == "unknown"] == []


async def test_an_agent_of_another_user_is_neither_up_nor_down(home):
    async with agent(home):
        told = findings(home)

    assert told["agent"]["verdict"] == "unknown"
    assert told["agent"]["next_step"].endswith(f"hearthnet --home {home} doctor")


async def test_no_error_of_python_reaches_another_user(home):
    said = doctor(home)

    assert said.returncode == 1
    assert said.stderr == ""
    assert [words for words in ("Error", "Errno", "Traceback", "has a bug") if words in said.stdout] == []
