"""Whether Python and the libraries are those that this version needs. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, ok, summed, warning

NAME = "software"
OLDEST_PYTHON = (3, 11)
INSTALL = "install hearthnet-edge again with its requirements"
_NEED = re.compile(r"^([A-Za-z0-9._-]+)\s*(?:>=\s*([\d.]+))?")


@dataclass(frozen=True, slots=True)
class SoftwareFacts:
    """`needs` as package metadata writes them, without the optional ones; `found`: installed versions by name."""

    version: str
    python: tuple[int, ...]
    needs: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    running: str = ""  # the version of the running agent, empty while it is down


def judge(facts: SoftwareFacts) -> Finding:
    python = ".".join(map(str, facts.python))
    fine = ok(NAME, f"version {facts.version}, Python {python}, {len(facts.needs)} libraries")
    old = None
    if facts.python[:2] < OLDEST_PYTHON:
        old = broken(NAME, f"Python {python} is too old, 3.11 is needed", INSTALL)
    stale = None
    if facts.running and facts.running != facts.version:
        text = f"the agent runs version {facts.running}, and {facts.version} is installed"
        stale = warning(NAME, text, "restart the agent")
    return summed((old, stale, *lacking(facts.needs, dict(facts.found))), otherwise=fine)


def lacking(needs: Iterable[str], found: dict[str, str]) -> list[Finding]:
    """A finding for each library that is missing or older than what is asked for."""
    said = []
    for need in needs:
        match = _NEED.match(need)
        name, least = (match[1], match[2] or "0") if match else (need, "0")
        version = found.get(name)
        if version is None:
            said.append(broken(NAME, f"the library {name} is missing", INSTALL))
        elif numbers(version) < numbers(least):
            said.append(broken(NAME, f"{name} {version} is older than {least}", INSTALL))
    return said


def numbers(version: str) -> tuple[int, ...]:
    """(3, 14, 1) of 3.14.1rc2: enough to compare with the least version."""
    return tuple(int(found[0]) for found in map(re.compile(r"\d+").match, version.split(".")) if found)
