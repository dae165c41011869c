"""Whether the disk of the home takes what is written. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, ok, summed, warning
from edge_agent.doctor.words import size

NAME = "disk"
# The log refuses events when it cannot write; a WAL of 4 MB, a backup's draft and a gateway's queue must fit.
LEAST_FREE = 32 << 20
LITTLE_FREE = 256 << 20  # weeks of a busy log, or one system update
FEW_INODES = 1000  # files; a node makes some hundred, an update thousands
MAKE_ROOM = "free some space: sudo apt clean, sudo journalctl --vacuum-size=50M, move backups to a stick"


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """`inodes` is 0 on file systems that have no limit, and then `inodes_free`, too."""

    folder: str
    free: int
    total: int
    inodes: int = 0
    inodes_free: int = 0
    read_only: bool = False


def judge(facts: DiskFacts) -> Finding:
    fine = ok(NAME, f"{size(facts.free)} of {size(facts.total)} are free")
    return summed((_read_only(facts), _space(facts), _inodes(facts)), otherwise=fine)


def _read_only(facts: DiskFacts) -> Finding | None:
    if not facts.read_only:
        return None
    why = f"the disk of {facts.folder} is read-only: the kernel does that with a failing card"
    return broken(NAME, why, "make a backup (hearthnet backup FILE on a stick), look at `dmesg`, replace the card")


def _space(facts: DiskFacts) -> Finding | None:
    text = f"{size(facts.free)} of {size(facts.total)} are free in {facts.folder}"
    if facts.free < LEAST_FREE:
        return broken(NAME, f"the disk is full: {text}; nothing new can be stored", MAKE_ROOM)
    return warning(NAME, f"the disk is nearly full: {text}", MAKE_ROOM) if facts.free < LITTLE_FREE else None


def _inodes(facts: DiskFacts) -> Finding | None:
    if not facts.inodes or facts.inodes_free >= FEW_INODES:
        return None
    text = f"only {facts.inodes_free} more files can be made in {facts.folder}"
    return (warning if facts.inodes_free else broken)(NAME, text, "delete files that nobody needs; many small ones")
