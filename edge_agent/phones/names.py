"""Whom a phone user means by a name. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from edge_agent.errors import BadRequest, NotFound
from edge_agent.phones.model import Address, label

MAX_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who can be written to: a member's node, or a radio."""

    address: Address
    label: str


def addressed(rest: str, members: Mapping[bytes, str], radios: Mapping[int, str]) -> tuple[Known, str]:
    """Who is meant by the beginning of `rest`, and the text behind it. BadRequest or NotFound in words for the user.

    A member's name wins over a radio's: anybody can give a radio any name. Longer names win over shorter ones.
    """
    best: list[Known] = []
    longest = -1
    for spelling, known in _spellings(members, radios):
        if not _begins_with(rest, spelling) or len(spelling) < longest:
            continue
        best = [known] if len(spelling) > longest else [*best, known]
        longest = len(spelling)
    best = [known for known in best if isinstance(known.address, bytes)] or best
    if not best:
        raise NotFound("nobody of that name has written here; a radio's number works too: msg !9e7595a8 TEXT")
    if len(best) > 1:
        labels = ", ".join(known.label for known in best[:MAX_SHOWN])
        raise BadRequest(f"{len(best)} have that name; write one of: {labels}")
    text = rest[longest:].lstrip(" :,")
    if not text:
        raise BadRequest(f"write what to tell {best[0].label}: msg NAME TEXT")
    return best[0], text


def _spellings(members: Mapping[bytes, str], radios: Mapping[int, str]) -> Iterator[tuple[str, Known]]:
    for author, name in members.items():
        yield name, Known(author, name)
    for radio, name in radios.items():
        known = Known(radio, label(name, radio))
        spellings = {name, known.label, f"!{radio & 0xFFFF:04x}", f"!{radio:08x}"}
        yield from ((spelling, known) for spelling in spellings)


def _begins_with(rest: str, spelling: str) -> bool:
    end = len(spelling)
    behind = rest[end : end + 1]
    return bool(spelling) and rest[:end].casefold() == spelling.casefold() and behind in ("", " ", ":", ",")
