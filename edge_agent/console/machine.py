"""What this machine offers: disk, addresses, removable media, and the programs that the console needs."""

import os
import shutil
import socket
import struct
from fcntl import ioctl
from pathlib import Path

from edge_agent.console.model import Host

SIOCGIFADDR = 0x8915  # netdevice(7)
MEDIA = ("/media/", "/mnt/", "/run/media/")
NO_NMCLI = "NetworkManager (nmcli) is not on this machine"
NO_SYSTEMD = "this machine is not run by systemd"


def look(home: Path) -> Host:
    usage = shutil.disk_usage(home if home.exists() else "/")
    reasons = {} if shutil.which("nmcli") else {"wifi": NO_NMCLI}
    if not has_systemd():
        reasons["power"] = NO_SYSTEMD
    if problem := cannot_reset(home):
        reasons["reset"] = problem
    return Host(
        reasons=reasons, disk_free=usage.free, disk_total=usage.total, addresses=addresses(), sticks=sticks(),
        log_source="the journal" if has_journal() else "the agent's last lines",
    )  # fmt: skip


def has_systemd() -> bool:
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None


def has_journal() -> bool:
    """Whether the node's units write to a journal here."""
    return has_systemd() and shutil.which("journalctl") is not None


def cannot_reset(home: Path) -> str:
    """Why the home is left alone: it must be a node's, a folder of its own, and nothing else's."""
    if home.is_symlink() or not home.is_dir():
        return f"{home} is not a folder"
    if not (home / "keys").is_dir():
        return f"there is no node in {home}"
    if home.resolve() in (Path("/"), Path.home().resolve()) or (home / ".git").exists():
        return f"{home} holds more than a node"
    inside = (Path(folder) for folder, _, _ in os.walk(home) if Path(folder) != home)
    return f"a disk is mounted inside {home}" if any(map(os.path.ismount, inside)) else ""


def addresses() -> tuple[str, ...]:
    """IPv4 addresses of the interfaces that have one, but for the loopback."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue
            found.append(f"{socket.inet_ntoa(answer[20:24])} ({name})")
    return tuple(one for one in found if not one.startswith("127."))


def sticks(mounts: Path = Path("/proc/mounts")) -> tuple[str, ...]:
    """Where removable media are mounted."""
    try:
        table = mounts.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    found = [line.split() for line in table.splitlines() if line.startswith("/dev/")]
    places = [parts[1].replace("\\040", " ") for parts in found if len(parts) > 1]
    return tuple(place for place in places if place.startswith(MEDIA))
