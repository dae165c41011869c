"""node.log: the newest lines that the agent has logged."""

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import COUNT, TEXT, gives, many, takes
from edge_agent.errors import BadRequest
from edge_agent.log import Ring


class NewestLines:
    def __init__(self, ring: Ring) -> None:
        self._ring = ring

    @capability(
        "node.log", trust=Trust.OPERATOR, idempotent=True, input=takes(("after",), after=COUNT),
        output=gives(lines=many(TEXT), next=COUNT),
    )  # fmt: skip
    async def log(self, call: Call) -> Json:
        """{after: the number of the last line that is known, 0 for none} -> {lines, next}."""
        match call.body:
            case {"after": int(after), **rest} if not rest and not isinstance(after, bool) and after >= 0:
                newest, lines = self._ring.since(after)
                return {"lines": lines, "next": newest}
        raise BadRequest('name the last line that is known: {"after": 0}')
