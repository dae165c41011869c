"""Whether a Meshtastic radio is still there, and when to try it again. Pure."""

from dataclasses import dataclass

HEARTBEAT_S = 60.0  # the radio closes a connection on which its client was silent for 15 min
ANSWER_S = 5.0  # usually 0.25 s; some boards write their flash for a second or two
TRIES = 3
STABLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds: `away` while the radio is not there, `owned` while another client has it, which most need for seconds;
    the first and the longest of each."""

    away: tuple[float, float] = (1.0, 5.0)
    owned: tuple[float, float] = (10.0, 300.0)


class Pulse:
    """One connection: a heartbeat a minute, and more of them while the radio does not answer."""

    def __init__(self, now: float) -> None:
        self._heard = now
        self._asked = now
        self._unanswered = 0

    def heard(self, now: float) -> None:
        self._heard = now
        self._unanswered = 0

    def asked(self, now: float) -> None:
        """A heartbeat was sent, for whatever reason."""
        self._asked = now
        self._unanswered += 1

    def is_due(self, now: float) -> bool:
        return now >= self._due() and not self.is_dead(now)

    def is_dead(self, now: float) -> bool:
        return self._unanswered >= TRIES and now >= self._asked + ANSWER_S

    def silent_since(self, when: float) -> bool:
        return self._heard <= when

    def next_s(self, now: float) -> float:
        return max(self._due() - now, 0.0)

    def _due(self) -> float:
        return self._asked + (ANSWER_S if self._unanswered else HEARTBEAT_S)


class Patience:
    """How long to wait between two connections.

    A Meshtastic radio serves one TCP client and closes the connection of the one before. Two clients that both come
    back at once would fight for ever, so a connection that the radio closed is followed by a pause, which doubles
    while that repeats.
    """

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses
        self._failures = 0
        self._evictions = 0

    def refused(self) -> float:
        """There was no connection: the pause in seconds."""
        self._failures += 1
        return _doubled(self._pauses.away, self._failures)

    def broke(self) -> float:
        """A connection ended by itself."""
        self._failures = 0
        return self._pauses.away[0]

    def closed(self, lasted_s: float) -> float:
        """The radio closed a connection: it restarts, or somebody else connected."""
        self._failures = 0
        pause_s = self._owner_pause_s() if self._evictions else 0.0
        self._evictions = 1 if lasted_s > max(STABLE_S, 3 * pause_s) else self._evictions + 1
        return self._owner_pause_s()

    @property
    def evicted(self) -> bool:
        """Whether the radio closes connections again and again: it is another program's."""
        return self._evictions > 1

    def _owner_pause_s(self) -> float:
        return _doubled(self._pauses.owned, self._evictions)


def _doubled(pauses: tuple[float, float], times: int) -> float:
    first, longest = pauses
    return min(first * (1 << min(times - 1, 16)), longest)
