"""What a token or a browser may do: a scope is a trust level and the names that it reaches. docs/tokens.md. Pure."""

from dataclasses import dataclass

from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import BadRequest, NotTrusted

# What a member may do is told apart by its last word: these look, everything else acts.
_LOOKING = "capabilities export get inbox list peers posts preview roster stats status whoami"
LOOKING = frozenset(_LOOKING.split())


@dataclass(frozen=True, slots=True)
class Scope:
    """`prefixes`: the beginnings of names that it reaches, besides those that look; ("",) is every name."""

    name: str
    trust: Trust
    prefixes: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes with a token or as a paired browser; `caller.trust` may be less than the scope's."""

    caller: Caller
    scope: Scope


SCOPES = {
    scope.name: scope
    for scope in (
        Scope("read", Trust.MEMBER, (), "look at what members may see"),
        Scope(
            "chat", Trust.TRUSTED, ("civdef.alert.ack", "llm.", "people.", "rag."),
            "take part: ask models, write to neighbours, acknowledge alerts",
        ),
        Scope("operator", Trust.MODERATOR, ("",), "issue and cancel alerts, press boards, invite nodes"),
        Scope("admin", Trust.OPERATOR, ("",), "everything that the node's operator may do"),
    )
}  # fmt: skip
# A browser that was paired with a trust level has the scope of that level.
_OF_TRUST = {
    Trust.MEMBER: "chat", Trust.TRUSTED: "chat", Trust.MODERATOR: "operator", Trust.ANCHOR: "operator",
    Trust.OPERATOR: "admin",
}  # fmt: skip


def scope_named(name: object) -> Scope:
    scope = SCOPES.get(name) if isinstance(name, str) else None
    if scope is None:
        raise BadRequest(f"a scope is one of {', '.join(SCOPES)}")
    return scope


def scope_of(trust: Trust) -> Scope:
    """The scope of a trust level; BadRequest for a stranger, who has none."""
    return scope_named(_OF_TRUST.get(trust))


def reaches(scope: Scope, capability: str) -> bool:
    return capability.rpartition(".")[2] in LOOKING or any(capability.startswith(one) for one in scope.prefixes)


def check_scope(scope: Scope, capability: str, needed: Trust) -> None:
    """NotTrusted names the smallest scope that reaches the capability; `needed` is the trust that it asks for.

    What a stranger may do, everybody may do.
    """
    if needed is Trust.STRANGER or (scope.trust >= needed and reaches(scope, capability)):
        return
    enough = next((one.name for one in SCOPES.values() if one.trust >= needed and reaches(one, capability)), "admin")
    raise NotTrusted(f"{capability} needs a token with the scope {enough}; this one has {scope.name}")
