"""Who was invited, who asks, who was refused: a fold over the events of topic 22. Pure.

The fold keeps what was said; whether its author may say it is decided with the roster of that moment.
"""

from collections import Counter
from dataclasses import dataclass

from edge_agent.bus.capability import Trust
from edge_agent.events.model import Verify
from edge_agent.identity.membership import (
    AnyStatement,
    Goodbye,
    Invite,
    InviteEnd,
    Proposal,
    Refusal,
    Request,
    Succession,
    Support,
    asks,
    proposal_id,
    statement_in,
    succeeds,
)
from edge_agent.identity.standing import trust_of
from meshwire.errors import WireError
from meshwire.event import Event
from meshwire.trust import Roster

MAX_SAID = 8192  # statements of one author that count: more than two for each member of the largest community


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, the node at whose door it was made, and when (UTC s)."""

    request: Request
    door: bytes
    time: int


class Ledger:
    """Whatever the order in which the events arrive, it holds the same; only which nodes came first may differ."""

    def __init__(self, community: bytes, root_hash: bytes, verify: Verify) -> None:
        self._community = community
        self._root_hash = root_hash
        self._verify = verify
        self._said: Counter[bytes] = Counter()
        self.invites: dict[bytes, tuple[bytes, Invite]] = {}  # author and invite, by its key
        self.ends: dict[bytes, set[bytes]] = {}  # who ended an invite
        self.requests: dict[bytes, Asked] = {}  # the newest of each node
        self.nodes: dict[bytes, list[bytes]] = {}  # that asked with an invite, in the order known here
        self.refusals: dict[tuple[bytes, bytes], set[bytes]] = {}  # of a node with an invite: who said so
        self.goodbyes: dict[bytes, tuple[int, Goodbye]] = {}  # the newest of each key, with its lamport number
        self.proposals: dict[bytes, tuple[bytes, int, Proposal]] = {}  # by id: author, lamport number, proposal
        self.supports: dict[bytes, set[bytes]] = {}  # who supports a proposal
        self.successions: dict[bytes, tuple[int, Succession]] = {}  # the first that a key signed: a thief comes later

    def add(self, event: Event) -> None:
        """Take in an authentic event; what cannot be read, or lacks a proof, says nothing."""
        try:
            statement = statement_in(event)
        except WireError:
            return
        if self._said[event.author] < MAX_SAID:
            self._said[event.author] += 1
            self._take_joining(statement, event)
            self._take_leaving(statement, event)

    def is_proven(self, request: Request) -> bool:
        """Whether the holder of the invite's secret and of the node's own key made this request."""
        said = asks(self._root_hash, request.invite, request.node, request.name)
        return self._verify(request.invite, said, request.proof) and self._verify(request.node, said, request.own)

    def _take_joining(self, statement: AnyStatement, event: Event) -> None:
        match statement:
            case Invite(key):
                self.invites.setdefault(key, (event.author, statement))
            case InviteEnd(key):
                self.ends.setdefault(key, set()).add(event.author)
            case Request() if self.is_proven(statement):
                self._request(statement, event)
            case Refusal(node, key):
                self.refusals.setdefault((node, key), set()).add(event.author)

    def _request(self, request: Request, event: Event) -> None:
        nodes = self.nodes.setdefault(request.invite, [])
        if request.node not in nodes:
            nodes.append(request.node)
        known = self.requests.get(request.node)
        if known is None or known.time <= event.time:
            self.requests[request.node] = Asked(request, event.author, event.time)

    def _take_leaving(self, statement: AnyStatement, event: Event) -> None:
        author = event.author
        match statement:
            case Goodbye():
                if author not in self.goodbyes or self.goodbyes[author][0] < event.lamport:
                    self.goodbyes[author] = (event.lamport, statement)
            case Proposal():
                self.proposals[proposal_id(event)] = (author, event.lamport, statement)
            case Support(proposal):
                self.supports.setdefault(proposal, set()).add(author)
            case Succession(successor, proof):
                known = self.successions.get(author)
                proven = self._verify(successor, succeeds(self._community, author, successor), proof)
                if proven and (known is None or event.seq < known[0]):
                    self.successions[author] = (event.seq, statement)


def reason_against(ledger: Ledger, roster: Roster, request: Request, now: float) -> str:
    """Why a request gets nothing from its invite, in words for who made it; empty when it is good."""
    author, invite = ledger.invites.get(request.invite, (b"", None))
    if invite is None or trust_of(roster, author, now) < Trust.ANCHOR:
        return "this invite is not known here; ask for a new one"
    if is_ended(ledger, roster, request.invite, now):
        return "this invite was ended; ask for a new one"
    if invite.expires <= now:
        return "this invite has expired; ask for a new one"
    if place_of(request.node, ledger.nodes.get(invite.key, [])) >= invite.uses:
        return "this invite is used up; ask for a new one"
    if is_refused(ledger, roster, request, now):
        return "this node was not let in; speak with the person who invited you"
    return ""


def place_of(node: bytes, nodes: list[bytes]) -> int:
    """How many nodes asked before this one."""
    return nodes.index(node) if node in nodes else len(nodes)


def is_ended(ledger: Ledger, roster: Roster, invite: bytes, now: float) -> bool:
    """Its author may end an invite, and every moderator."""
    author, _ = ledger.invites[invite]
    return any(by == author or trust_of(roster, by, now) >= Trust.MODERATOR for by in ledger.ends.get(invite, ()))


def is_refused(ledger: Ledger, roster: Roster, request: Request, now: float) -> bool:
    said = ledger.refusals.get((request.node, request.invite), ())
    return any(trust_of(roster, by, now) >= Trust.MODERATOR for by in said)


def waiting(ledger: Ledger, roster: Roster, now: float) -> list[Asked]:
    """The requests that nobody has decided, oldest first; a key that the root knows has its answer already."""
    return [
        asked
        for asked in sorted(ledger.requests.values(), key=lambda asked: asked.time)
        if not roster.statements(asked.request.node)
        and trust_of(roster, asked.door, now) >= Trust.MEMBER
        and not is_refused(ledger, roster, asked.request, now)
    ]


def supporters(ledger: Ledger, roster: Roster, proposal: bytes, now: float) -> set[bytes]:
    """The moderators and anchors who want a member expelled; the vote of that member does not count."""
    author, _, said = ledger.proposals[proposal]
    voters = {author, *ledger.supports.get(proposal, ())} - {said.subject}
    return {by for by in voters if trust_of(roster, by, now) >= Trust.MODERATOR}
