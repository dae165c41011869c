"""What this station and its radio sent in the last hour, by the minute. Pure.

A charge belongs to the minute in which its transmission ends, and a minute is counted until all of it is more than an
hour ago: so whoever starts nothing that would bring the sum above the limit stays below it in any hour.
"""

WINDOW_S = 3600
BIN_S = 60
MINUTES = WINDOW_S // BIN_S


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
        minutes = range(max(int(since // BIN_S) + 1, last - MINUTES + 1), last + 1) or range(last, last + 1)
        for number, minute in enumerate(minutes):
            part_ms = airtime_ms * (number + 1) // len(minutes) - airtime_ms * number // len(minutes)
            self.add(part_ms, minute * BIN_S)

    def used_ms(self, now: float) -> int:
        """Sent in the last hour and in what remains of its first minute."""
        return self._since(now, MINUTES)

    def surely_ms(self, now: float) -> int:
        """Sent so recently that the hour of another clock of minutes holds it as well."""
        return self._since(now, MINUTES - 2)

    def wait_s(self, room_ms: float, now: float) -> float:
        """Seconds until no more than this is in the ledger: a minute leaves when all of it is an hour ago."""
        used_ms = self.used_ms(now)
        first = int(now // BIN_S) - MINUTES
        for minute in sorted(past for past in self._bins if past >= first):
            if used_ms <= room_ms:
                break
            used_ms -= self._bins[minute]
            first = minute + 1
        left = first * BIN_S + WINDOW_S  # when the minutes before `first` are not counted any more
        return max(left - now, 0.0) if used_ms <= room_ms else WINDOW_S

    def _since(self, now: float, minutes: int) -> int:
        first = int(now // BIN_S) - minutes
        return sum(airtime_ms for minute, airtime_ms in self._bins.items() if minute >= first)
