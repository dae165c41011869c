"""Signs with the root key what the community's rules decide, when this node holds that key open."""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, ConfigError, EdgeError, NotFound, NotTrusted
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, root_path
from edge_agent.identity.deciding import Case, Matter, Scene, cases
from edge_agent.identity.keys import Key, short_id
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.members import Members
from edge_agent.identity.membership import MEMBERSHIP, Refusal
from edge_agent.text import printable
from meshwire.event import ROSTER

log = logging.getLogger(__name__)


class Granter:
    """A service. `ask`: a person decides about who joins and about new keys, whatever the rules say."""

    name = "membership"

    def __init__(
        self, home: Path, identity: Identity, store: EventStore, members: Members, ledgers: Ledgers, *, ask: bool,
        cosigners: int, now: Clock,
    ) -> None:  # fmt: skip
        self._root_path = root_path(home)
        self._identity = identity
        self._store = store
        self._members = members
        self._ledgers = ledgers
        self._ask = ask
        self.cosigners = cosigners
        self._now = now
        self._granting = asyncio.Lock()

    async def run(self) -> None:
        changes = self._store.changes()
        await self.settle()
        async for change in changes:
            if change.event is None or change.event.topic in (ROSTER, MEMBERSHIP):
                await self.settle()

    def holds_root(self) -> bool:
        """Whether this node can sign without a person and a passphrase."""
        return self._root() is not None

    def _root(self) -> Key | None:
        """Read each time: the file comes and goes with the stick that it is kept on."""
        if not self._root_path.exists():
            return None
        try:
            root = None if keyfile.is_sealed(self._root_path) else keyfile.load(self._root_path)
        except EdgeError as error:
            log.warning("nothing can be signed for the community: %s", error)
            return None
        if root is not None and root.public != self._identity.root:
            log.warning("%s is the root key of another community; put the right one there", self._root_path)
            return None
        return root

    def grants_alone(self) -> bool:
        """Whether a good invite is enough at this node."""
        return not self._ask and self.holds_root()

    async def settle(self) -> None:
        """Sign whatever is for this node to sign without asking anybody."""
        if (root := self._root()) is None:
            return
        free = {Matter.LEAVE, Matter.EXPEL} if self._ask else set(Matter)
        async with self._granting:
            await self._sign([case for case in await self.cases() if case.settled and case.matter in free], root)

    async def cases(self) -> list[Case]:
        """What waits for a signature, or for a person."""
        since = {event.body[0]: int(event.lamport) for event, _ in await self._members.statements()}
        ledger, roster, now = await self._ledgers.ledger(), await self._members.roster(), self._now()
        return cases(Scene(ledger, roster, since, self._identity.key.public, self.cosigners, now))

    async def grant(self, node: bytes, *, expel: bool = False) -> None:
        """A person says yes; NotFound when nothing waits for this node, ConfigError without the root key at hand.

        `expel`: the person may expel members although too few agree.
        """
        if (root := self._root()) is None:
            raise ConfigError(
                "this node cannot sign with the root key; run `hearthnet member approve` where the key is"
            )
        async with self._granting:
            found = await self._cases_of(node)
            decided = [case for case in found if case.settled or case.matter is not Matter.EXPEL or expel]
            if not decided:
                raise NotTrusted("too few agree to this yet; others say so with `hearthnet member expel`")
            await self._sign(decided, root)

    async def refuse(self, node: bytes) -> None:
        """A person says no; the same invite does not help this node any more."""
        for case in await self._cases_of(node):
            if case.asked is not None:
                await self._ledgers.say(Refusal(node, case.asked.request.invite))
                return
        raise BadRequest("only a request to join can be turned away; leave the others waiting")

    async def _cases_of(self, node: bytes) -> list[Case]:
        found = [case for case in await self.cases() if case.node == node]
        if not found:
            raise NotFound(f"{short_id(node)} waits for nothing; `hearthnet member requests` lists who does")
        return found

    async def _sign(self, decided: Iterable[Case], root: Key) -> None:
        for case in decided:
            await self._store.write(root, [Draft(topic=ROSTER, kind=kind, body=body) for kind, body in case.signs])
            log.info("%s, %s: %s", printable(case.name), short_id(case.node), printable(case.words))
