"""identity.token.*: API tokens in the operator's hands."""

from dataclasses import asdict

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.errors import BadRequest
from edge_agent.identity import community_schemas as of
from edge_agent.identity.scopes import scope_named
from edge_agent.identity.tokens import Tokens


class TokenCapabilities:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    @capability("identity.token.create", trust=Trust.OPERATOR, input=of.TOKEN, output=of.CREATED)
    async def create(self, call: Call) -> Json:
        """{name, scope, days} -> {token}, which is shown this once."""
        match call.body:
            case {"name": str(name), "scope": scope, "days": int(days)} if not isinstance(days, bool):
                return {"token": await self._tokens.create(name, scope_named(scope), days)}
        raise BadRequest("say {name, scope, days}: what will use the token, what it may do, how long it holds")

    @capability("identity.token.list", trust=Trust.OPERATOR, input=of.NONE, output=of.TOKENS)
    async def list(self, call: Call) -> Json:
        audit = [dict(zip(("time", "done", "name", "scope"), line, strict=True)) for line in await self._tokens.audit()]
        return {"tokens": [asdict(token) for token in await self._tokens.tokens()], "audit": audit}

    @capability("identity.token.revoke", trust=Trust.OPERATOR, input=of.TOKEN_NAME, output=of.NOTHING)
    async def revoke(self, call: Call) -> Json:
        name = call.body.get("name")
        if not isinstance(name, str):
            raise BadRequest("name the token: {name: as `hearthnet token list` shows it}")
        await self._tokens.revoke(name)
        return {}
