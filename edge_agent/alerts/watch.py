"""A folder whose CAP files are issued: a colleague's script or a USB stick drops them there."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from edge_agent.errors import BadRequest, ConfigError, EdgeError, Unavailable
from edge_agent.text import printable

log = logging.getLogger(__name__)
LOOK_S = 3.0  # a look costs one directory read; inotify misses what another machine writes to a shared folder
ENDINGS = (".xml", ".cap")
MAX_FILE = 10 << 20  # what is larger is not read at all
Issue = Callable[[bytes, str], Awaitable[str]]  # CAP document, where it came from -> alert id


class FolderWatch:
    """Issues a file that has kept its size for one look; moves it to `issued/` or, with the reason, to `refused/`."""

    name = "folder watch"

    def __init__(self, folder: Path, issue: Issue, *, look_s: float = LOOK_S) -> None:
        self._folder = folder
        self._issue = issue
        self._look_s = look_s
        self._sizes: dict[str, int] = {}

    async def run(self) -> None:
        for folder in (self._folder, self._folder / "issued", self._folder / "refused"):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise ConfigError(f"{folder} cannot be made: {error.strerror}; correct alerts.watch") from None
        while True:
            await self.look()
            await asyncio.sleep(self._look_s)

    async def look(self) -> None:
        sizes = _sizes(self._folder)
        for name in sorted(sizes):
            if self._sizes.get(name) == sizes[name]:
                await self._take(self._folder / name, sizes.pop(name))
        self._sizes = sizes

    async def _take(self, path: Path, size: int) -> None:
        try:
            if size > MAX_FILE:
                raise BadRequest(f"the file has {size} bytes, at most {MAX_FILE} are read")
            id = await self._issue(_read(path), f"file {path.name}")
        except Unavailable as error:
            log.warning("%s stays in the folder: %s", printable(path.name), error)
        except EdgeError as error:
            log.warning("%s was refused: %s", printable(path.name), printable(str(error)))
            _move(path, "refused").with_suffix(".reason.txt").write_text(f"{error}\n", encoding="utf-8")
        else:
            log.info("%s was issued as %s", printable(path.name), id)
            _move(path, "issued")


def _sizes(folder: Path) -> dict[str, int]:
    """Name and size of the regular files that may be alerts."""
    try:
        with os.scandir(folder) as entries:
            return {
                entry.name: entry.stat(follow_symlinks=False).st_size
                for entry in entries
                if entry.name.lower().endswith(ENDINGS) and entry.is_file(follow_symlinks=False)
            }
    except OSError as error:
        raise Unavailable(f"{folder} cannot be read: {error.strerror}; is the disk still there?") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}; is it this user's?") from None


def _move(path: Path, where: str) -> Path:
    target = path.parent / where / path.name
    os.replace(path, target)
    return target
