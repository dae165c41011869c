"""A flash that loses its power: `os` and `open` of a small file system that stops at the operation the test names.

It behaves as littlefs: a rename is whole or not at all, a file that is open holds any beginning of what was written.
"""

from collections.abc import Callable
from types import SimpleNamespace

from node.files import Files


class PowerCut(BaseException):
    """Nothing may catch it: a board without power does nothing more."""


class Disk:
    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = dict(files or {})
        self.folders = {""}
        self.left = -1  # operations until the power goes; never for a negative number
        self.keeps = 0  # of the bytes that are being written when it goes, so many are kept
        self.full_at: int | None = None  # bytes that fit
        self.broken = False

    @property
    def flash(self) -> Files:
        return Files("", self._os(), self._open, None)

    def operations(self, work: Callable[[], object]) -> int:
        """How many operations some work takes; the disk is as it was before."""
        before, folders, self.left = dict(self.files), set(self.folders), 1 << 30
        work()
        taken, self.left = (1 << 30) - self.left, -1
        self.files, self.folders = before, folders
        return taken

    def _step(self) -> bool:
        """Whether the power goes during this operation."""
        if self.broken:
            raise OSError(5, "EIO")
        if self.left < 0:
            return False
        self.left -= 1
        return self.left < 0

    def _cut(self) -> None:
        if self._step():
            raise PowerCut

    def _open(self, path: str, mode: str) -> "Opened":
        name = path.lstrip("/")
        self._cut()
        if "w" in mode:
            self.files[name] = b""
        elif name not in self.files:
            raise OSError(2, "ENOENT")
        return Opened(self, name)

    def put(self, name: str, data: bytes) -> None:
        if self._step():
            self.files[name] += data[: self.keeps]
            raise PowerCut
        if self.full_at is not None and sum(map(len, self.files.values())) + len(data) > self.full_at:
            raise OSError(28, "ENOSPC")
        self.files[name] += data

    def _os(self) -> SimpleNamespace:
        return SimpleNamespace(
            stat=self._stat, rename=self._rename, remove=self._remove, mkdir=self._mkdir, listdir=self._listdir,
            rmdir=self._rmdir, sync=self._cut, statvfs=self._statvfs,
        )  # fmt: skip

    def _stat(self, path: str) -> tuple[int]:
        name = path.lstrip("/")
        if self.broken:
            raise OSError(5, "EIO")
        if name in self.folders:
            return (0x4000,)
        if name not in self.files:
            raise OSError(2, "ENOENT")
        return (0x8000,)

    def _rename(self, old: str, new: str) -> None:
        self._cut()
        self.files[new.lstrip("/")] = self.files.pop(old.lstrip("/"))

    def _remove(self, path: str) -> None:
        self._cut()
        del self.files[path.lstrip("/")]

    def _mkdir(self, path: str) -> None:
        self._cut()
        self.folders.add(path.lstrip("/"))

    def _rmdir(self, path: str) -> None:
        self._cut()
        name = path.lstrip("/")
        assert not self._listdir(name)
        self.folders.remove(name)

    def _listdir(self, path: str) -> list[str]:
        inside = path.lstrip("/") + "/"
        return sorted(
            {name[len(inside) :].split("/")[0] for name in (*self.files, *self.folders) if name.startswith(inside)}
        )

    def _statvfs(self, path: str) -> tuple[int, int, int, int]:
        room = (1 << 20 if self.full_at is None else self.full_at) - sum(map(len, self.files.values()))
        return (1, 1, 1 << 20, max(room, 0))


class Opened:
    """A file of that disk."""

    def __init__(self, disk: Disk, name: str) -> None:
        self._disk = disk
        self._name = name
        self._at = 0

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, data: bytes) -> int:
        self._disk.put(self._name, bytes(data))
        return len(data)

    def read(self, count: int = -1) -> bytes:
        data = self._disk.files[self._name][self._at :]
        data = data if count < 0 else data[:count]
        self._at += len(data)
        return data

    def close(self) -> None:
        """A file that was written whole stays so."""


def every_cut(disk: Disk, work: Callable[[Disk], object]) -> list[Disk]:
    """What is on the disk when the power goes at each operation of some work, with none, some and all of the bytes."""
    found = []
    for left in range(disk.operations(lambda: work(disk))):
        for keeps in (0, 1, 7, 1 << 20):
            cut = Disk(disk.files)
            cut.folders, cut.left, cut.keeps = set(disk.folders), left, keeps
            try:
                work(cut)
            except PowerCut:
                found.append(cut)
            else:
                raise AssertionError("the power was not cut")
            cut.left = -1
    assert found
    return found
