"""Whether an update waits. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, note, ok

NAME = "updates"


@dataclass(frozen=True, slots=True)
class UpdateFacts:
    """`restart`: the system has asked for a restart after an update of its own."""

    version: str
    restart: bool = False


def judge(facts: UpdateFacts) -> Finding:
    if facts.restart:
        return note(NAME, "the system was updated and waits for a restart", "sudo reboot, when no alert is in force")
    return ok(NAME, f"version {facts.version}; this node does not look for newer ones by itself")
