"""Looks for serial devices and whether this user may open them."""

import getpass
import grp
import os
from pathlib import Path
from urllib.parse import urlsplit

from edge_agent.doctor.checks.serial import Device, SerialFacts
from edge_agent.doctor.reads.config import gateway_settings
from edge_agent.doctor.scene import Scene

PATTERNS = ("ttyUSB*", "ttyACM*")
SCHEMES = ("serial", "modem")


def read(scene: Scene) -> SerialFacts:
    paths = [path for pattern in PATTERNS for path in scene.machine.folder("/dev", pattern)]
    wanted = _wanted(str(gateway_settings(scene).get("port", "")))
    there = not wanted or scene.machine.at(wanted).exists()
    return SerialFacts(_user(), tuple(_device(path) for path in paths), wanted, there)


def _wanted(url: str) -> str:
    parts = urlsplit(url)
    return parts.path if parts.scheme in SCHEMES and parts.path.startswith("/dev/") else ""


def _device(path: Path) -> Device:
    try:
        group = grp.getgrgid(path.stat().st_gid).gr_name
    except (OSError, KeyError):
        group = "dialout"
    return Device(f"/dev/{path.name}", os.access(path, os.R_OK | os.W_OK), group)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}"
