"""community.leave, .expel, .rotate: what a node says when somebody goes, or goes on under another key."""

from pathlib import Path

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, ConfigError, NotFound, NotTrusted
from edge_agent.identity import community_schemas as of
from edge_agent.identity.community import Identity, root_path
from edge_agent.identity.granting import Granter
from edge_agent.identity.keys import node_id, parse_node_id, short_id
from edge_agent.identity.ledger import supporters
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.members import Members
from edge_agent.identity.membership import Goodbye, Proposal, Succession, Support, succeeds
from edge_agent.identity.rotation import next_key
from edge_agent.identity.standing import trust_of
from meshwire.trust import MAX_REASON


class LeavingCapabilities:
    def __init__(
        self, home: Path, identity: Identity, members: Members, ledgers: Ledgers, granter: Granter, *, now: Clock
    ) -> None:  # fmt: skip
        self._home = home
        self._identity = identity
        self._members = members
        self._ledgers = ledgers
        self._granter = granter
        self._now = now

    @capability("community.leave", trust=Trust.OPERATOR, input=of.LEAVE, output=of.NOTHING)
    async def leave(self, call: Call) -> Json:
        """Say goodbye; whoever holds the root key revokes this node, at once where the key is open."""
        if root_path(self._home).exists():
            raise ConfigError(
                f"this node holds the root key, without which nobody can join or leave; give "
                f"{root_path(self._home)} to who goes on, then leave"
            )
        await self._ledgers.say(Goodbye(_reason(call.body)))
        return {}

    @capability(
        "community.expel", trust=Trust.MODERATOR, own=True, input=of.EXPEL,
        output=of.EXPELLED,
    )  # fmt: skip
    async def expel(self, call: Call) -> Json:
        """Ask the others to expel a member, or agree with who has asked already."""
        subject, me = parse_node_id(str(call.body["node"])), self._identity.key.public
        ledger, roster, now = await self._ledgers.ledger(), await self._members.roster(), self._now()
        if trust_of(roster, me, now) < Trust.MODERATOR:
            raise NotTrusted("only nodes of moderators and anchors can ask to expel a member")
        if trust_of(roster, subject, now) < Trust.MEMBER:
            raise NotFound(f"{short_id(subject)} is no member; `hearthnet member list` shows who is one")
        waiting = [case.proposal for case in await self._granter.cases() if case.proposal and case.node == subject]
        if waiting and me in supporters(ledger, roster, waiting[0], now):
            raise BadRequest(
                f"this node has said so already; more have to agree before {short_id(subject)} is expelled"
            )
        await self._ledgers.say(Support(waiting[0]) if waiting else Proposal(subject, _reason(call.body)))
        agree = len(supporters(ledger, roster, waiting[0], now)) + 1 if waiting else 1
        await self._granter.settle()
        expelled = trust_of(await self._members.roster(), subject, now) < Trust.MEMBER
        return {"agree": agree, "needed": self._granter.cosigners, "expelled": expelled}

    @capability("community.rotate", trust=Trust.OPERATOR, input=of.NONE, output=of.ROTATED)
    async def rotate(self, call: Call) -> Json:
        """Make the next key of this node and let the old one name it as its successor."""
        old, new = self._identity.key, next_key(self._home)
        ledger = await self._ledgers.ledger()
        _, said = ledger.successions.get(old.public, (0, None))
        if said is None:
            await self._ledgers.say(
                Succession(new.public, new.sign(succeeds(self._identity.community, old.public, new.public)))
            )
            await self._granter.settle()
        elif said.successor != new.public:
            raise ConfigError("this key has another successor already; join again with a new node")
        certified = (await self._members.roster()).certificate(new.public) is not None
        return {"key": node_id(new.public), "short": new.short, "certified": certified}


def _reason(body: Json) -> str:
    reason = body.get("reason", "")
    if not isinstance(reason, str) or len(reason.encode()) > MAX_REASON:
        raise BadRequest(f"a reason is a text of at most {MAX_REASON} bytes")
    return reason
