"""The node's side of joining: takes requests from strangers and answers them."""

import asyncio

from edge_agent.clock import Clock
from edge_agent.errors import Expired, NotTrusted
from edge_agent.identity.community import Identity
from edge_agent.identity.granting import Granter
from edge_agent.identity.joinwire import Granted, decode_request, encode_answer, essential
from edge_agent.identity.ledger import is_refused, reason_against
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.link import root_hash
from edge_agent.identity.members import Members
from edge_agent.identity.membership import Request
from edge_agent.identity.standing import is_revoked


class JoinDoor:
    def __init__(
        self, identity: Identity, members: Members, ledgers: Ledgers, granter: Granter, *, mesh_port: int, now: Clock
    ) -> None:  # fmt: skip
        self._identity = identity
        self._members = members
        self._ledgers = ledgers
        self._granter = granter
        self._mesh_port = mesh_port
        self._now = now
        self._deciding = asyncio.Lock()  # between counting an invite's uses and writing the next one down

    async def knock(self, data: bytes) -> bytes:
        """The answer to a request; BadRequest for one that cannot be read, NotTrusted says why nobody is let in.

        The same request again gets the newest answer, so a node that waits, or missed its answer, repeats it.
        """
        asked_for, request = decode_request(data)
        if asked_for != root_hash(self._identity.root):
            raise NotTrusted("this invite is for another community than this node's; ask for a new one")
        if not (await self._ledgers.ledger()).is_proven(request):
            raise NotTrusted("this request was not made with the invite and the key that it names; ask again")
        async with self._deciding:
            if not await self._is_known(request):
                await self._write_down(request)
                await self._granter.settle()
        return encode_answer(request.node, await self._granted(request))

    async def _is_known(self, request: Request) -> bool:
        roster = await self._members.roster()
        if is_revoked(roster, request.node):
            raise NotTrusted("the community has revoked this node's key; join with a new node")
        certificate = roster.certificate(request.node)
        if certificate is not None and 0 < certificate.expires <= self._now():
            raise Expired("the certificate of this node has expired; the holder of the root key can grant a new one")
        return certificate is not None

    async def _write_down(self, request: Request) -> None:
        """Once for each node and invite, so that repeating costs nothing."""
        ledger, roster, now = await self._ledgers.ledger(), await self._members.roster(), self._now()
        if request.node in ledger.nodes.get(request.invite, ()) and not is_refused(ledger, roster, request, now):
            return
        if reason := reason_against(ledger, roster, request, now):
            raise NotTrusted(reason)
        await self._ledgers.say(request)

    async def _granted(self, request: Request) -> Granted | None:
        if (await self._members.roster()).certificate(request.node) is None:
            return None
        events = [event for event, _ in await self._members.statements()]
        own, root = self._identity.key.public, self._identity.root
        return Granted(root, essential(request.node, events), own, self._mesh_port)
