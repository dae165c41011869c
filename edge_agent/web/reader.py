"""Who is reading: what they may do and which language they read."""

from collections.abc import Iterable
from dataclasses import dataclass

from edge_agent.bus.capability import Caller, Contract, Trust

STRANGER = Caller("visitor", Trust.STRANGER)


@dataclass(frozen=True, slots=True)
class Reader:
    """`may`: the capabilities that this caller may call, so that a page shows no button that would be refused."""

    caller: Caller = STRANGER
    language: str = "en"
    may: frozenset[str] = frozenset()


def reader_for(caller: Caller, language: str, offers: Iterable[Contract]) -> Reader:
    return Reader(caller, language, frozenset(contract.name for contract in offers if caller.trust >= contract.trust))
