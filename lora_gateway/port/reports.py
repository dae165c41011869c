"""What a port of a plain LoRa radio has to tell, and the one transmission that it waits for."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

from lora_gateway.errors import PortLost
from lora_gateway.port.port import PortEvent, State

log = logging.getLogger(__name__)

MAX_EVENTS = 256  # waiting for the reader; beyond that the radio has to wait
SEND_TIMEOUT_S = 20.0  # the longest payload takes 14.3 s on LongSlow


class Reports:
    def __init__(self, url: str) -> None:
        self.state = State(False, "not connected yet")
        self._url = url
        self._events: asyncio.Queue[PortEvent] = asyncio.Queue(MAX_EVENTS)
        self._sending: asyncio.Future[int] | None = None

    async def events(self) -> AsyncIterator[PortEvent]:
        while True:
            yield await self._events.get()

    async def tell(self, event: PortEvent) -> None:
        await self._events.put(event)

    async def up(self) -> None:
        await self._change(State(True))

    async def down(self, reason: str) -> None:
        """What was being transmitted is cut off."""
        self.failed(PortLost(reason))
        await self._change(State(False, reason))

    async def transmission(self, begin: Callable[[], None]) -> int:
        """Begin one and wait for its airtime in ms; PortLost when the radio does not answer in time."""
        self._sending = asyncio.get_running_loop().create_future()
        try:
            begin()
            async with asyncio.timeout(SEND_TIMEOUT_S):
                return await self._sending
        except TimeoutError:
            raise PortLost("the radio did not say that it has transmitted") from None
        finally:
            self._sending = None

    def done(self, airtime_ms: int) -> None:
        if self._sending is not None and not self._sending.done():
            self._sending.set_result(airtime_ms)

    def failed(self, error: Exception) -> None:
        if self._sending is not None and not self._sending.done():
            self._sending.set_exception(error)

    async def _change(self, state: State) -> None:
        if state != self.state:
            self.state = state
            log.info("radio %s is %s", self._url, "up" if state.up else f"down: {state.reason}")
            await self._events.put(state)
