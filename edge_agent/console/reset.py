"""Factory reset: stops the node, saves it if asked, then empties its folder and nothing else."""

import asyncio
import fcntl
import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from edge_agent.console.machine import cannot_reset, has_systemd
from edge_agent.console.programs import ourselves, output
from edge_agent.errors import BadRequest, Unavailable

ROLES = ("run", "agent")  # the parent first, or it starts the agent again
UNITS = ("hearthnet-agent.service", "lora-gateway.service")
STOPS_S = 30.0
LOOK_S = 0.2


async def reset(home: Path, file: str) -> str:
    """What was done, in words. Nothing is deleted before the node has stopped and the backup is there."""
    if problem := cannot_reset(home):
        raise BadRequest(f"{problem}; nothing was deleted")
    saved_in = Path(file) if file else None
    if saved_in is not None and not await asyncio.to_thread(is_outside, saved_in, home):
        raise BadRequest("the backup must have a whole path outside the node's folder; nothing was deleted")
    if has_systemd():
        await output(["systemctl", "--no-ask-password", "stop", *UNITS])
    for role in ROLES:
        await stop(home, role)
    if saved_in is not None:
        code, said = await output(ourselves(home, "backup", str(saved_in)))
        if code:
            raise Unavailable(f"{said.strip()[-300:]}; nothing was deleted")
    await asyncio.to_thread(empty, home)
    saved = f"saved in {saved_in}; " if saved_in else ""
    return f"{saved}the folder is empty: `hearthnet init` or `hearthnet restore` makes a node again"


def is_outside(file: Path, home: Path) -> bool:
    return file.is_absolute() and not file.resolve().is_relative_to(home.resolve())


async def stop(home: Path, role: str) -> None:
    """Ask the process that holds the lock of a role to end, and wait until it has."""
    path = home / "run" / f"{role}.lock"
    asked = False
    try:
        async with asyncio.timeout(STOPS_S):
            while (holder := held_by(path)) is not None:  # noqa: ASYNC110  # another process; it has no event of ours
                if not asked and holder:
                    with suppress(ProcessLookupError):
                        os.kill(holder, signal.SIGTERM)
                    asked = True
                await asyncio.sleep(LOOK_S)
    except (TimeoutError, PermissionError):
        raise Unavailable(f"{role} does not stop; nothing was deleted. Stop it by hand, then try again") from None


def held_by(path: Path) -> int | None:
    """The process that holds a lock, 0 when it does not say which, None when nobody does."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        said = os.read(file, 20).decode("ascii", "replace").strip()
        return int(said) if said.isdecimal() and int(said) > 1 else 0
    else:
        return None
    finally:
        os.close(file)


def empty(home: Path) -> None:
    """Delete what is in a folder. A link is deleted, what it points to is not."""
    if problem := cannot_reset(home):
        raise BadRequest(f"{problem}; nothing was deleted")
    for entry in sorted(home.iterdir()):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
