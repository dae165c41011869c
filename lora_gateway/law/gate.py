"""A busy channel is left to the more urgent. Pure.

Every field of a packet can be forged by its sender; what the radio measures of the channel cannot. The shares are those
at which Meshtastic's firmware stops its own routine traffic.
"""

from lora_gateway.air.priority import Priority

CLOSED_FROM = {Priority.MESSAGE: 0.40, Priority.REPAIR: 0.25, Priority.BULK: 0.25}  # share of the time it was busy
MAX_AGE_S = 300.0  # a radio tells every minute; what is older says nothing of the channel now


class Gate:
    """Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._channel_use = 0.0
        self._until = 0.0

    def hear(self, channel_use: float, now: float) -> None:
        """What the radio measured."""
        self._channel_use = channel_use
        self._until = now + MAX_AGE_S

    def wait_s(self, priority: Priority, now: float) -> float:
        """Seconds until a class may transmit again unless a new measurement opens the gate, 0 when it may now."""
        if priority not in CLOSED_FROM or now >= self._until:
            return 0.0
        return self._until - now if self._channel_use >= CLOSED_FROM[priority] else 0.0
