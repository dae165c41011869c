"""Says text on the radio, within the airtime of the node. The only way from a phone's question to the air.

`ring` takes what the lane made of a verified alert; `answer` takes words from anybody and can neither ring nor address
everybody: no answer machine can raise an alert.
"""

import logging
from enum import Enum
from typing import Protocol

from lora_gateway.air.priority import Priority
from lora_gateway.errors import PortLost, Refused
from lora_gateway.phones.fitting import size
from lora_gateway.phones.lane import Step
from lora_gateway.port.port import PhonePort

log = logging.getLogger(__name__)
DOWN_S = 5.0  # to look again whether the radio is back


class Said(Enum):
    SENT = "sent"
    NOT_SENT = "the radio refused"


class Airtime(Protocol):
    """The node's budget, shared with the signed frames."""

    def wait_s(self, airtime_ms: int, priority: Priority) -> float:
        """Seconds until a transmission of this class may start, 0 when it may now, infinity when it never may."""

    async def charge(self, airtime_ms: int) -> None:
        """Account for it on the disk, before it starts."""

    async def refund(self, airtime_ms: int) -> None:
        """The radio did not transmit after all."""


class Speaker:
    def __init__(self, port: PhonePort, airtime: Airtime) -> None:
        self._port = port
        self._airtime = airtime

    def airtime_ms(self, text: str) -> int:
        return self._port.radio.airtime_ms(size(text))

    def wait_s(self, text: str, priority: Priority) -> float:
        """Seconds until it may be said."""
        if not self._port.takes_texts:
            return DOWN_S
        return self._airtime.wait_s(self.airtime_ms(text), priority)

    async def ring(self, step: Step) -> Said:
        """Say the text of a verified alert to everybody."""
        return await self._say(step.text, to=None, alert=step.rings)

    async def answer(self, user: int, text: str) -> Said:
        """Say something to one user."""
        return await self._say(text, to=user, alert=False)

    async def _say(self, text: str, *, to: int | None, alert: bool) -> Said:
        expected_ms = self.airtime_ms(text)
        priority = Priority.ALERT if alert else Priority.MESSAGE
        if self._airtime.wait_s(expected_ms, priority) > 0:
            log.info("a text was not sent: it takes more airtime than there is")
            return Said.NOT_SENT
        await self._airtime.charge(expected_ms)
        try:
            airtime_ms = await self._port.send_text(text, to=to, alert=alert)
        except PortLost as error:
            log.info("a text was perhaps not sent: %s", error)
            return Said.NOT_SENT
        except Refused as error:
            log.info("a text was not sent: %s", error)
            await self._airtime.refund(expected_ms)
            return Said.NOT_SENT
        if airtime_ms > expected_ms:
            await self._airtime.charge(airtime_ms - expected_ms)
        return Said.SENT
