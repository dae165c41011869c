"""How old the newest backup is. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, note, ok, unknown, warning
from edge_agent.doctor.words import span

NAME = "backup"
OLD_S = 30 * 86400  # what happened since is lost with the card, unless neighbours have it
NEW_NODE_S = 7 * 86400  # a node in its first days has little to lose but its keys
MAKE = "hearthnet backup FILE on a stick that is kept elsewhere"


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """Ages in seconds: of the newest backup, None when none was made here, and of the node, None when there is none."""

    age: float | None
    node_age: float | None
    file: str = ""


def judge(facts: BackupFacts) -> Finding:
    if facts.node_age is None:
        return unknown(NAME, "there is no node yet")
    if facts.age is None:
        text = "none was made here: with the card, the key of this node is lost"
        return warning(NAME, text, MAKE) if facts.node_age > NEW_NODE_S else note(NAME, text, MAKE)
    made = f"the newest one was made {span(facts.age)} ago, to {facts.file}"
    return warning(NAME, made, MAKE) if facts.age > OLD_S else ok(NAME, made)
