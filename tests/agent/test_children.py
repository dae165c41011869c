"""Real processes: started again when they end, ended when we end, however we end."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from edge_agent.desk import children
from edge_agent.desk.children import Child, keep
from edge_agent.errors import ConfigError

LIMIT_S = 15.0
NOTE = "import os, pathlib, signal, sys, time; note = pathlib.Path(sys.argv[1]); "
TELL = "(note / str(os.getpid())).touch(); "


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(children, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(children, "LONGEST_PAUSE_S", 0.01)


@pytest.fixture
def notes(tmp_path):
    """Each child leaves a file here, named after its process."""
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def child(notes, script):
    return Child("part", [sys.executable, "-c", NOTE + script, str(notes)])


async def until(claim):
    async with asyncio.timeout(LIMIT_S):
        while not claim():  # noqa: ASYNC110  # other processes are watched
            await asyncio.sleep(0.01)


def pids(notes):
    return [int(path.name) for path in notes.iterdir() if path.name.isdigit()]


def is_alive(pid):
    """A process that nobody has asked for its exit code is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def end(task):
    task.cancel()
    async with asyncio.timeout(LIMIT_S):
        with suppress(asyncio.CancelledError):
            await task


async def test_a_child_that_ends_is_started_again(notes, caplog):
    keeping = asyncio.create_task(keep(child(notes, TELL + "sys.exit(3)")))
    await until(lambda: len(pids(notes)) >= 3)
    await end(keeping)

    assert "part ended (exit code 3); starting it again" in caplog.text


async def test_a_child_that_is_killed_is_started_again(notes, caplog):
    keeping = asyncio.create_task(keep(child(notes, TELL + "time.sleep(60)")))
    await until(lambda: pids(notes))
    os.kill(pids(notes)[0], signal.SIGKILL)
    await until(lambda: len(pids(notes)) == 2)
    await end(keeping)

    assert "part ended (SIGKILL)" in caplog.text
    assert not any(is_alive(pid) for pid in pids(notes))


async def test_a_wrong_option_or_setting_is_final(notes):
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(ConfigError, match="part could not start; its message is above"):
            await keep(child(notes, TELL + "sys.exit(2)"))
    assert len(pids(notes)) == 1


async def test_a_child_is_asked_to_end_and_has_time_for_it(notes):
    script = (
        "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.1), (note / 'tidied').touch(), sys.exit(0)));"
        + TELL
        + "time.sleep(60)"
    )
    keeping = asyncio.create_task(keep(child(notes, script)))
    await until(lambda: pids(notes))
    await end(keeping)

    assert (notes / "tidied").exists()


async def test_a_child_that_does_not_listen_is_killed(notes, monkeypatch):
    monkeypatch.setattr(children, "STOP_S", 0.1)
    keeping = asyncio.create_task(
        keep(child(notes, "signal.signal(signal.SIGTERM, signal.SIG_IGN);" + TELL + "time.sleep(60)"))
    )
    await until(lambda: pids(notes))
    await end(keeping)

    assert not is_alive(pids(notes)[0])


async def test_what_a_child_started_ends_with_it(notes):
    keeping = asyncio.create_task(keep(child(notes, "os.fork();" + TELL + "time.sleep(60)")))
    await until(lambda: len(pids(notes)) == 2)
    await end(keeping)

    await until(lambda: not any(is_alive(pid) for pid in pids(notes)))


PARENT = """
import asyncio, sys
from edge_agent.desk.children import Child, keep
asyncio.run(keep(Child("part", sys.argv[1:])))
"""


async def test_a_child_ends_when_its_parent_is_killed(notes):
    argv = child(notes, TELL + "time.sleep(60)").argv
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, *argv)
    await until(lambda: pids(notes))
    parent.kill()
    await parent.wait()

    await until(lambda: not is_alive(pids(notes)[0]))
