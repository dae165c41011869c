"""Other programs, run with a limit: never through a shell, never with the console's terminal."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from edge_agent.errors import Unavailable

LIMIT_S = 60.0
MAX_OUTPUT = 1 << 20
LINE = 1 << 16


def ourselves(home: Path, *words: str) -> list[str]:
    """A command of this program in a process of its own: its memory goes when it ends."""
    return [sys.executable, "-m", "edge_agent", "--home", str(home), *words]


async def output(argv: Sequence[str], *, typed: str = "", limit_s: float = LIMIT_S) -> tuple[int, str]:
    """Exit code and what it printed, both streams together."""
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}, preexec_fn=_hear_signals,
        )  # fmt: skip
    except OSError as error:
        raise Unavailable(f"{argv[0]} cannot be run: {error.strerror}") from None
    try:
        async with asyncio.timeout(limit_s):
            said, _ = await process.communicate(typed.encode())
    except TimeoutError:
        raise Unavailable(f"{Path(argv[0]).name} did not end within {limit_s:g} s") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode or 0, said[:MAX_OUTPUT].decode(errors="replace")


async def follow(argv: Sequence[str], tell: Callable[[str], None]) -> int:
    """Each line as it comes, until the program ends; it is ended with us."""
    process = await asyncio.create_subprocess_exec(
        *argv, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        start_new_session=True, limit=LINE, preexec_fn=_hear_signals,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        while line := await process.stdout.readline():
            tell(line.decode(errors="replace").rstrip("\n"))
        return await process.wait()
    except ValueError:  # a line that is longer than any log's
        return 1
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _hear_signals() -> None:
    """What the console ignores, its children must not."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
