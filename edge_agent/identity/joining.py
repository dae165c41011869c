"""community.*: inviting, joining, and deciding who is let in."""

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.errors import BadRequest
from edge_agent.identity import community_schemas as of
from edge_agent.identity.granting import Granter
from edge_agent.identity.inviting import Inviting
from edge_agent.identity.joincodes import LIFETIME_S, NONCE_SIZE
from edge_agent.identity.joindoor import JoinDoor
from edge_agent.identity.joinwire import MAX_REQUEST
from edge_agent.identity.keys import node_id, parse_node_id, short_id
from edge_agent.identity.roles import role_words
from meshwire import cbor
from meshwire.trust import MEMBER, TRUSTED


class CommunityCapabilities:
    def __init__(self, inviting: Inviting, door: JoinDoor, granter: Granter) -> None:
        self._inviting = inviting
        self._door = door
        self._granter = granter

    @capability("community.invite", trust=Trust.MODERATOR, own=True, input=of.INVITE, output=of.INVITED)
    async def invite(self, call: Call) -> Json:
        """{uses, days, trusted, note} -> {link, code, words, ...}; the code is for a console and ends soon."""
        body = call.body
        uses, days, note = body.get("uses", 1), body.get("days", 7), body.get("note", "")
        if not isinstance(uses, int) or not isinstance(days, int) or not isinstance(note, str):
            raise BadRequest("uses and days are whole numbers, note is a text")
        roles = MEMBER | (TRUSTED if body.get("trusted") is True else 0)
        link = await self._inviting.invite(uses=uses, days=days, roles=roles, note=note)
        code = self._inviting.open_code(link)
        return {
            "link": str(link), "words": await self._inviting.words(), "expires": link.expires, "uses": uses,
            "code": f"{code.text}@{link.addresses[0]}", "code_expires_in_s": int(LIFETIME_S),
            "asks": not self._granter.grants_alone(),
        }  # fmt: skip

    @capability("community.invite.list", trust=Trust.MODERATOR, input=of.NONE, output=of.INVITES)
    async def invites(self, call: Call) -> Json:
        return {
            "invites": [
                {
                    "id": one.id, "note": one.note, "roles": role_words(one.roles), "uses": one.uses,
                    "asked": one.asked, "expires": one.expires, "mine": one.mine,
                }
                for one in await self._inviting.open_invites()
            ]
        }  # fmt: skip

    @capability("community.invite.end", trust=Trust.MODERATOR, own=True, input=of.INVITE_ID, output=of.NOTHING)
    async def end_invite(self, call: Call) -> Json:
        invite = call.body.get("id")
        if not isinstance(invite, str):
            raise BadRequest("name the invite: {id: as `hearthnet invite list` shows it}")
        await self._inviting.end(invite)
        return {}

    @capability("community.words", trust=Trust.STRANGER, input=of.NONE, output=of.WORDS)
    async def words(self, call: Call) -> Json:
        return {"words": await self._inviting.words()}

    @capability("community.join", trust=Trust.STRANGER, input=of.KNOCK, output=of.ANSWER, max_body=2 * MAX_REQUEST + 64)
    async def join(self, call: Call) -> Json:
        """{request: in hexadecimal} -> {answer: in hexadecimal}. docs/protocol/join.md."""
        return {"answer": (await self._door.knock(_bytes(call.body, "request"))).hex()}

    @capability("community.join.code", trust=Trust.STRANGER, input=of.CODE, output=of.CODE_ANSWER, max_body=512)
    async def code(self, call: Call) -> Json:
        """{} -> {salt}; {nonce, proof} -> {link: sealed}."""
        if not call.body:
            return {"salt": self._inviting.salt().hex()}
        nonce, proof = _bytes(call.body, "nonce"), _bytes(call.body, "proof")
        if len(nonce) != NONCE_SIZE or len(proof) != of.PROOF_SIZE:
            raise BadRequest(f"the nonce has {NONCE_SIZE} bytes and the proof {of.PROOF_SIZE}")
        return {"link": (await self._inviting.redeem(nonce, proof)).hex()}

    @capability("community.request.list", trust=Trust.MODERATOR, input=of.NONE, output=of.REQUESTS)
    async def requests(self, call: Call) -> Json:
        """What waits: `signs` are statements, kind and body in hexadecimal, that lack only the root's signature."""
        return {
            "grants": self._granter.holds_root(),
            "requests": [
                {
                    "node_id": node_id(case.node), "short": short_id(case.node), "name": case.name,
                    "matter": case.matter.value, "words": case.words, "settled": case.settled,
                    "time": case.asked.time if case.asked else 0,
                    "signs": [{"kind": kind, "body": cbor.dumps(body).hex()} for kind, body in case.signs],
                }
                for case in await self._granter.cases()
            ],
        }  # fmt: skip

    @capability("community.request.approve", trust=Trust.MODERATOR, own=True, input=of.NODE, output=of.NOTHING)
    async def approve(self, call: Call) -> Json:
        await self._granter.grant(_node(call.body), expel=call.caller.trust >= Trust.OPERATOR)
        return {}

    @capability("community.request.refuse", trust=Trust.MODERATOR, own=True, input=of.NODE, output=of.NOTHING)
    async def refuse(self, call: Call) -> Json:
        await self._granter.refuse(_node(call.body))
        return {}


def _node(body: Json) -> bytes:
    node = body.get("node")
    if not isinstance(node, str):
        raise BadRequest("name the node: {node: its node id}")
    return parse_node_id(node)


def _bytes(body: Json, name: str) -> bytes:
    try:
        return bytes.fromhex(str(body.get(name, "")))
    except ValueError:
        raise BadRequest(f"{name} must be bytes in hexadecimal") from None
