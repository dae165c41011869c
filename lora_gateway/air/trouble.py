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

    async def bear(self, work: Awaitable[T], otherwise: T) -> T:
        """The result of reading or writing; `otherwise` when the disk failed."""
        try:
            result = await work
        except StoreFailed as error:
            if not self.reason:
                log.error("the gateway goes on without its disk: %s", error)
            self.reason = str(error)
            return otherwise
        if self.reason:
            log.info("the disk works again")
            self.reason = ""
        return result
