"""Which port a board is at, and why it cannot be used."""

import errno
import grp
import os
import pwd
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from edge_agent.errors import ConfigError, NotFound, Unavailable
from edge_agent.text import printable

AUTO = "auto"
SYSFS = Path("/sys/class/tty")
# USB vendors behind which boards with MicroPython are found: Espressif, Raspberry Pi, MicroPython itself, Silicon Labs
# (CP210x on Heltec and T-Beam), WCH (CH9102 on T-Beam) and FTDI.
VENDORS = {"303a", "2e8a", "f055", "10c4", "1a86", "0403"}


class Device(NamedTuple):
    """A serial port of a USB device; `vendor` in hexadecimal."""

    path: str
    vendor: str
    product: str


class Access(NamedTuple):
    """Who may open a device and who asks."""

    user: str
    group: str
    may: bool


def find(port: str, sysfs: Path = SYSFS) -> str:
    """The device that `auto` stands for, any other as it is; NotFound names the candidates."""
    return port if port != AUTO else choose(devices(sysfs))


def boards(sysfs: Path = SYSFS) -> list[Device]:
    """The ports behind which a board may be."""
    return [device for device in devices(sysfs) if device.vendor in VENDORS]


def choose(found: Sequence[Device]) -> str:
    fitting = [device for device in found if device.vendor in VENDORS]
    if len(fitting) == 1:
        return fitting[0].path
    if not fitting:
        raise NotFound(
            "no board is plugged in, or the cable only charges; `hearthnet board flash --help` names what is looked for"
        )
    names = ", ".join(f"{one.path} ({printable(one.product, 40)})" for one in fitting)
    raise NotFound(f"{len(fitting)} boards are plugged in; name one instead of auto: {names}")


def devices(sysfs: Path) -> list[Device]:
    """Every USB serial port of this machine, from what the kernel tells."""
    found = []
    for entry in sorted(sysfs.glob("tty*")):
        for folder in [(entry / "device").resolve(), *(entry / "device").resolve().parents][:4]:
            if (folder / "idVendor").exists():
                vendor, product = (folder / "idVendor").read_text().strip(), folder / "product"
                name = product.read_text(errors="replace").strip() if product.exists() else vendor
                found.append(Device(f"/dev/{entry.name}", vendor, name))
                break
    return found


def refuse_busy(port: str) -> None:
    """Unavailable or ConfigError when the port cannot be opened: what is wrong and what to do."""
    try:
        mode = os.stat(port).st_mode
    except OSError as error:
        raise NotFound(f"{port}: {error.strerror}; plug the board in, or let `auto` find it") from None
    if not stat.S_ISCHR(mode):
        raise ConfigError(f"{port} is not a serial port; name one like /dev/ttyACM0, or auto")
    access = access_to(port)
    if not access.may:
        raise ConfigError(permission_words(port, access))
    if holders := processes_with(port):
        raise Unavailable(busy_words(port, holders))
    try:
        os.close(os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK))
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise Unavailable(busy_words(port, [])) from None
        raise Unavailable(f"{port}: {error.strerror}; unplug the board and plug it in again") from None


def access_to(port: str) -> Access:
    owner = os.stat(port)
    try:
        group = grp.getgrgid(owner.st_gid).gr_name
    except KeyError:
        group = str(owner.st_gid)
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        user = str(os.geteuid())
    return Access(user, group, os.access(port, os.R_OK | os.W_OK))


def permission_words(port: str, access: Access) -> str:
    return (
        f"{access.user} may not use {port}, which belongs to the group {access.group}:"
        f" run `sudo usermod -aG {access.group} {access.user}`, then log out and in again"
    )


def busy_words(port: str, holders: Iterable[tuple[int, str]]) -> str:
    names = ", ".join(f"{printable(name, 30)} (process {number})" for number, name in holders)
    return f"{port} is in use by {names or 'another program'}; end that first"


def processes_with(port: str, proc: Path = Path("/proc")) -> list[tuple[int, str]]:
    """Other processes that have a file open, as far as we may look: number and name."""
    wanted, found = os.path.realpath(port), []
    for folder in sorted(proc.glob("[0-9]*")):
        if int(folder.name) == os.getpid():
            continue
        try:
            if any(os.readlink(one) == wanted for one in (folder / "fd").iterdir()):
                found.append((int(folder.name), (folder / "comm").read_text(errors="replace").strip()))
        except OSError:  # it ended meanwhile, or is another user's
            continue
    return found
