"""Whether the file of the event log is whole. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, unknown, warning
from edge_agent.doctor.words import size, span

NAME = "log"
LARGE = 1 << 30  # bytes; copying it to a stick takes minutes, and a card has little room for such a file twice
REPAIR = "stop the node, move agent.db away, then hearthnet restore with the newest backup"


@dataclass(frozen=True, slots=True)
class LogFacts:
    """`checked`: SQLite's look at the file came to its end; `faults`: what it found; `error`: why it cannot be read."""

    path: str
    there: bool = True
    bytes: int = 0
    checked: bool = True
    faults: tuple[str, ...] = ()
    error: str = ""
    verified: float | None = None  # seconds since every signature was checked, None for never
    verified_faults: int = 0


def judge(facts: LogFacts) -> Finding:
    if not facts.there:
        return unknown(NAME, f"there is no {facts.path} yet")
    if facts.error:
        return broken(NAME, facts.error, REPAIR)
    if facts.faults:
        return broken(NAME, f"{facts.path} is damaged: {facts.faults[0]}", REPAIR)
    if facts.verified_faults:
        return broken(NAME, f"the last look at every signature found {facts.verified_faults} faults", REPAIR)
    checked = "never checked" if facts.verified is None else f"checked {span(facts.verified)} ago"
    text = f"{size(facts.bytes)}, its signatures were {checked}"
    if not facts.checked:
        return note(NAME, f"{text}; too large to look through in the time of this check", "hearthnet log verify")
    if facts.bytes > LARGE:
        return warning(NAME, f"{text}; it is very large", "hearthnet log stats shows what is in it; use a larger card")
    return ok(NAME, f"the file is whole, {text}")
