"""What time it is, for boards that have no clock: signed now and then, when this machine knows it.

docs/protocol/time.md.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from edge_agent.clock import Clock
from edge_agent.identity.members import Members
from edge_agent.kernel_clock import ALWAYS, NEVER, State, clock_state, is_synchronised
from meshwire import time_frame
from meshwire.event import author_id, community_id

log = logging.getLogger(__name__)
EVERY_S = 1800.0


class Signer(Protocol):
    public: bytes

    def sign(self, message: bytes) -> bytes: ...


def is_known(setting: str, clock_state: State | None, utc: float) -> bool:
    """Whether the time may be told: `clock_state` is what the kernel says (its return and status), None: nothing."""
    if setting == NEVER or not time_frame.EARLIEST <= utc < time_frame.MAX_UTC:
        return False
    return setting == ALWAYS or is_synchronised(clock_state)


class TimeTeller:
    """The body of a TIME when one is due, made by the node's own key."""

    def __init__(
        self, members: Members, key: Signer, root: bytes, *, setting: str, now: Clock, steady: Clock,
        state: Callable[[], State | None] = clock_state,
    ) -> None:  # fmt: skip
        self._members = members
        self._key = key
        self._community = community_id(root)
        self._setting = setting
        self._now = now
        self._steady = steady
        self._state = state
        self._told_at: float | None = None

    async def due(self) -> bytes | None:
        """None while it is too soon, the time is not known here, or our key may not tell it."""
        if self._told_at is not None and self._steady() < self._told_at + EVERY_S:
            return None
        utc = int(self._now())
        if not is_known(self._setting, self._state(), utc):
            return None
        if not time_frame.may_tell(await self._members.roster(), self._key.public):
            return None
        self._told_at = self._steady()
        signature = self._key.sign(time_frame.digest(self._community, self._key.public, utc))
        return time_frame.encode(time_frame.TimeFrame(author_id(self._key.public), utc, signature))
