"""Networks of their own for real processes: one namespace a machine, joined by switches. Needs no root.

Everything lives in a user namespace that ends with the first process, so nothing is left behind whatever happens.
"""

import os
import selectors
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from typing import Self

HOLDER = ("unshare", "--user", "--map-root-user", "--net", "--mount", "--kill-child", "--fork")
READY = "mount -t tmpfs none /run && mkdir /run/netns && ip link set lo up && echo ready && exec sleep infinity"


class Networks:
    """Machines by name, each with `10.9.0.N/24` and an IPv6 link-local address on one switch, until moved."""

    def __init__(self, *machines: str) -> None:
        self.machines = machines
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        missing = [tool for tool in ("ip", "nsenter", "unshare") if not _tool(tool)]
        assert not missing, f"install {', '.join(missing)}: apt-get install iproute2 util-linux"
        self._holder = subprocess.Popen([*HOLDER, "sh", "-c", READY], stdout=subprocess.PIPE)
        assert self._holder.stdout
        assert self._holder.stdout.readline() == b"ready\n"
        child = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self._holder.pid)], capture_output=True, check=True)
        self._pid = child.stdout.decode().strip()
        lines = [f"ip link add {switch} type bridge && ip link set {switch} up" for switch in ("left", "right")]
        for name in self.machines:
            lines += [
                f"ip netns add {name}",
                f"ip link add to-{name} type veth peer name eth0 netns {name}",
                f"ip link set to-{name} master left up",
                f"ip -n {name} link set lo up",
                f"ip -n {name} addr add {self.address(name)}/24 dev eth0",
                f"ip -n {name} link set eth0 up",
                f"ip -n {name} route add 224.0.0.0/4 dev eth0",
            ]
        self._shell(lines)
        return self

    def __exit__(self, *about: object) -> None:
        for process in self._processes:
            _end(process)
        _end(self._holder)

    def address(self, machine: str) -> str:
        return f"10.9.0.{self.machines.index(machine) + 1}"

    def start(self, machine: str, *command: str) -> "subprocess.Popen[bytes]":
        """A process on a machine, its words in one pipe; it is killed at the end of the networks if it still runs."""
        whole = self._on(machine, command)
        self._processes.append(subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        return self._processes[-1]

    def run(self, machine: str, command: Sequence[str], timeout_s: float = 60) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(self._on(machine, command), capture_output=True, check=False, timeout=timeout_s)

    def cut(self, machine: str) -> None:
        """Pull the cable out of a machine."""
        self._shell([f"ip link set to-{machine} down"])

    def mend(self, machine: str) -> None:
        self._shell([f"ip link set to-{machine} up"])

    def part(self, machines: Iterable[str]) -> None:
        """These on a switch of their own, the others on the first one: two halves that do not hear each other."""
        apart = set(machines)
        self._shell([f"ip link set to-{name} master {'right' if name in apart else 'left'}" for name in self.machines])

    def _on(self, machine: str, command: Sequence[str]) -> list[str]:
        return [*self._enter(), "ip", "netns", "exec", machine, *command]

    def _enter(self) -> list[str]:
        return ["nsenter", "--target", self._pid, "--user", "--net", "--mount", "--preserve-credentials"]

    def _shell(self, lines: Iterable[str]) -> None:
        done = subprocess.run([*self._enter(), "sh", "-ec", "\n".join(lines)], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    assert process.stdout
    process.stdout.close()


def expect(process: "subprocess.Popen[bytes]", wanted: str, timeout_s: float = 30) -> str:
    """The first line of a process from now on that holds these words."""
    assert process.stdout
    end = time.monotonic() + timeout_s
    said = []
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(max(0.0, end - time.monotonic())):
            line = _line(process.stdout.fileno())
            said.append(line)
            if wanted in line or not line:
                break
    heard = "".join(said)
    assert wanted in heard, f"{wanted!r} was not said, but: {heard or 'nothing'}"
    return said[-1]


def _line(fileno: int) -> str:
    """Byte by byte, so that nothing is hidden from the selector in a buffer."""
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(fileno, 1)):
        line += byte
    return line.decode(errors="replace")


def _tool(name: str) -> str | None:
    return shutil.which(name, path="/usr/sbin:/sbin:/usr/bin:/bin")
