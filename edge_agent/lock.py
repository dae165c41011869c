"""One process at a time per home and role: an advisory lock that the kernel drops when the process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_agent.errors import ConfigError


def run_folder(home: Path) -> Path:
    """HOME/run, for sockets and locks; only its owner may look inside."""
    folder = home / "run"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be made: {error.strerror}; name another place with --home") from None
    return folder


@contextmanager
def held(home: Path, role: str) -> Iterator[None]:
    """Hold HOME/run/ROLE.lock while the block runs; ConfigError names the process that holds it already."""
    path = run_folder(home) / f"{role}.lock"
    file = _locked(path, home, role)
    try:
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        yield
    finally:
        path.unlink(missing_ok=True)  # while the lock is held, so that nobody else's file goes
        os.close(file)


def _locked(path: Path, home: Path, role: str) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise ConfigError(
                f"{role} is running already with this home ({home}), process {holder}; "
                "stop it first, or start another node with --home FOLDER --port NUMBER"
            ) from None
        if _is_at(file, path):
            return file
        os.close(file)  # its last holder removed it between our open and our lock


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False
