"""Reads what cards and file systems tell of their health."""

import re
from pathlib import Path

from edge_agent.doctor.checks.card import Card, CardFacts
from edge_agent.doctor.scene import Scene, text_of


def read(scene: Scene) -> CardFacts:
    machine = scene.machine
    cards = tuple(_card(path) for path in machine.folder("/sys/block", "mmcblk[0-9]"))
    errors = {path.parent.name: _number(text_of(path)) for path in machine.folder("/sys/fs/ext4", "*/errors_count")}
    return CardFacts(cards, tuple(errors.items()), _stopped(machine.text("/proc/mounts") or "", errors))


def _card(block: Path) -> Card:
    name = text_of(block / "device/name") or ""
    estimates = [int(one, 16) for one in re.findall(r"0x([0-9a-fA-F]+)", text_of(block / "device/life_time") or "")]
    pre_eol = re.search(r"0x([0-9a-fA-F]+)", text_of(block / "device/pre_eol_info") or "")
    return Card(f"{block.name} {name}".strip(), max(estimates, default=0), int(pre_eol[1], 16) if pre_eol else 0)


def _stopped(mounts: str, errors: dict[str, int]) -> tuple[str, ...]:
    """Mounts that are read-only and whose file system has met errors; read-only alone may be meant so."""
    found = []
    for fields in (line.split() for line in mounts.splitlines()):
        if len(fields) >= 4 and "ro" in fields[3].split(",") and errors.get(Path(fields[0]).name):
            found.append(fields[1])
    return tuple(found)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
