"""radio.status: what the gateway last told, and whether it is there."""

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.radio.link import RadioLink


class RadioCapabilities:
    def __init__(self, link: RadioLink) -> None:
        self._link = link

    @capability("radio.status", trust=Trust.STRANGER)
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
