"""Says of a part that is down what the other checks found in its way. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from edge_agent.doctor.finding import Finding, Verdict

# Checks that find what keeps a part from starting, in the order in which it would meet it.
HINDRANCES = {"agent": ("config", "keys", "disk", "log", "web"), "gateway": ("config", "disk")}


def explained(finding: Finding, findings: Sequence[Finding]) -> Finding:
    """A part that is down with the reasons that others of `findings` name; any other finding as it is."""
    if finding.verdict is not Verdict.BROKEN:
        return finding
    by_name = {one.name: one for one in findings}
    ways = [by_name[name] for name in HINDRANCES.get(finding.name, ()) if name in by_name]
    hindering = [one for one in ways if one.verdict is Verdict.BROKEN]
    if not hindering:
        return finding
    reasons = "; ".join(f"{one.name}: {one.reason}" for one in hindering)
    return replace(finding, reason=f"{finding.reason}; in its way: {reasons}", next_step=hindering[0].next_step)
