"""What waits for the root's signature: nodes that join, leave, change their key, or shall be expelled. Pure.

A statement counts only when it is younger than the certificate that it is about: who was certified again after leaving
is a member again. Younger is by the lamport number, which the root's log had already taken from the older statement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from edge_agent.bus.capability import Trust
from edge_agent.identity.keys import short_id
from edge_agent.identity.ledger import Asked, Ledger, reason_against, supporters, waiting
from edge_agent.identity.roles import certificate_body, revocation_body
from edge_agent.identity.standing import trust_of
from meshwire.event import CERTIFICATE, REVOCATION
from meshwire.trust import MEMBER, Certificate, Roster

CERTIFIED_S = 730 * 86400  # as `hearthnet cert grant` does without --expires
Body = dict[int, object]


class Matter(Enum):
    JOIN = "join"
    LEAVE = "leave"
    SUCCEED = "succeed"
    EXPEL = "expel"


@dataclass(frozen=True, slots=True)
class Case:
    """`node` is the key that it is about, `signs` what the root would sign. `settled`: the rules alone decide it."""

    matter: Matter
    node: bytes
    name: str
    words: str
    settled: bool
    signs: tuple[tuple[int, Body], ...]
    asked: Asked | None = None
    proposal: bytes = b""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a decision needs. `since`: the lamport number of each certificate; `own`: the node that holds the root.

    `cosigners`: how many moderators expel somebody without the root holder's own decision, 0 for no number.
    """

    ledger: Ledger
    roster: Roster
    since: Mapping[bytes, int]
    own: bytes
    cosigners: int
    now: float

    def member(self, key: bytes) -> Certificate | None:
        if trust_of(self.roster, key, self.now) < Trust.MEMBER:
            return None
        return self.roster.certificate(key)


def cases(scene: Scene) -> list[Case]:
    """Everything that nobody has signed yet."""
    return [*_joins(scene), *_goodbyes(scene), *_successions(scene), *_expulsions(scene)]


def _joins(scene: Scene) -> Iterator[Case]:
    for asked in waiting(scene.ledger, scene.roster, scene.now):
        request = asked.request
        reason = reason_against(scene.ledger, scene.roster, request, scene.now)
        _, invite = scene.ledger.invites.get(request.invite, (b"", None))
        roles = MEMBER | (invite.roles if invite else 0)
        expires = int(scene.now) + CERTIFIED_S
        body = certificate_body(request.node, roles=roles, expires=expires, area=None, name=request.name)
        words = reason or "asks to be let in"
        yield Case(Matter.JOIN, request.node, request.name, words, not reason, ((CERTIFICATE, body),), asked)


def _goodbyes(scene: Scene) -> Iterator[Case]:
    for key, (lamport, goodbye) in scene.ledger.goodbyes.items():
        member = scene.member(key)
        if member is not None and lamport > scene.since.get(key, 0):
            why = f": {goodbye.reason}" if goodbye.reason else ""
            revoked = revocation_body(key, _cut(f"left{why}"))
            yield Case(Matter.LEAVE, key, member.name, f"leaves{why}", True, ((REVOCATION, revoked),))


def _successions(scene: Scene) -> Iterator[Case]:
    """The new key gets what the old one has, and not a day more."""
    for key, (_, succession) in scene.ledger.successions.items():
        member, new = scene.member(key), succession.successor
        if member is None or scene.roster.statements(new):
            continue
        body = certificate_body(
            new, roles=member.roles, expires=member.expires, area=member.area, name=member.name
        )  # fmt: skip
        revoked = revocation_body(key, f"goes on as {short_id(new)}")
        signs = ((CERTIFICATE, body), (REVOCATION, revoked))
        yield Case(Matter.SUCCEED, key, member.name, f"goes on as {short_id(new)}", True, signs)


def _expulsions(scene: Scene) -> Iterator[Case]:
    for proposal, (_, lamport, said) in scene.ledger.proposals.items():
        member = scene.member(said.subject)
        agree = len(supporters(scene.ledger, scene.roster, proposal, scene.now))
        if member is None or not agree or lamport <= scene.since.get(said.subject, 0):
            continue
        enough = 0 < scene.cosigners <= agree and said.subject != scene.own
        words = f"shall be expelled, {agree} agree: {said.reason}"
        revoked = revocation_body(said.subject, _cut(f"expelled: {said.reason}"))
        yield Case(Matter.EXPEL, said.subject, member.name, words, enough, ((REVOCATION, revoked),), proposal=proposal)


def _cut(reason: str) -> str:
    """As much of it as a revocation takes."""
    return reason.encode()[:64].decode(errors="ignore")
