"""What a check found: its verdict, the reason in words and the next step. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from edge_agent.text import printable

LONGEST_REASON = 600  # characters; the last lines of a log are the longest
SHOWN_REASONS = 4  # of one check; more of them do not help who reads


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"  # worth knowing, nothing to do now
    WARNING = "warning"  # works, but not for long or not well
    BROKEN = "broken"  # does not work
    UNKNOWN = "unknown"  # could not look


TO_DO = frozenset((Verdict.WARNING, Verdict.BROKEN))
_WORST_FIRST = (Verdict.BROKEN, Verdict.WARNING, Verdict.UNKNOWN, Verdict.NOTE, Verdict.OK)


@dataclass(frozen=True, slots=True)
class Finding:
    """`next_step` is a command or an action, empty when there is nothing to do."""

    name: str
    verdict: Verdict
    reason: str
    next_step: str = ""


def ok(name: str, reason: str, next_step: str = "") -> Finding:
    return Finding(name, Verdict.OK, reason, next_step)


def note(name: str, reason: str, next_step: str = "") -> Finding:
    return Finding(name, Verdict.NOTE, reason, next_step)


def warning(name: str, reason: str, next_step: str) -> Finding:
    return Finding(name, Verdict.WARNING, reason, next_step)


def broken(name: str, reason: str, next_step: str) -> Finding:
    return Finding(name, Verdict.BROKEN, reason, next_step)


def unknown(name: str, reason: str, next_step: str = "") -> Finding:
    return Finding(name, Verdict.UNKNOWN, reason, next_step)


def summed(findings: Iterable[Finding | None], *, otherwise: Finding) -> Finding:
    """One finding of several: the worst verdict and its next step, all reasons, worst first; `otherwise` for none."""
    found = sorted((one for one in findings if one), key=lambda one: _WORST_FIRST.index(one.verdict))
    if not found:
        return otherwise
    reasons = [one.reason for one in found]
    if len(reasons) > SHOWN_REASONS:
        reasons = [*reasons[:SHOWN_REASONS], f"and {len(reasons) - SHOWN_REASONS} more"]
    return replace(found[0], reason="; ".join(reasons))


def cleaned(finding: Finding) -> Finding:
    """Safe to print: names and texts of others may be in it."""
    return replace(
        finding,
        reason=printable(finding.reason, LONGEST_REASON),
        next_step=printable(finding.next_step, LONGEST_REASON),
    )


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when there is nothing to do, 1 when there is."""
    return int(any(one.verdict in TO_DO or _can_look_otherwise(one) for one in findings))


def _can_look_otherwise(finding: Finding) -> bool:
    """It could not look, and says how it can: as another user, or when a part runs again."""
    return finding.verdict is Verdict.UNKNOWN and bool(finding.next_step)
