"""Where the readers look: the machine, the home, and what the running parts have answered. Tests pass their own."""

import ctypes
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from edge_agent.clock import Clock, utc_s
from edge_agent.config import default_home
from edge_agent.doctor.told import Told

COMMAND_S = 2.0  # systemctl, journalctl and vcgencmd answer in a tenth of that, also on a Pi with a slow card
STA_UNSYNC = 0x0040  # <sys/timex.h>
MAX_TEXT = 1 << 20  # bytes of a file in /proc or /sys; the socket table of a busy machine has a few hundred kB


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program did; `code` is None when it is not there or did not end in time."""

    code: int | None
    text: str = ""
    errors: str = ""


def run_command(argv: Sequence[str]) -> Ran:
    try:
        done = subprocess.run(
            argv, capture_output=True, stdin=subprocess.DEVNULL, timeout=COMMAND_S, check=False,
            env={**os.environ, "LC_ALL": "C", "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return Ran(None)
    return Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


class _Timex(ctypes.Structure):
    """The beginning of `struct timex`, adjtimex(2), with room for the rest."""

    _fields_ = (
        ("modes", ctypes.c_uint), ("offset", ctypes.c_long), ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long), ("status", ctypes.c_int), ("rest", ctypes.c_char * 256),
    )  # fmt: skip


def is_synchronised() -> bool | None:
    """Whether something sets the clock, by the kernel's word; None when it does not say. Asking needs no rights."""
    asked = _Timex()
    if ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(asked)) < 0:
        return None
    return not asked.status & STA_UNSYNC


@dataclass(frozen=True, slots=True)
class Machine:
    root: Path = Path("/")
    command: Callable[[Sequence[str]], Ran] = run_command
    synchronised: Callable[[], bool | None] = is_synchronised
    statvfs: Callable[[Path], os.statvfs_result] = os.statvfs
    now: Clock = utc_s

    def at(self, path: str) -> Path:
        """A place such as /proc/meminfo."""
        return self.root / path.lstrip("/")

    def text(self, path: str) -> str | None:
        """A small text file, None when it is not there or this user may not read it."""
        return text_of(self.at(path))

    def folder(self, path: str, pattern: str) -> list[Path]:
        """What matches in a folder, sorted; nothing when it cannot be read."""
        try:
            return sorted(self.at(path).glob(pattern))
        except OSError:
            return []


def there(path: Path) -> bool:
    """Whether there is something; PermissionError when this user may not know."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def text_of(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_TEXT).decode(errors="replace").strip()
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Scene:
    home: Path
    machine: Machine = field(default_factory=Machine)
    told: Told = field(default_factory=Told)

    @property
    def hearthnet(self) -> str:
        """The command line for this home, for next steps."""
        return "hearthnet" if self.home == default_home() else f"hearthnet --home {self.home}"

    @property
    def doctor_as_owner(self) -> str:
        """A next step for a user who may not look: the same, as the owner of the home as far as that can be told."""
        try:
            name = self.home.owner()
        except (OSError, KeyError):
            name = "root"
        sudo = "sudo" if name == "root" else f"sudo -u {name}"
        return f"run it as the user that owns the node: {sudo} {self.hearthnet} doctor"
