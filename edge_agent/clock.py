"""The clocks of the process, in one place so that everything else can be given another."""

import time
from collections.abc import Callable

Clock = Callable[[], float]


def utc_s() -> float:
    """Seconds since 1970 in UTC; may jump when the machine learns the time."""
    return time.time()


def steady_s() -> float:
    """Seconds that only move forward; for waits and ages."""
    return time.monotonic()
