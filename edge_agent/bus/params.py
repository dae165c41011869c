"""How a caller chooses among providers by corpus, model or language. Pure.

What is asked for is a list of alternatives: `de`, `de,nl`, `medicine-*`, or `!cloud-*` for anything else.
"""

from collections.abc import Iterable, Mapping, Sequence

from edge_agent.bus.capability import Params
from edge_agent.bus.peer import Values
from edge_agent.errors import BadRequest


def chosen(wanted: str, offered: Sequence[str]) -> str | None:
    """The first alternative that is on offer, as its provider calls it; None when there is none.

    A provider that lists no values takes what it is asked for, so what is asked for must be a value then.
    """
    for alternative in wanted.split(","):
        pattern = alternative.strip()
        if not offered and pattern and not pattern.startswith("!") and not pattern.endswith("*"):
            return pattern
        for value in offered:
            if _matches(pattern, value):
                return value
    return None


def params_of(lines: Iterable[str]) -> dict[str, str]:
    """From NAME=VALUE, as a person types them."""
    params = {}
    for line in lines:
        name, _, value = line.partition("=")
        if not name or not value:
            raise BadRequest(f"{line[:80]!r} is no param; write NAME=VALUE, for example corpus=medicine")
        params[name] = value
    return params


def resolved(wanted: Params, offered: Values) -> dict[str, str]:
    """Each param with the value that the provider has for it; those that it lacks are missing."""
    found = {name: chosen(text, offered[name]) for name, text in wanted.items() if name in offered}
    return {name: value for name, value in found.items() if value is not None}


def refusal(wanted: Params, offered: Values) -> str:
    """Why a provider does not do for these params; empty when it does."""
    fits = resolved(wanted, offered)
    return "; ".join(_why_not(name, text, offered) for name, text in wanted.items() if name not in fits)


def values(names: Sequence[str], offered: Mapping[str, Sequence[str]]) -> Values:
    """What is offered of each param of a contract; one that the provider says nothing of takes anything."""
    return {name: tuple(offered.get(name, ())) for name in names}


def _why_not(name: str, text: str, offered: Values) -> str:
    if name not in offered:
        return f"{name} cannot be chosen here"
    return f"{name} is {', '.join(offered[name][:8]) or 'one value, named whole'}; not {text}"


def _matches(pattern: str, value: str) -> bool:
    if pattern.startswith("!"):
        return not _matches(pattern[1:], value)
    return value.startswith(pattern[:-1]) if pattern.endswith("*") else value == pattern
