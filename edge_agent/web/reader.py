"""Who is reading: what they may do and which language they read."""

from collections.abc import Iterable
from dataclasses import dataclass

from edge_agent.bus.capability import Caller, Contract, Trust
from edge_agent.identity.scopes import Scope, Visitor, reaches

STRANGER = Caller("visitor", Trust.STRANGER)


@dataclass(frozen=True, slots=True)
class Reader:
    """`may`: the capabilities that this caller may call, so that a page shows no button that would be refused."""

    caller: Caller = STRANGER
    language: str = "en"
    may: frozenset[str] = frozenset()
    scope: Scope | None = None  # None: a stranger, or the operator


def reader_for(visitor: Visitor | None, language: str, offers: Iterable[Contract]) -> Reader:
    caller, scope = (visitor.caller, visitor.scope) if visitor else (STRANGER, None)
    may = (
        contract.name
        for contract in offers
        if contract.trust is Trust.STRANGER
        or (caller.trust >= contract.trust and scope is not None and reaches(scope, contract.name))
    )
    return Reader(caller, language, frozenset(may), scope)
