"""The flash of a board: files in a folder, which a power cut leaves either as they were or as they were to be.

`os` and `open` are passed in, so that a test can cut the power at every operation. Needs a file system whose rename
takes the place of what is there and is whole or not at all: littlefs, which MicroPython uses on every board of ours.
"""

import hashlib

PART = ".new"
NO_ENTRY = (2, 44)  # ENOENT of a chip, and of an interpreter in WebAssembly
CHUNK = 512  # bytes that are in memory at once
FOLDER_BIT = 0x4000  # of a mode


class Files:
    def __init__(self, root: str, os, open, log) -> None:  # type: ignore[no-untyped-def]
        self._root = root.rstrip("/") + "/"
        self._os = os
        self._open = open
        self._log = log

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, None when there is none; OSError when the flash fails."""
        if not self._exists(name):
            return None
        with self._open(self._root + name, "rb") as file:
            return file.read()  # type: ignore[no-any-return]

    def write(self, name: str, data: bytes) -> None:
        """Whole or not at all; OSError when the flash is full or fails, and then the old file is still there."""
        self.write_pieces(name, (data,))

    def write_pieces(self, name: str, pieces) -> None:  # type: ignore[no-untyped-def]
        """The same for what is never in memory as one."""
        self._make_folders(name)
        with self._open(self._root + name + PART, "wb") as file:  # what a cut left of the last try is overwritten
            for piece in pieces:
                file.write(piece)
        self._sync()
        self._os.rename(self._root + name + PART, self._root + name)
        self._sync()

    def writer(self, name: str):  # type: ignore[no-untyped-def]
        """An open file with write and close, for what comes in pieces; a power cut leaves some of it."""
        self._make_folders(name)
        return self._open(self._root + name, "wb")

    def digest(self, name: str) -> bytes:
        """SHA-256 of what the flash gives back."""
        found = hashlib.sha256()
        with self._open(self._root + name, "rb") as file:
            while True:
                data = file.read(CHUNK)
                if not data:
                    return found.digest()
                found.update(data)

    def remove(self, name: str) -> None:
        """A file, or a folder with all that is in it; nothing when there is none."""
        if not self._exists(name):
            return
        if not self._is_folder(name):
            self._os.remove(self._root + name)
            return
        for inside in self._os.listdir(self._root + name):
            self.remove(name + "/" + inside)
        self._os.rmdir(self._root + name)

    def free(self) -> int | None:
        """Bytes that are left; None when the file system does not say."""
        if not hasattr(self._os, "statvfs"):
            return None
        found = self._os.statvfs(self._root)
        return int(found[0] * found[3])  # block size times free blocks

    def _make_folders(self, name: str) -> None:
        at = name.find("/")
        while at > 0:
            if not self._exists(name[:at]):
                self._os.mkdir(self._root + name[:at])
            at = name.find("/", at + 1)

    def _exists(self, name: str) -> bool:
        try:
            self._os.stat(self._root + name)
        except OSError as error:
            if error.args and error.args[0] in NO_ENTRY:  # any other is a failure of the flash
                return False
            raise
        return True

    def _is_folder(self, name: str) -> bool:
        return bool(self._os.stat(self._root + name)[0] & FOLDER_BIT)

    def _sync(self) -> None:
        if hasattr(self._os, "sync"):
            self._os.sync()
