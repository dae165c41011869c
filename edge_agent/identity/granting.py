"""Certifies who asked to join, with the root key when this node holds it open."""

import asyncio
import logging
from pathlib import Path

from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, ConfigError, EdgeError, NotFound
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, root_path
from edge_agent.identity.keys import short_id
from edge_agent.identity.ledger import Asked, Ledger, reason_against, waiting
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.members import Members
from edge_agent.identity.membership import MEMBERSHIP, Refusal
from edge_agent.identity.roles import certificate_body
from edge_agent.text import printable
from meshwire.event import CERTIFICATE, ROSTER
from meshwire.trust import MEMBER

log = logging.getLogger(__name__)
CERTIFIED_S = 730 * 86400  # as `hearthnet cert grant` does without --expires


class Granter:
    """A service: grants what comes in by itself, unless `ask` says that a person decides."""

    name = "membership"

    def __init__(
        self, home: Path, identity: Identity, store: EventStore, members: Members, ledgers: Ledgers, *, ask: bool,
        now: Clock,
    ) -> None:  # fmt: skip
        self._root_path = root_path(home)
        self._identity = identity
        self._store = store
        self._members = members
        self._ledgers = ledgers
        self._ask = ask
        self._now = now
        self._granting = asyncio.Lock()

    async def run(self) -> None:
        await self.settle()
        async for change in self._store.changes():
            if change.event is None or change.event.topic == MEMBERSHIP:
                await self.settle()

    def holds_root(self) -> bool:
        """Whether this node can certify without a person and a passphrase."""
        try:
            return self._root_path.exists() and not keyfile.is_sealed(self._root_path)
        except EdgeError as error:
            log.warning("nobody can be let in: %s", error)
            return False

    async def settle(self) -> None:
        """Certify everybody who waits with a good invite, if that is for this node to do."""
        if not self.grants_alone():
            return
        async with self._granting:
            ledger, roster, now = await self._ledgers.ledger(), await self._members.roster(), self._now()
            for asked in waiting(ledger, roster, now):
                if not reason_against(ledger, roster, asked.request, now):
                    await self._certify(ledger, asked)

    def grants_alone(self) -> bool:
        """Whether a good invite is enough at this node."""
        return not self._ask and self.holds_root()

    async def roles_for(self, asked: Asked) -> int:
        return invited_roles(await self._ledgers.ledger(), asked)

    async def waiting(self) -> list[Asked]:
        return waiting(await self._ledgers.ledger(), await self._members.roster(), self._now())

    async def grant(self, node: bytes) -> None:
        """A person says yes; NotFound when the node does not wait, ConfigError when the root key is not at hand."""
        if not self.holds_root():
            raise ConfigError(
                "this node cannot sign with the root key; run `hearthnet member approve` where the key is"
            )
        async with self._granting:
            await self._certify(await self._ledgers.ledger(), await self._asked(node))

    async def refuse(self, node: bytes) -> None:
        """A person says no; the same invite does not help this node any more."""
        asked = await self._asked(node)
        await self._ledgers.say(Refusal(node, asked.request.invite))

    async def _asked(self, node: bytes) -> Asked:
        for asked in await self.waiting():
            if asked.request.node == node:
                return asked
        raise NotFound(f"{short_id(node)} does not wait to be let in; `hearthnet member requests` lists who does")

    async def _certify(self, ledger: Ledger, asked: Asked) -> None:
        node, name = asked.request.node, asked.request.name
        root = keyfile.load(self._root_path)
        if root.public != self._identity.root:
            raise BadRequest(f"{self._root_path} is the root key of another community; put the right one there")
        body = certificate_body(
            node, roles=invited_roles(ledger, asked), expires=int(self._now()) + CERTIFIED_S, area=None, name=name
        )
        await self._store.write(root, [Draft(topic=ROSTER, kind=CERTIFICATE, body=body)])
        log.info("%s, %s, is a member now", printable(name), short_id(node))


def invited_roles(ledger: Ledger, asked: Asked) -> int:
    """What the invite gives; a node always becomes a member."""
    _, invite = ledger.invites.get(asked.request.invite, (b"", None))
    return MEMBER | (invite.roles if invite else 0)
