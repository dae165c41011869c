"""What phone users typed goes to the bus, the answer back to the gateway. docs/protocol/agent-link.md."""

import logging
from collections import Counter

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import BadRequest, NotTrusted
from edge_agent.radio.messages import Message

log = logging.getLogger(__name__)
GATEWAY = Caller("the gateway", Trust.OPERATOR)  # who opens its socket is the node's own user
TAKEN_ALREADY = 0  # the number of a text that is handed over once and not kept


class PhoneTexts:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.refused: Counter[str] = Counter()

    async def take(self, message: Message) -> list[Message]:
        """What to tell the gateway: that the text is taken, and the answer for its user.

        Unavailable when our log cannot take it; the gateway keeps it and hands it over again.
        """
        match message:
            case {"n": int(n), "radio": int(radio), "name": str(), "verb": str(), "text": str(), "at": int()}:
                body = {name: message[name] for name in ("radio", "name", "verb", "text", "at")}
            case {"n": int(n)}:
                self.refused["malformed text"] += 1
                return _taken(n)
            case _:
                self.refused["malformed text"] += 1
                return []
        try:
            answer = (await self._bus.call("phones.text", body, GATEWAY)).get("answer")
        except (BadRequest, NotTrusted) as error:
            log.warning("a text of a phone was refused: %s", error)
            self.refused["text refused"] += 1
            return _taken(n)
        return [*_taken(n), {"is": "reply", "to": radio, "text": answer}] if answer else _taken(n)


def _taken(n: int) -> list[Message]:
    return [{"is": "taken", "n": n}] if n != TAKEN_ALREADY else []
