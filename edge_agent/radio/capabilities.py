"""radio.status: what the gateway last told, and whether it is there."""

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import COUNT, LANGUAGE, OBJECT, TEXT, each, gives, maybe, one_of, takes
from edge_agent.radio.link import RadioLink

TOLD = dict(  # by the gateway, docs/protocol/agent-link.md; nothing of it while there is none
    radio=OBJECT, airtime=OBJECT, queue=OBJECT, air=OBJECT, repair=OBJECT, dropped=each(COUNT), sent=COUNT, heard=COUNT,
    last_heard=COUNT,
)  # fmt: skip
STATUS = gives(
    TOLD, link=one_of(("up", "down")), reason=maybe(TEXT), sending=each(gives(state=TEXT, tries=COUNT)),
    refused=each(COUNT), not_by_radio=each(TEXT), **TOLD,
)  # fmt: skip


class RadioCapabilities:
    def __init__(self, link: RadioLink) -> None:
        self._link = link

    @capability("radio.status", trust=Trust.STRANGER, idempotent=True, input=takes(language=LANGUAGE), output=STATUS)
    async def status(self, call: Call) -> Json:
        link = self._link
        status = link.status
        told = {key: value for key, value in status.items() if key not in ("is", "sending")}
        state = {"link": "down" if link.down else "up", "reason": link.down}
        return {
            **told,
            **state,
            "sending": link.sending,
            "refused": dict(link.refused),
            "not_by_radio": dict(link.not_by_radio),
        }
