"""What time it is, for boards that have no clock: signed now and then, when this machine knows it.

docs/protocol/time.md.
"""

import ctypes
import logging
import sys
from collections.abc import Callable
from typing import Protocol

from edge_agent.clock import Clock
from edge_agent.identity.members import Members
from meshwire import time_frame
from meshwire.event import author_id, community_id

log = logging.getLogger(__name__)
EVERY_S = 1800.0
SYNCHRONISED, ALWAYS, NEVER = "synchronised", "always", "never"  # the setting node.time
UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)
ERROR = 5  # TIME_ERROR, what it returns then
STATUS_AT = 40  # of struct timex: modes, offset, freq, maxerror and esterror come before, in 64 bits each
STRUCT_SIZE = 256  # more than struct timex takes anywhere


class Signer(Protocol):
    public: bytes

    def sign(self, message: bytes) -> bytes: ...


def is_known(setting: str, clock_state: tuple[int, int] | None, utc: float) -> bool:
    """Whether the time may be told: `clock_state` is what the kernel says (its return and status), None: nothing."""
    if setting == NEVER or not time_frame.EARLIEST <= utc < time_frame.MAX_UTC:
        return False
    if setting == ALWAYS:
        return True
    return clock_state is not None and clock_state[0] not in (-1, ERROR) and not clock_state[1] & UNSYNCHRONISED


def clock_state() -> tuple[int, int] | None:
    """What Linux says of its clock: the state, and the status bits. None where nobody can be asked."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        timex = ctypes.create_string_buffer(STRUCT_SIZE)  # modes 0: read only
        returned = int(library.adjtimex(timex))
    except (OSError, AttributeError):
        return None
    if ctypes.sizeof(ctypes.c_long) != 8:  # another layout: better silent than wrong
        return None
    return returned, int.from_bytes(timex.raw[STATUS_AT : STATUS_AT + 4], byteorder=sys.byteorder, signed=True)


class TimeTeller:
    """The body of a TIME when one is due, made by the node's own key."""

    def __init__(
        self, members: Members, key: Signer, root: bytes, *, setting: str, now: Clock, steady: Clock,
        state: Callable[[], tuple[int, int] | None] = clock_state,
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
