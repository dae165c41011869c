"""How much airtime the answers to phones may take, for one user and for all of them. Pure.

A sender's number can be invented, so the limit that protects the channel is the common one; the limit for each user
only keeps one person's curiosity from silencing the others. A part of the common limit is kept for people who say that
they are safe or need help.
"""

from collections import deque
from dataclasses import dataclass, field

WINDOW_S = 3600.0
ALL_SHARE = 0.25  # of what the duty cycle allows in an hour
USER_SHARE = 0.1
URGENT_SHARE = 0.2  # of ALL_SHARE


@dataclass(slots=True)
class Window:
    """Milliseconds spent in the last hour; an answer takes some 30 ms or more, so the number of entries is bounded."""

    spent: deque[tuple[float, int]] = field(default_factory=deque)
    total_ms: int = 0

    def used_ms(self, now: float) -> int:
        while self.spent and self.spent[0][0] <= now - WINDOW_S:
            self.total_ms -= self.spent.popleft()[1]
        return self.total_ms

    def charge(self, airtime_ms: int, now: float) -> None:
        self.spent.append((now, airtime_ms))
        self.total_ms += airtime_ms


class Quota:
    """`allowed_ms`: airtime that the node may use in an hour."""

    def __init__(self, allowed_ms: int) -> None:
        self._all_ms = int(allowed_ms * ALL_SHARE)
        self._user_ms = int(allowed_ms * USER_SHARE)
        self._all = Window()

    def refused(self, user: Window, airtime_ms: int, now: float, *, urgent: bool) -> str:
        """Why an answer may not be sent now, empty when it may."""
        if self._all.used_ms(now) + airtime_ms > self._all_ms if urgent else self.is_short(airtime_ms, now):
            return "airtime for phones used up"
        if not urgent and user.used_ms(now) + airtime_ms > self._user_ms:
            return "airtime of one phone used up"
        return ""

    def is_short(self, airtime_ms: int, now: float) -> bool:
        """Whether what is left of the common limit is for the urgent alone."""
        return self._all.used_ms(now) + airtime_ms > self._all_ms * (1 - URGENT_SHARE)

    def charge(self, user: Window, airtime_ms: int, now: float) -> None:
        user.charge(airtime_ms, now)
        self._all.charge(airtime_ms, now)
