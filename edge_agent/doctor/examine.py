"""Runs the checks side by side, each with a time limit; no part that hangs keeps the others from being told."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from edge_agent.doctor.ask import ask
from edge_agent.doctor.catalogue import CHECKS, Check
from edge_agent.doctor.checks.hindrance import HINDRANCES, explained
from edge_agent.doctor.finding import Finding, cleaned, unknown, warning
from edge_agent.doctor.scene import Machine, Scene
from edge_agent.doctor.threads import in_thread
from edge_agent.errors import BadRequest, EdgeError

log = logging.getLogger(__name__)
AT_ONCE = 8  # threads; most of them wait for a disk or another process
WHOLE_S = 7.5  # of all checks together; with the start of Python on a slow card the command ends within 10 s


async def examine(home: Path, *, only: str | None = None, machine: Machine | None = None) -> list[Finding]:
    """What is well and what is not, in the order of the catalogue; BadRequest when `only` names no check."""
    if only is not None and only not in {check.name for check in CHECKS}:
        raise BadRequest(f"there is no check {only[:40]!r}; they are {', '.join(check.name for check in CHECKS)}")
    wanted = {only} if only else {check.name for check in CHECKS}
    helping = {name for one in wanted for name in HINDRANCES.get(one, ())}
    end = asyncio.get_running_loop().time() + WHOLE_S
    told = await ask(home)
    scene = Scene(home, machine or Machine(), told)
    checks = [check for check in CHECKS if check.name in wanted | helping]
    findings = await look_at_all(checks, scene, end=end)
    return [cleaned(explained(one, findings)) for one in findings if one.name in wanted]


async def look_at_all(checks: Sequence[Check], scene: Scene, *, end: float) -> list[Finding]:
    """One finding for each check; `end` is the loop's time at which the last one is given up."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def look(check: Check) -> Finding:
        try:
            async with asyncio.timeout_at(end):
                async with turns:
                    limit = asyncio.get_running_loop().time() + check.limit_s
                    async with asyncio.timeout_at(min(end, limit)):
                        return await in_thread(check.name, lambda: check.look(scene))
        except TimeoutError:
            return gave_up(check, scene)

    found = await asyncio.gather(*map(look, checks), return_exceptions=True)
    return [
        could_not_look(check, scene, one) if isinstance(one, BaseException) else one
        for check, one in zip(checks, found, strict=True)
    ]


def gave_up(check: Check, scene: Scene) -> Finding:
    step = f"{scene.hearthnet} doctor --only {check.name}; if it hangs again, look at the end of `dmesg`"
    return warning(check.name, f"the look did not end within {check.limit_s:g} s: the disk or the system hangs", step)


def could_not_look(check: Check, scene: Scene, error: BaseException) -> Finding:
    """A check that cannot look says so; a bug in one of them does not cost the findings of the others."""
    match error:
        case PermissionError():
            seen = error.filename or scene.home
            return unknown(check.name, f"this user may not look at {seen}", scene.doctor_as_owner)
        case OSError() | EdgeError():
            return unknown(check.name, f"the look failed: {error}")
    log.debug("check %s", check.name, exc_info=error)
    return unknown(check.name, f"this check has a bug: {type(error).__name__}: {error}", "report it, with this line")
