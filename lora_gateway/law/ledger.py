"""What this station and its radio sent in the last hour, by the minute. Pure.

A charge belongs to the minute in which its transmission ends, and a minute is counted until all of it is an hour and a
minute ago, for a radio may keep a packet that long before it sends it. So whoever starts nothing that would bring the
sum above the limit stays below it in any hour.
"""

WINDOW_S = 3600
BIN_S = 60
MINUTES = WINDOW_S // BIN_S + 1


class Ledger:
    """Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._bins: dict[int, int] = {}  # minute: milliseconds

    def add(self, airtime_ms: int, ends: float) -> None:
        minute = int(ends // BIN_S)
        self._bins[minute] = self._bins.get(minute, 0) + airtime_ms
        for old in [past for past in self._bins if past < minute - MINUTES]:
            del self._bins[old]

    def spread(self, airtime_ms: int, since: float, until: float) -> None:
        """Charge what was sent at unknown times in between, an equal part to each minute."""
        last = int(until // BIN_S)
        minutes = range(max(int(since // BIN_S) + 1, last - WINDOW_S // BIN_S + 1), last + 1) or range(last, last + 1)
        for number, minute in enumerate(minutes):
            part_ms = airtime_ms * (number + 1) // len(minutes) - airtime_ms * number // len(minutes)
            self.add(part_ms, minute * BIN_S)

    def used_ms(self, now: float) -> int:
        """Sent in the last hour, and a little more."""
        first = int(now // BIN_S) - MINUTES
        return sum(airtime_ms for minute, airtime_ms in self._bins.items() if minute >= first)

    def oldest_ms(self, now: float) -> int:
        """The part of it that was sent 59 minutes ago or more: a radio's own hour may not hold it any more."""
        first = int(now // BIN_S) - MINUTES
        return sum(self._bins.get(minute, 0) for minute in range(first, first + 3))

    def wait_s(self, room_ms: float, now: float) -> float:
        """Seconds until no more than this is in the ledger."""
        used_ms = self.used_ms(now)
        first = int(now // BIN_S) - MINUTES
        for minute in sorted(past for past in self._bins if past >= first):
            if used_ms <= room_ms:
                break
            used_ms -= self._bins[minute]
            first = minute + 1
        left = (first + MINUTES) * BIN_S  # when the minutes before `first` are not counted any more
        return max(left - now, 0.0) if used_ms <= room_ms else WINDOW_S
