"""Reads what is known of the agent without it: its lock, systemd, its journal."""

import re
from collections.abc import Iterator
from pathlib import Path

from edge_agent.doctor.checks.agent import AgentFacts, Unit
from edge_agent.doctor.scene import Machine, Scene, there
from edge_agent.doctor.told import Answer, number
from edge_agent.identity.community import has_identity, keys_folder
from edge_agent.text import printable

UNIT, GATEWAY_UNIT = "hearthnet-agent.service", "lora-gateway.service"
ASKED = (
    "Id,LoadState,ActiveState,Result,ExecMainStatus,ExecMainCode,NRestarts,StateChangeTimestamp,ExecStart,Environment"
)
CLD_KILLED, CLD_DUMPED = "2", "3"  # sigaction(2), si_code
LAST_WORDS = 3  # lines; the error is the last one, a traceback's end says enough
LONGEST_LINE = 160
NOT_ALLOWED = re.compile(r"not seeing messages|No journal files were opened|insufficient permissions", re.IGNORECASE)


def read(scene: Scene) -> AgentFacts:
    told, machine = scene.told, scene.machine
    unit = read_unit(machine, UNIT, scene.home)
    up, forbidden = told.agent is Answer.ANSWERS, told.agent is Answer.FORBIDDEN
    return AgentFacts(
        answer=told.agent, home=str(scene.home), founded=up or forbidden or is_founded(scene.home),
        version=str(told.node.get("version", "")), uptime_s=int(number(told.node, "uptime_s")),
        complaint=told.complaint, unit=unit,
        process=None if forbidden else holder(machine, scene.home / "run" / "agent.lock"),
        last_words=() if up or unit is None else last_words(machine, unit.name), command=scene.hearthnet,
        gateway=told.gateway is Answer.ANSWERS, as_owner=scene.doctor_as_owner if forbidden else "",
    )  # fmt: skip


def is_founded(home: Path) -> bool:
    """Whether there is a node; PermissionError when this user may not know."""
    return there(keys_folder(home)) and has_identity(home)


def holder(machine: Machine, lock: Path) -> int | None:
    """The process that wrote its number into a lock file, if it is still one of ours.

    The lock itself is not tried: for that moment an agent that starts would be refused.
    """
    try:
        process = int(lock.read_text(encoding="ascii")[:20])
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    line = machine.text(f"/proc/{process}/cmdline") or ""
    return process if re.search(r"edge_agent|hearthnet|lora.gateway", line) else None


def read_unit(machine: Machine, name: str, home: Path) -> Unit | None:
    """The systemd service of this home; None without systemd, without the service, or when it runs another home."""
    said = machine.command(("systemctl", "show", name, "-p", ASKED))
    fields = dict(line.split("=", 1) for line in said.text.splitlines() if "=" in line)
    if fields.get("LoadState") != "loaded" or not _is_for(home, fields):
        return None
    return Unit(
        name=name, active=fields.get("ActiveState", ""), result=fields.get("Result", ""),
        code=_whole(fields.get("ExecMainStatus")), killed=fields.get("ExecMainCode") in (CLD_KILLED, CLD_DUMPED),
        restarts=_whole(fields.get("NRestarts")), since=fields.get("StateChangeTimestamp", ""),
    )  # fmt: skip


def last_words(machine: Machine, unit: str) -> tuple[str, ...] | None:
    """The end of a service's journal; None when this user may not read it."""
    said = machine.command(("journalctl", "-u", unit, "-n", str(LAST_WORDS), "-o", "cat", "--no-pager"))
    if said.code != 0 or NOT_ALLOWED.search(said.errors):
        return None
    return tuple(_lines(said.text))[-LAST_WORDS:]


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("-- "):
            yield printable(line.strip(), LONGEST_LINE)


def _is_for(home: Path, fields: dict[str, str]) -> bool:
    text = f"{fields.get('ExecStart', '')} {fields.get('Environment', '')}"
    names_a_home = "--home" in text or "HEARTHNET_HOME=" in text
    return not names_a_home or re.search(re.escape(str(home)) + r"(?=[\s;/]|$)", text) is not None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
