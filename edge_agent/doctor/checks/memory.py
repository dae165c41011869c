"""Whether the memory suffices. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, summed, unknown, warning
from edge_agent.doctor.words import size

NAME = "memory"
LEAST_AVAILABLE = 32 << 20  # bytes; the kernel begins to throw out the programs that run, then to kill
LITTLE_AVAILABLE = 96 << 20  # the agent's own size: it could not be started again beside itself
FULL_SWAP = 0.9  # share; the next large allocation is the end of some process
LIST = "ps aux --sort=-rss | head shows who takes it; stop what the node does not need"


@dataclass(frozen=True, slots=True)
class MemoryFacts:
    """Bytes; `oom_kills` since the start of the machine; None where the kernel does not tell."""

    total: int | None
    available: int | None
    swap: int = 0
    swap_free: int = 0
    oom_kills: int = 0


def judge(facts: MemoryFacts) -> Finding:
    if facts.total is None or facts.available is None:
        return unknown(NAME, "the kernel does not tell how much there is")
    swap = f", swap {size(facts.swap_free)} of {size(facts.swap)}" if facts.swap else ", no swap"
    fine = ok(NAME, f"{size(facts.available)} of {size(facts.total)} are available{swap}")
    return summed((_available(facts, facts.available), _swap(facts), _kills(facts)), otherwise=fine)


def _available(facts: MemoryFacts, available: int) -> Finding | None:
    text = f"only {size(available)} of {size(facts.total or 0)} are available"
    if available < LEAST_AVAILABLE:
        return broken(NAME, f"{text}: programs will be killed", LIST)
    return warning(NAME, text, LIST) if available < LITTLE_AVAILABLE else None


def _swap(facts: MemoryFacts) -> Finding | None:
    if not facts.swap or facts.swap - facts.swap_free < FULL_SWAP * facts.swap:
        return None
    return warning(NAME, f"the swap is full: {size(facts.swap_free)} of {size(facts.swap)} are free", LIST)


def _kills(facts: MemoryFacts) -> Finding | None:
    """A kill that is long over is still worth a note: it will happen again."""
    if not facts.oom_kills:
        return None
    step = "journalctl -k -g 'Out of memory' says which programs"
    return note(NAME, f"the kernel has killed {facts.oom_kills} programs for lack of memory since it started", step)
