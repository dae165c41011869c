"""What a node offers: named operations with a trust level, a size and a time limit."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

Json = Mapping[str, object]
Handler = Callable[["Call"], Awaitable[Json]]
Marked = TypeVar("Marked", bound=Callable[..., Awaitable[Json]])

MARK = "_capability"
MAX_BODY = 1 << 20  # a CAP document with every language fits; more is a mistake or an attack
TIMEOUT_S = 30.0


class Trust(IntEnum):
    """What a caller may do; certificates and pairing decide it, each level includes those below."""

    STRANGER = 0
    MEMBER = 1
    TRUSTED = 2
    MODERATOR = 3
    OPERATOR = 4


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: `name` goes into logs and answers."""

    name: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Call:
    body: Json
    caller: Caller


@dataclass(frozen=True, slots=True)
class Terms:
    """What a capability asks of its callers and promises them."""

    name: str
    trust: Trust
    timeout_s: float
    max_body: int


def capability(
    name: str, *, trust: Trust, timeout_s: float = TIMEOUT_S, max_body: int = MAX_BODY
) -> Callable[[Marked], Marked]:
    """Mark a method as a capability; the bus collects marked methods, importing registers nothing."""

    def mark(method: Marked) -> Marked:
        setattr(method, MARK, Terms(name, trust, timeout_s, max_body))
        return method

    return mark
