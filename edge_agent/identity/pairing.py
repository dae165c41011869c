"""Paired browsers: a one-time code becomes a token, of which only the hash is kept."""

import hashlib
import logging
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from edge_agent.bus.capability import Caller, Trust
from edge_agent.clock import Clock, steady_s, utc_s
from edge_agent.errors import NotFound, NotTrusted, Unavailable
from edge_agent.events.store import EventStore
from edge_agent.identity.codes import Code, CodeBook
from edge_agent.identity.scopes import SCOPES, Scope, Visitor
from edge_agent.identity.spelling import BYTES, spell
from edge_agent.text import printable

log = logging.getLogger(__name__)

TOKEN_BYTES = 32
LIFETIME_S = 90 * 86400
MAX_BROWSERS = 256  # only an operator's code adds one; more are forgotten devices
MAX_LABEL = 40
ID_DIGITS = 8  # hexadecimal, of the hash: names a browser in lists


@dataclass(frozen=True, slots=True)
class Browser:
    """A paired browser; times in UTC seconds."""

    id: str
    label: str
    trust: Trust
    scope: str
    created: int
    expires: int


class Pairing:
    def __init__(
        self, store: EventStore, *, now: Clock = utc_s, steady: Clock = steady_s,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:  # fmt: skip
        self._store = store
        self._now = now
        self._steady = steady
        self._random = random
        self._codes = CodeBook()

    def new_code(self, trust: Trust = Trust.MODERATOR, scope: Scope | None = None) -> Code:
        """Open a code; the one that was open before ends."""
        return self._codes.open(spell(self._random(BYTES)), trust, self._steady(), scope)

    async def redeem(self, code: str, *, label: str, client: str) -> str:
        """A token for the open code; NotTrusted or Unavailable say why not."""
        try:
            redeemed = self._codes.redeem(code, self._steady())
        except NotTrusted:
            log.warning("a wrong pairing code was typed at %s", printable(client))
            raise
        token = self._random(TOKEN_BYTES).hex()
        created = int(self._now())
        scope = redeemed.scope.name
        row = (_hash(token), int(redeemed.trust), scope, printable(label, MAX_LABEL), created, created + LIFETIME_S)
        await self._store.local(lambda db: _add(db, row))
        log.info("paired a browser at %s, scope %s", printable(client), scope)
        return token

    async def visitor(self, token: str) -> Visitor | None:
        """Whom a token stands for; None when it is unknown, revoked or has expired."""
        digest, now = _hash(token), int(self._now())
        query = "SELECT label, trust, scope FROM pairing WHERE token_hash = ? AND expires > ?"
        found = await self._store.read(lambda db: db.execute(query, (digest, now)).fetchone())
        return Visitor(Caller(found[0], Trust(found[1])), SCOPES[found[2]]) if found else None

    async def browsers(self) -> list[Browser]:
        """Those that are paired now, newest first."""
        columns = "token_hash, label, trust, scope, created, expires"
        query = f"SELECT {columns} FROM pairing WHERE expires > ? ORDER BY created DESC"
        found = await self._store.read(lambda db: db.execute(query, (int(self._now()),)).fetchall())
        return [
            Browser(digest.hex()[:ID_DIGITS], label, Trust(trust), scope, *times)
            for digest, label, trust, scope, *times in found
        ]

    async def revoke(self, browser: str) -> None:
        """End the token that `browsers` lists under this id; NotFound when there is none."""
        query = f"DELETE FROM pairing WHERE lower(substr(hex(token_hash), 1, {ID_DIGITS})) = ?"
        if not await self._store.local(lambda db: db.execute(query, (browser.lower(),)).rowcount):
            raise NotFound(f"no browser is paired as {printable(browser, 40)}; `hearthnet pair list` names them")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _add(db: sqlite3.Connection, row: tuple[bytes, int, str, str, int, int]) -> None:
    """Forget what has expired, then add; Unavailable when too many are left."""
    db.execute("DELETE FROM pairing WHERE expires <= ?", (row[4],))
    if db.execute("SELECT count(*) FROM pairing").fetchone()[0] >= MAX_BROWSERS:
        raise Unavailable(f"{MAX_BROWSERS} browsers are paired; end one with `hearthnet pair revoke ID` first")
    columns = "token_hash, trust, scope, label, created, expires"
    db.execute(f"INSERT INTO pairing ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)
