"""`clock` of node.hardware: time since the start, and the time of day once somebody has set it."""

import time

EPOCH_2000_S = 946684800  # most boards count from 2000-01-01; what we call UTC counts from 1970, as everywhere else
FIRST_YEAR = 2026  # a chip that was never set says 2000, 2015 or 2021


class Clock:
    def __init__(self) -> None:
        self._ticks = time.ticks_ms()
        self._uptime_ms = 0
        self._offset_s = EPOCH_2000_S if time.gmtime(0)[0] == 2000 else 0

    def uptime_ms(self) -> int:
        """Never goes back. To be asked at least every six days: the chip's counter begins again after twelve."""
        now = time.ticks_ms()
        passed = time.ticks_diff(now, self._ticks)
        if passed > 0:
            self._uptime_ms += passed
            self._ticks = now
        return self._uptime_ms

    def utc(self) -> int:
        """Seconds since 1970, 0 when the chip's clock was not set."""
        now = time.time()
        return int(now) + self._offset_s if time.gmtime(now)[0] >= FIRST_YEAR else 0
