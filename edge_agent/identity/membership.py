"""What members say about who comes and goes: the events of topic 22. docs/protocol/join.md. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import TypeVar

from meshwire.errors import WireError
from meshwire.event import KEY_SIZE, MAX_TIME, SIGNATURE_SIZE, Event
from meshwire.trust import MAX_NAME, MAX_REASON, MEMBER, TRUSTED

MEMBERSHIP = 22  # over IP only; what boards and strangers must believe is in the roster, signed by the root
MAX_USES = 256
INVITED_ROLES = MEMBER | TRUSTED  # what an invite can give at most; more is granted to a person, not to a link

Statement = TypeVar("Statement")


@dataclass(frozen=True, slots=True)
class Invite:
    """Its author lets in who proves to hold the secret behind `key`: `uses` nodes, until `expires` (UTC s)."""

    key: bytes
    expires: int
    uses: int
    roles: int
    note: str


@dataclass(frozen=True, slots=True)
class InviteEnd:
    invite: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """A node asked to be let in at its author's door. `proof` is by the invite's key, `own` by the node's own key."""

    node: bytes
    invite: bytes
    name: str
    proof: bytes
    own: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    node: bytes
    invite: bytes


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Its author leaves the community."""

    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Its author asks the others to expel a member."""

    subject: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Support:
    """Its author agrees with a proposal, named by `proposal_id`."""

    proposal: bytes


@dataclass(frozen=True, slots=True)
class Succession:
    """Its author goes on under another key; `proof` is by that key."""

    successor: bytes
    proof: bytes


AnyStatement = Invite | InviteEnd | Request | Refusal | Goodbye | Proposal | Support | Succession


def _key(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == KEY_SIZE


def _signature(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == SIGNATURE_SIZE


def _number(low: int, high: int, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value < high


def _time(value: object) -> bool:
    return _number(1, MAX_TIME, value)


def _uses(value: object) -> bool:
    return _number(1, MAX_USES + 1, value)


def _roles(value: object) -> bool:
    return _number(1, INVITED_ROLES + 1, value)


def _name(value: object) -> bool:
    return isinstance(value, str) and len(value.encode("utf-8", "replace")) <= MAX_NAME


def _reason(value: object) -> bool:
    return isinstance(value, str) and len(value.encode("utf-8", "replace")) <= MAX_REASON


# The number of a kind, its form, and the check of each field in its order; the body is {0: first, 1: second, ...}.
KINDS = {
    1: (Invite, (_key, _time, _uses, _roles, _name)),
    2: (InviteEnd, (_key,)),
    3: (Request, (_key, _key, _name, _signature, _signature)),
    4: (Refusal, (_key, _key)),
    5: (Goodbye, (_reason,)),
    6: (Proposal, (_key, _reason)),
    7: (Support, (_key,)),
    8: (Succession, (_key, _signature)),
}
NUMBERS = {form: number for number, (form, _) in KINDS.items()}


def kind_of(statement: AnyStatement) -> int:
    return NUMBERS[type(statement)]


def body_of(statement: AnyStatement) -> dict[int, object]:
    """The body of its event; WireError names what is out of bounds."""
    body = dict(enumerate(astuple(statement)))
    _check(kind_of(statement), body)
    return body


def statement_in(event: Event) -> AnyStatement:
    """What an event of the topic says; WireError for anything else."""
    if event.topic != MEMBERSHIP or event.kind not in KINDS:
        raise WireError("membership: the event is of another kind")
    _check(event.kind, event.body)
    form: type[AnyStatement] = KINDS[event.kind][0]
    return form(*(event.body[number] for number in range(len(event.body))))


def proposal_id(event: Event) -> bytes:
    """What a Support names: the very proposal, whoever else used its number."""
    return hashlib.sha256(event.author + event.part).digest()


def asks(root_hash: bytes, invite: bytes, node: bytes, name: str) -> bytes:
    """What a node and its invite sign: the request is for this community, this invite and this key only."""
    return b"HNE join" + root_hash + invite + node + name.encode()


def succeeds(community: bytes, old: bytes, new: bytes) -> bytes:
    """What a new key signs to take over from an old one."""
    return b"HNE succession" + community + old + new


def _check(kind: int, body: Mapping[int, object]) -> None:
    form, checks = KINDS[kind]
    if set(body) != set(range(len(checks))):
        raise WireError(f"{form.__name__.lower()}: fields are missing or unknown")
    for number, check in enumerate(checks):
        if not check(body[number]):
            raise WireError(f"{form.__name__.lower()}: field {number} is out of bounds")
