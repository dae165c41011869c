"""Looks at the clock for the alerts: what expires is written down once, and the page is told."""

import asyncio
from collections.abc import Callable

from edge_agent.alerts.reading import AlertReader

LOOK_S = 5.0  # how long an alert may show after its end


class ExpiryWatch:
    name = "alert expiry"

    def __init__(self, reader: AlertReader, notify: Callable[[], None], *, look_s: float = LOOK_S) -> None:
        self._reader = reader
        self._notify = notify
        self._look_s = look_s

    async def run(self) -> None:
        while True:
            if await self._reader.mark_expired():
                self._notify()
            await asyncio.sleep(self._look_s)
