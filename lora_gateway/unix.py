"""A Unix socket that only its owner may open, in a folder that only its owner may enter."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

from lora_gateway.errors import ConfigError

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]

CONNECT_TIMEOUT_S = 1.0
BUFFER_SIZE = 4096  # of a StreamReader; messages longer than this are read in pieces


@asynccontextmanager
async def listen(path: Path, serve: Serve) -> AsyncIterator[None]:
    """Listen at `path` while the block runs (until it is cancelled); then the file is removed.

    Each connection is a task that ends with the block; an error in one ends the block. ConfigError when somebody
    listens there already.
    """
    if await _answers(path):
        raise ConfigError(f"{path}: another process is listening there; stop it first")
    listener = _bind(path)
    own = _inode(path)
    async with asyncio.TaskGroup() as connections:
        server = await asyncio.start_unix_server(
            lambda reader, writer: connections.create_task(serve(reader, writer)), sock=listener, limit=BUFFER_SIZE
        )
        try:
            yield
        finally:
            server.close()
            if _inode(path) == own:  # not the socket of somebody who took the place meanwhile
                path.unlink(missing_ok=True)  # noqa: ASYNC240, one system call at the end


async def _answers(path: Path) -> bool:
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            _, writer = await asyncio.open_unix_connection(path)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def _bind(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    try:
        _make_private(path.parent)
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
    except OSError as error:  # Linux allows 107 bytes
        listener.close()
        raise ConfigError(f"{path}: cannot listen there: {error}; choose another home or a shorter path") from None
    return listener


def _inode(path: Path) -> int:
    return path.stat().st_ino if path.exists() else 0


def _make_private(folder: Path) -> None:
    """Create the folder with mode 0700; ConfigError when others could enter an existing one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        raise ConfigError(f"{folder}: others may enter this folder; run: chmod 700 {folder}")
