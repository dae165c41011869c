"""Whether the keys of the node are there, whole and private. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, summed, unknown

NAME = "keys"


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """`error`: what the program that loads the keys says; `root_sealed`: None when the root key is not here."""

    folder: str
    founded: bool = True
    error: str = ""
    folder_mode: int = 0o700
    root_sealed: bool | None = None
    root_error: str = ""


def judge(facts: KeyFacts) -> Finding:
    if not facts.founded:
        return unknown(NAME, "there is no node yet")
    where = "the root key is away" if facts.root_sealed is None else "the root key is here, locked with a passphrase"
    return summed(_troubles(facts), otherwise=ok(NAME, f"the node's key is whole and private, {where}"))


def _troubles(facts: KeyFacts) -> Iterator[Finding]:
    if facts.error:
        yield broken(NAME, facts.error, _repair(facts.error))
    if facts.root_error:
        yield broken(NAME, facts.root_error, _repair(facts.root_error))
    if facts.folder_mode & 0o077:
        yield note(NAME, f"others may look into {facts.folder}", f"chmod 700 {facts.folder}")
    if facts.root_sealed is False:
        step = f"copy {facts.folder}/root.key to a safe place and delete it here; only cert grant and revoke need it"
        yield note(NAME, "the root key is here in clear: who steals the card can certify anybody", step)


def _repair(error: str) -> str:
    """The error's own command when it names one."""
    _, found, command = error.partition("run: ")
    return command if found else "hearthnet restore FILE with your newest backup"
