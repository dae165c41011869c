"""The processes that `hearthnet run` owns: started, restarted when they fail, ended together."""

import asyncio
import ctypes
import logging
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from edge_agent.errors import ConfigError, Unavailable
from edge_agent.supervisor import FIRST_PAUSE_S, LONGEST_PAUSE_S, STEADY_S, doubling

log = logging.getLogger(__name__)
STOP_S = 10.0  # an agent ends its connections and checkpoints its log in less, even on an SD card
READY_S = 60.0  # a Pi 4 with a cold SD card needs about 15
LOOK_S = 0.1
PR_SET_PDEATHSIG = 1  # prctl(2)
USAGE_ERROR = 2  # argparse's, and ours for settings: starting again cannot help
_libc = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class Child:
    """`needs` is a file that another child makes; this one starts when it is there.

    `again` is the exit code with which it asks for a new start.
    """

    name: str
    argv: Sequence[str]
    needs: Path | None = None
    again: int | None = None


async def until(there: Callable[[], bool], what: str) -> None:
    """Wait for another process; Unavailable when it takes too long."""
    try:
        async with asyncio.timeout(READY_S):
            while not there():  # noqa: ASYNC110  # another process is watched; it cannot set an event of ours
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise Unavailable(f"{what} did not start within {READY_S:g} s; see the messages above") from None


def _end_with_parent(parent: int) -> None:
    """Runs in the child before exec: even `kill -9` of the parent leaves no process behind."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was killed before the signal was asked for
        os._exit(1)


async def keep(child: Child) -> None:
    """Run a child until cancelled, starting it again when it ends; ConfigError when it cannot start at all."""
    if child.needs is not None:
        await until(child.needs.exists, f"what {child.name} needs, {child.needs.name},")
    pauses = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        code = await _run_once(child)
        if code == USAGE_ERROR:
            raise ConfigError(f"{child.name} could not start; its message is above")
        if loop.time() - started > STEADY_S or code == child.again:
            pauses = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
        pause = next(pauses)
        if code == child.again:
            log.info("%s starts anew, as it was told", child.name)
        else:
            log.warning("%s ended (%s); starting it again in %.0f s", child.name, _why(code), pause)
        await asyncio.sleep(pause)


async def _run_once(child: Child) -> int:
    process = await asyncio.create_subprocess_exec(
        *child.argv, stdin=asyncio.subprocess.DEVNULL, start_new_session=True,
        preexec_fn=partial(_end_with_parent, os.getpid()),
    )  # fmt: skip
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await asyncio.shield(_end(process))


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask the child's whole process group to stop, then make it."""
    for request in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, request)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                await process.wait()
                return


def _why(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
