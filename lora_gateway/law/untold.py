"""How far a radio that relays on its own may be beyond what the ledger knows. Pure.

It tells once a minute what it sent in the last hour, with what we told it to send. Until the next time it sends more;
and what it tells can hide behind our own transmissions that leave the ledger in between.
"""

from lora_gateway.law.ledger import BIN_S, WINDOW_S, Ledger

TIMES = 3  # what it sends on its own in a busy minute is kept free for the one that it has not told of yet
MOST = 5  # mean minutes of its hour are a busy minute at most: what was hidden behind ours is found all at once
FORGET = 59 / 60  # a report later; an old peak is forgotten within hours
AT_START = 0.15  # of the hour is kept free for a radio that relays, from our start until it tells anything
FRESH_S = 2 * BIN_S


class Untold:
    """Times are seconds of one clock that never goes back."""

    def __init__(self, allowed_ms: int) -> None:
        self._allowed_ms = allowed_ms
        self._told: float | None = None  # when it last told
        self._total_ms = 0  # what it told, and what we told it to send since
        self._largest_ms = 0  # a relay takes no longer than our longest frame
        self._busy_ms = 0.0
        self.kept_ms = 0.0

    def restore(self, relayed_ms: int) -> None:
        """What it sent on its own in the hour before our start."""
        self._busy_ms = relayed_ms * BIN_S / WINDOW_S
        self.kept_ms = self._allowed_ms * AT_START if relayed_ms else 0.0

    def charge(self, airtime_ms: int) -> None:
        self._total_ms += airtime_ms
        self._largest_ms = max(self._largest_ms, airtime_ms)

    def hear(self, transmit_use: float, ledger: Ledger, now: float) -> int:
        """Charge what the ledger lacks of the share that the radio tells; the milliseconds."""
        self._total_ms = int(min(max(transmit_use, 0.0), 1.0) * WINDOW_S * 1000)
        since = now - WINDOW_S if self._told is None else self._told
        lacking_ms = max(self._total_ms - ledger.used_ms(now), 0)
        ledger.spread(lacking_ms, since, now)
        a_minute_ms = min(lacking_ms * BIN_S / max(now - since, BIN_S), MOST * self._total_ms * BIN_S / WINDOW_S)
        self._busy_ms = max(a_minute_ms, self._busy_ms * FORGET)
        self.kept_ms = max(TIMES * self._busy_ms, self._largest_ms) if self._busy_ms else 0.0
        self._told = now
        return lacking_ms

    def wait_s(self, room_ms: float, ledger: Ledger, now: float) -> float:
        """Seconds until it tells again, when it told of more than this."""
        if self._told is None or self._total_ms + ledger.oldest_ms(self._told) <= room_ms:
            return 0.0
        return self._told + FRESH_S - now
