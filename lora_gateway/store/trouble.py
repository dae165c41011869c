"""A disk that is full or read-only: the gateway goes on from memory and says so."""

import logging
from collections.abc import Awaitable
from typing import TypeVar

from lora_gateway.errors import StoreFailed

log = logging.getLogger(__name__)

T = TypeVar("T")


class Trouble:
    """`reason` is empty while the disk takes what it is given."""

    def __init__(self) -> None:
        self.reason = ""

    async def reading(self, work: Awaitable[T], otherwise: T) -> T:
        """The result; `otherwise` when the disk failed."""
        try:
            return await work
        except StoreFailed as error:
            self._change(str(error))
            return otherwise

    async def writing(self, work: Awaitable[T], otherwise: T) -> T:
        """The same for a write: when it succeeds, the disk works again."""
        try:
            result = await work
        except StoreFailed as error:
            self._change(str(error))
            return otherwise
        self._change("")
        return result

    def _change(self, reason: str) -> None:
        if reason and not self.reason:
            log.error("the gateway goes on without its disk: %s", reason)
        if self.reason and not reason:
            log.info("the disk works again")
        self.reason = reason
