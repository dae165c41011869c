"""Makes invites: a link for pages and cameras, a code for consoles."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge_agent.bus.capability import Trust
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, NotFound, NotTrusted
from edge_agent.identity.community import Identity
from edge_agent.identity.joincodes import NONCE_SIZE, JoinCode, JoinCodes, stretched
from edge_agent.identity.keys import Key
from edge_agent.identity.ledger import is_ended
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.link import MAX_MORE, SECRET_SIZE, Link, root_hash
from edge_agent.identity.members import Members
from edge_agent.identity.membership import MAX_USES, Invite, InviteEnd
from edge_agent.identity.spelling import BYTES, spell, tidy
from edge_agent.identity.standing import trust_of
from edge_agent.identity.words import community_words
from meshwire.errors import WireError

MAX_DAYS = 90
ID_DIGITS = 8  # hexadecimal, of an invite's key: names it in lists
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Open:
    """An invite in a list; `asked`: how many nodes have used it."""

    id: str
    note: str
    roles: int
    uses: int
    asked: int
    expires: int
    mine: bool


class Inviting:
    def __init__(
        self, identity: Identity, members: Members, ledgers: Ledgers, *, addresses: Callable[[], Sequence[str]],
        now: Clock, steady: Clock, random: Random = secrets.token_bytes,
    ) -> None:  # fmt: skip
        self._identity = identity
        self._members = members
        self._ledgers = ledgers
        self._addresses = addresses
        self._now = now
        self._steady = steady
        self._random = random
        self._codes = JoinCodes()
        self._stretching = asyncio.Lock()  # one at a time: each takes 64 MB
        self._words = ""

    async def invite(self, *, uses: int, days: int, roles: int, note: str) -> Link:
        """Sign an invite; the secret is in the returned link and nowhere else. NotTrusted when nobody would heed it."""
        now = self._now()
        if trust_of(await self._members.roster(), self._identity.key.public, now) < Trust.ANCHOR:
            raise NotTrusted("only an anchor of the community can invite; `hearthnet cert list` shows who is one")
        if not 1 <= days <= MAX_DAYS or not 1 <= uses <= MAX_USES:
            raise BadRequest(f"an invite holds for 1 to {MAX_DAYS} days and for 1 to {MAX_USES} nodes")
        hashed, expires = root_hash(self._identity.root), int(now) + days * 86400
        link = Link(self._random(SECRET_SIZE), hashed, expires, tuple(self._addresses())[: 1 + MAX_MORE])
        try:
            await self._ledgers.say(Invite(Key(link.invite_seed).public, expires, uses, roles, note))
        except WireError as error:
            raise BadRequest(f"{error}; a note has at most 32 bytes") from None
        return link

    async def open_invites(self) -> list[Open]:
        """Those that still let somebody in, the next to expire first."""
        ledger, roster, now = await self._ledgers.ledger(), await self._members.roster(), self._now()
        me = self._identity.key.public
        found = [
            Open(key.hex()[:ID_DIGITS], invite.note, invite.roles, invite.uses, len(ledger.nodes.get(key, ())),
                 invite.expires, author == me)
            for key, (author, invite) in ledger.invites.items()
            if invite.expires > now and not is_ended(ledger, roster, key, now)
        ]  # fmt: skip
        return sorted((one for one in found if one.asked < one.uses), key=lambda one: one.expires)

    async def end(self, invite: str) -> None:
        """End the invite that a list shows under this id."""
        ledger = await self._ledgers.ledger()
        found = [key for key in ledger.invites if key.hex()[:ID_DIGITS] == invite.lower()]
        if not found:
            raise NotFound("there is no such invite; `hearthnet invite list` names them")
        for key in found:
            await self._ledgers.say(InviteEnd(key))

    def open_code(self, link: Link) -> JoinCode:
        """A code for this link; the one that was open before ends."""
        return self._codes.open(spell(self._random(BYTES)), str(link), self._random(NONCE_SIZE), self._steady())

    def salt(self) -> bytes:
        return self._codes.current(self._steady()).salt

    async def redeem(self, nonce: bytes, proof: bytes) -> bytes:
        """The sealed link for the proof that the code is known; NotTrusted or Unavailable say why not."""
        async with self._stretching:
            code = self._codes.start_try(self._steady())
            key = await asyncio.to_thread(stretched, tidy(code.text), code.salt, nonce)
            return self._codes.redeem(code, key, nonce, proof)

    async def words(self) -> str:
        if not self._words:
            self._words = await asyncio.to_thread(community_words, root_hash(self._identity.root))
        return self._words
