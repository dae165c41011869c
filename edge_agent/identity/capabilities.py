"""identity.*: who this node is, who belongs to the community, which browsers are paired."""

import asyncio

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import gives, takes, text
from edge_agent.errors import BadEvent, BadRequest, NotTrusted
from edge_agent.events import rows
from edge_agent.events.store import EventStore
from edge_agent.identity import schemas
from edge_agent.identity.codes import LIFETIME_S
from edge_agent.identity.community import Identity
from edge_agent.identity.keys import node_id
from edge_agent.identity.members import Members
from edge_agent.identity.pairing import Pairing
from edge_agent.identity.roles import member_record
from edge_agent.identity.scopes import scope_named
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER, Event, decode
from meshwire.trust import decode_certificate, decode_revocation

MAX_EVENT = 16384  # hexadecimal digits; a certificate with the largest area has about 8,000


class IdentityCapabilities:
    def __init__(self, identity: Identity, log: EventStore, members: Members, pairing: Pairing) -> None:
        self._identity = identity
        self._log = log
        self._members = members
        self._pairing = pairing
        self._adding = asyncio.Lock()  # between looking at the root's last number and using the next one

    @capability("identity.whoami", trust=Trust.STRANGER, idempotent=True, input=takes(), output=schemas.WHOAMI)
    async def whoami(self, call: Call) -> Json:
        return await whoami(self._identity, self._members)

    @capability("identity.roster", trust=Trust.MEMBER, idempotent=True, input=takes(), output=schemas.ROSTER)
    async def roster(self, call: Call) -> Json:
        return await roster(self._identity, self._members)

    @capability(
        "identity.certificate.add", trust=Trust.OPERATOR, idempotent=True, max_body=MAX_EVENT + 64,
        input=takes(("event",), event=text(MAX_EVENT)), output=schemas.NUMBERED,
    )  # fmt: skip
    async def add_certificate(self, call: Call) -> Json:
        """{event: IP form in hexadecimal}, signed by the root: a certificate or a revocation."""
        event = _roster_event(call.body.get("event"))
        if event.author != self._identity.root:
            raise NotTrusted("the event is not signed by the root key of this community; use that key")
        async with self._adding:
            known = await self._log.read(lambda db: rows.find(db, event.author, ROSTER, event.seq))
            if known is None or known[1].part != event.part:
                await self._append(event)
        return {"seq": event.seq}

    async def _append(self, event: Event) -> None:
        seq, _ = await self._members.next_numbers()
        if event.seq < seq:
            raise BadRequest(f"the root has signed number {seq - 1} in the meantime; try again")
        await self._log.append([event])

    @capability("identity.pair.code", trust=Trust.OPERATOR, input=schemas.PAIR, output=schemas.CODE)
    async def pair_code(self, call: Call) -> Json:
        """{trust or scope: what the browser may do, without both moderator} -> {code, scope, expires_in_s}."""
        if "scope" in call.body:
            scope = scope_named(call.body["scope"])
            code = self._pairing.new_code(scope.trust, scope)
        else:
            code = self._pairing.new_code(_trust(call.body.get("trust", Trust.MODERATOR.name)))
        trust = code.trust.name.lower()
        return {"code": code.text, "trust": trust, "scope": code.scope.name, "expires_in_s": int(LIFETIME_S)}

    @capability("identity.pair.list", trust=Trust.OPERATOR, idempotent=True, input=takes(), output=schemas.BROWSERS)
    async def pair_list(self, call: Call) -> Json:
        browsers = await self._pairing.browsers()
        return {
            "browsers": [
                {
                    "id": one.id,
                    "label": one.label,
                    "trust": one.trust.name.lower(),
                    "scope": one.scope,
                    "created": one.created,
                    "expires": one.expires,
                }
                for one in browsers
            ]
        }

    @capability("identity.pair.revoke", trust=Trust.OPERATOR, input=schemas.REVOKE, output=gives())
    async def pair_revoke(self, call: Call) -> Json:
        browser = call.body.get("id")
        if not isinstance(browser, str):
            raise BadRequest("name the browser: {id: as `hearthnet pair list` shows it}")
        await self._pairing.revoke(browser)
        return {}


async def whoami(identity: Identity, members: Members) -> dict[str, object]:
    """The node's own certificate, its full and short id, its community."""
    record = member_record(identity.key.public, (await members.roster()).statements(identity.key.public))
    twice = await members.twice_signed(identity.key.public)
    return record | {"community": identity.community.hex(), "root": node_id(identity.root), "twice_signed": twice}


async def roster(identity: Identity, members: Members) -> dict[str, object]:
    """Everybody whom the root has certified or revoked; `certificates` and `roots` in hexadecimal are for boards."""
    seq, lamport = await members.next_numbers()
    return {
        "roots": [identity.root.hex()],
        "certificates": [data.hex() for data in await members.current()],
        "members": [member_record(event.body[0], [statement]) for event, statement in await members.statements()],
        "next": {"seq": seq, "lamport": lamport},
    }


def _roster_event(text: object) -> Event:
    if not isinstance(text, str) or len(text) > MAX_EVENT:
        raise BadRequest(f"event must be the IP form of an event in hexadecimal, at most {MAX_EVENT} digits")
    try:
        event = decode(bytes.fromhex(text))
        if event.topic != ROSTER or event.kind not in (CERTIFICATE, REVOCATION):
            raise BadEvent("the event is neither a certificate nor a revocation")
        (decode_certificate if event.kind == CERTIFICATE else decode_revocation)(event)
    except ValueError as error:  # WireError is one
        raise BadEvent(f"the event cannot be read: {error}") from None
    return event


def _trust(word: object) -> Trust:
    names = [level.name.lower() for level in Trust if level is not Trust.STRANGER]
    if not isinstance(word, str) or word.lower() not in names:
        raise BadRequest(f"trust is one of {', '.join(names)}")
    return Trust[word.upper()]
