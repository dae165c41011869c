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

STRANGER = 65534  # nobody
PRIVATE = ("keys", "certificate", "log", "backup")  # what only the node's own user may look at
PUBLIC = ("disk", "card", "memory", "network", "serial", "software", "updates", "timezone")
# A program of another user may not read the interpreter's folder, so that everything is imported before.
AS_STRANGER = """
import encodings.idna, os, sys
from edge_agent.cli import doctor, main
os.setgroups([]), os.setgid(int(sys.argv[1])), os.setuid(int(sys.argv[1]))
sys.argv = ["hearthnet", "--home", sys.argv[2], "doctor", *sys.argv[3:]]
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
def stranger(home):
    """The number of a user who may not look into the home: another one, or ourselves where only root could change."""
    if os.geteuid() == 0:
        yield STRANGER
        return
    mode = home.stat().st_mode
    home.chmod(0)
    try:
        yield os.getuid()
    finally:
        home.chmod(mode)


def doctor(home, *options):
    with stranger(home) as user:
        program = AS_STRANGER if user == STRANGER else AS_STRANGER.replace("os.setgroups([]), ", "")
        return subprocess.run(
            [sys.executable, "-c", program, str(user), str(home), *options],
            capture_output=True, text=True, timeout=LIMIT_S, env=ENVIRONMENT, check=False,
        )  # fmt: skip


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
