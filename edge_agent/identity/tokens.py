"""API tokens: made once, kept as hashes, counted when they are used. docs/tokens.md."""

import hashlib
import hmac
import secrets
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass

from edge_agent.bus.capability import Caller
from edge_agent.clock import Clock, utc_s
from edge_agent.errors import BadRequest, Expired, NotFound, Unavailable, Unidentified
from edge_agent.events.store import EventStore
from edge_agent.identity.scopes import SCOPES, Scope, Visitor
from edge_agent.text import printable

PREFIX = "hnt_"  # by which scanners find a token that was published by mistake
TOKEN_BYTES = 32
MAX_TOKEN = 64  # characters; ours have 47
MAX_TOKENS = 256
MAX_NAME = 40
MAX_DAYS = 3650
KEPT_S = 30 * 86400  # an expired token is listed so long, then only the audit knows it
MAX_AUDIT = 1000  # the newest lines are kept
NOTED_S = 60.0  # uses are written down so often at most: a line for each would wear out the card


@dataclass(frozen=True, slots=True)
class Token:
    """A token in a list; times in UTC seconds, `used_last` 0 for never."""

    name: str
    scope: str
    created: int
    expires: int
    used: int
    used_last: int
    used_by: str


@dataclass(slots=True)
class _Use:
    count: int
    last: int
    by: str


class Tokens:
    def __init__(
        self, store: EventStore, *, now: Clock = utc_s, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._store = store
        self._now = now
        self._random = random
        self._uses: dict[bytes, _Use] = {}  # since they were written down; as many as there are tokens
        self._noted = 0.0

    async def create(self, name: str, scope: Scope, days: int) -> str:
        """A new token; this is the only time that anybody sees it."""
        if not name or printable(name, MAX_NAME) != name:
            raise BadRequest(f"a token needs a name of at most {MAX_NAME} printable characters: what will use it?")
        if not 1 <= days <= MAX_DAYS:
            raise BadRequest(f"a token holds for 1 to {MAX_DAYS} days")
        text = PREFIX + urlsafe_b64encode(self._random(TOKEN_BYTES)).decode().rstrip("=")
        now = int(self._now())
        await self._store.local(lambda db: _add(db, _hash(text), name, scope, now, now + days * 86400))
        return text

    async def visitor(self, text: str, client: str) -> Visitor:
        """Whom a token stands for; Unidentified or Expired when it stands for nobody. Counts the use."""
        digest = _hash(text) if len(text) <= MAX_TOKEN and text.startswith(PREFIX) else b""
        query = "SELECT hash, name, scope, expires FROM token WHERE hash = ?"
        found = await self._store.read(lambda db: db.execute(query, (digest,)).fetchone())
        # A guesser cannot steer the hash, so the time that finding it takes tells nothing of the token.
        if found is None or not hmac.compare_digest(found[0], digest):
            raise Unidentified("this token is not known here, or was revoked; make one with `hearthnet token create`")
        if found[3] <= self._now():
            raise Expired(f"the token {found[1]} has expired; make a new one with `hearthnet token create`")
        await self._count(digest, client)
        scope = SCOPES[found[2]]
        return Visitor(Caller(f"token {found[1]}", scope.trust), scope)

    async def tokens(self) -> list[Token]:
        """Newest first; those that expired lately too."""
        await self._write_uses()
        query = "SELECT name, scope, created, expires, used, used_last, used_by FROM token ORDER BY created DESC, name"
        return [Token(*row) for row in await self._store.read(lambda db: db.execute(query).fetchall())]

    async def audit(self) -> list[tuple[int, str, str, str]]:
        """(time, what was done, name, scope), newest first."""
        query = "SELECT time, done, name, scope FROM token_audit ORDER BY row DESC"
        return await self._store.read(lambda db: db.execute(query).fetchall())

    async def revoke(self, name: str) -> None:
        now = int(self._now())
        if not await self._store.local(lambda db: _end(db, name, now)):
            raise NotFound(f"no token is called {printable(name, MAX_NAME)}; `hearthnet token list` names them")

    async def _count(self, digest: bytes, client: str) -> None:
        now = self._now()
        use = self._uses.setdefault(digest, _Use(0, 0, ""))
        use.count, use.last, use.by = use.count + 1, int(now), printable(client, MAX_NAME)
        if not 0 <= now - self._noted < NOTED_S:
            self._noted = now
            await self._write_uses()

    async def _write_uses(self) -> None:
        uses, self._uses = self._uses, {}
        rows = [(use.count, use.last, use.by, digest) for digest, use in uses.items()]
        if rows:
            change = "UPDATE token SET used = used + ?, used_last = ?, used_by = ? WHERE hash = ?"
            await self._store.local(lambda db: db.executemany(change, rows))


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _add(db: sqlite3.Connection, digest: bytes, name: str, scope: Scope, now: int, expires: int) -> None:
    for old, old_scope in db.execute("SELECT name, scope FROM token WHERE expires <= ?", (now - KEPT_S,)).fetchall():
        db.execute("DELETE FROM token WHERE name = ?", (old,))
        _note(db, now, "expired", old, old_scope)
    if db.execute("SELECT count(*) FROM token").fetchone()[0] >= MAX_TOKENS:
        raise Unavailable(f"there are {MAX_TOKENS} tokens; end one with `hearthnet token revoke NAME` first")
    if db.execute("SELECT 1 FROM token WHERE name = ?", (name,)).fetchone():
        raise BadRequest(f"a token is called {name} already; revoke it first, or choose another name")
    row = (digest, name, scope.name, now, expires)
    db.execute("INSERT INTO token (hash, name, scope, created, expires) VALUES (?, ?, ?, ?, ?)", row)
    _note(db, now, "created", name, scope.name)


def _end(db: sqlite3.Connection, name: str, now: int) -> bool:
    ended = db.execute("DELETE FROM token WHERE name = ? RETURNING scope", (name,)).fetchall()
    for (scope,) in ended:
        _note(db, now, "revoked", name, scope)
    return bool(ended)


def _note(db: sqlite3.Connection, now: int, done: str, name: str, scope: str) -> None:
    db.execute("INSERT INTO token_audit (time, done, name, scope) VALUES (?, ?, ?, ?)", (now, done, name, scope))
    db.execute("DELETE FROM token_audit WHERE row <= (SELECT max(row) FROM token_audit) - ?", (MAX_AUDIT,))
