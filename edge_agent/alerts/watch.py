"""A folder whose CAP files are issued: a colleague's script or a USB stick drops them there."""

import asyncio
import errno
import logging
import os
import stat
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

from edge_agent.errors import BadRequest, EdgeError, Unavailable
from edge_agent.text import printable

log = logging.getLogger(__name__)
LOOK_S = 3.0  # a look costs one directory read; inotify misses what another machine writes to a shared folder
ENDINGS = (".xml", ".cap")
MAX_FILE = 1 << 20  # bytes; four times what the log takes as one document, so that the log says why it is too long
Issue = Callable[[bytes, str], Awaitable[str]]  # CAP document, where it came from -> alert id
Stamp = tuple[int, int]  # size, and when it was written in ns


class FolderWatch:
    """Issues a file that nobody has written to for one look; moves it to `issued/` or, with the reason, to `refused/`.

    What cannot be issued now stays, is tried again at every other look, and is told once for each reason.
    """

    name = "folder watch"

    def __init__(self, folder: Path, issue: Issue, *, look_s: float = LOOK_S) -> None:
        self._folder = folder
        self._issue = issue
        self._look_s = look_s
        self._stamps: dict[str, Stamp] = {}
        self._stay: dict[str, str] = {}  # name -> the reason that was told

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(self._look_s)

    async def look(self) -> None:
        """Unavailable when the folder is not there and cannot be made; the node goes on without it."""
        self._make_folders()
        stamps = _stamps(self._folder)
        self._stay = {name: reason for name, reason in self._stay.items() if name in stamps}
        for name in sorted(stamps):
            if self._stamps.get(name) == stamps[name]:
                del stamps[name]
                await self._take(self._folder / name)
        self._stamps = stamps

    def _make_folders(self) -> None:
        for folder in (self._folder, self._folder / "issued", self._folder / "refused"):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise Unavailable(f"{folder} cannot be made: {error.strerror}; correct alerts.watch") from None

    async def _take(self, path: Path) -> None:
        try:
            await self._settle(path)
        except Unavailable as error:
            if self._stay.get(path.name) != str(error):
                self._stay[path.name] = str(error)
                log.warning("%s stays in the folder: %s", printable(path.name), error)

    async def _settle(self, path: Path) -> None:
        try:
            id = await self._issue(_read(path), f"file {path.name}")
        except Unavailable:
            raise
        except EdgeError as error:
            _refuse(path, printable(str(error)))
            log.warning("%s was refused: %s", printable(path.name), error)
        else:
            log.info("%s was issued as %s", printable(path.name), id)
            _move(path, "issued")


def _stamps(folder: Path) -> dict[str, Stamp]:
    """What may be alerts. Links and whatever else is not a plain file are refused when they are read."""
    try:
        with os.scandir(folder) as entries:
            named = [entry for entry in entries if entry.name.lower().endswith(ENDINGS)]
            found = [(entry.name, entry.stat(follow_symlinks=False)) for entry in named]
    except OSError as error:
        raise Unavailable(f"{folder} cannot be read: {error.strerror}; is the disk still there?") from None
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found}


def _read(path: Path) -> bytes:
    """The content of a plain file; a link could show a file that its owner may read and the sender may not."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise BadRequest("it is not a file; copy the CAP document itself into the folder")
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):  # a link, a folder, a socket
            raise BadRequest("it is not a file; copy the CAP document itself into the folder") from None
        raise Unavailable(f"it cannot be read: {error.strerror}; is it this user's?") from None
    if len(data) > MAX_FILE:
        raise BadRequest(f"it has more than {MAX_FILE} bytes; a CAP document is much smaller")
    return data


def _refuse(path: Path, reason: str) -> None:
    moved = _move(path, "refused")
    try:
        moved.with_name(f"{moved.name}.reason.txt").write_text(f"{reason}\n", encoding="utf-8")
    except OSError as error:
        log.warning("the reason cannot be written beside %s: %s", printable(moved.name), error.strerror)


def _move(path: Path, where: str) -> Path:
    """To `where`, under a name that is free there."""
    folder = path.parent / where
    names = (path.name if number == 1 else f"{path.stem}-{number}{path.suffix}" for number in count(1))
    target = next(folder / name for name in names if not os.path.lexists(folder / name))
    try:
        path.rename(target)
    except OSError as error:
        raise Unavailable(f"it cannot be moved to {where}/: {error.strerror}; make the folder writable") from None
    return target
