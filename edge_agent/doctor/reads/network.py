"""Reads who listens where, and under which addresses this machine is found."""

import os
import pwd
import re
import socket
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from edge_agent.config import Config, load
from edge_agent.doctor.checks.network import NetworkFacts
from edge_agent.doctor.checks.web import WebFacts
from edge_agent.doctor.reads.agent import holder as lock_holder
from edge_agent.doctor.scene import Machine, Scene
from edge_agent.errors import ConfigError

LISTEN = "0A"  # TCP_LISTEN in /proc/net/tcp
TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
LOCAL_V4 = re.compile(r"\|-- ([\d.]+)\n\s+/32 host LOCAL")
AVAHI = "/run/avahi-daemon/socket"


def read_web(scene: Scene) -> WebFacts:
    address = str(scene.told.node.get("address", ""))
    try:
        http = load(scene.home).http
    except ConfigError:
        http = Config().http  # the finding of config says what is wrong
    url = urlsplit(address)
    port = url.port or http.port
    machine = scene.machine
    found, process = holder(machine, port), lock_holder(machine, scene.home / "run" / "agent.lock")
    return WebFacts(
        own=process is not None and found.endswith(f"process {process}"),
        port=port, address=address, listen=url.hostname or http.listen, holder=found,
        known=machine.text(TABLES[0]) is not None,
    )  # fmt: skip


def holder(machine: Machine, port: int) -> str:
    """Who listens at a TCP port, in words; empty for nobody."""
    for table in TABLES:
        for fields in (line.split() for line in (machine.text(table) or "").splitlines()[1:]):
            if len(fields) > 9 and fields[3] == LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                return _process(machine, fields[9]) or f"a program of {_user(int(fields[7]))}"
    return ""


def _process(machine: Machine, inode: str) -> str:
    """The process that has a socket open; the kernel shows this user only their own."""
    for folder in machine.folder("/proc", "[0-9]*"):
        try:
            for name in os.listdir(folder / "fd"):
                if os.readlink(folder / "fd" / name) == f"socket:[{inode}]":
                    program = machine.text(f"/proc/{folder.name}/comm") or "a program"
                    return f"{program}, process {folder.name}"
        except OSError:
            continue  # of another user, or it has just ended
    return ""


def _user(uid: int) -> str:
    try:
        return f"the user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"the user {uid}"


def read_network(scene: Scene) -> NetworkFacts:
    machine = scene.machine
    hostname = machine.text("/proc/sys/kernel/hostname") or socket.gethostname()
    trie, inet6 = machine.text("/proc/net/fib_trie"), machine.text("/proc/net/if_inet6")
    if trie is None and inet6 is None:
        return NetworkFacts(hostname, None)
    v4 = [one for one in dict.fromkeys(LOCAL_V4.findall(trie or "")) if not one.startswith("127.")]
    v6 = [str(IPv6Address(bytes.fromhex(one))) for one in re.findall(r"^([0-9a-f]{32}) \S+ \S+ 00 ", inet6 or "", re.M)]
    return NetworkFacts(hostname, (*v4, *v6), machine.at(AVAHI).exists())
