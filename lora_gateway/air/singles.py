"""Frames that are said once, to the neighbours: summaries, requests, repairs, fragments. Never on disk. Pure."""

from dataclasses import dataclass
from itertools import count

from lora_gateway.air.priority import Priority

MAX_SINGLES = 64  # one object's fragments and the answers to a request; the least urgent, oldest goes first

Key = object  # whatever its maker calls it: an event's name, an object and row


@dataclass(slots=True, eq=False)
class Single:
    """`stale`: from then on it is not worth sending."""

    frame: bytes
    priority: Priority
    order: int
    due: float
    stale: float
    key: Key | None

    @property
    def size(self) -> int:
        """Bytes of the frame."""
        return len(self.frame)


class Singles:
    """Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._waiting: list[Single] = []
        self._order = count()

    def add(self, frame: bytes, priority: Priority, *, due: float, stale: float, key: Key | None) -> Single | None:
        """Plan a frame, in the place of one with the same key; the one that had to make room for it, if any."""
        self.remove_key(key)
        self._waiting.append(Single(frame, priority, next(self._order), due, stale, key))
        if len(self._waiting) <= MAX_SINGLES:
            return None
        victim = max(self._waiting, key=lambda single: (single.priority, -single.order))
        self.remove(victim)
        return victim

    def waiting(self) -> list[Single]:
        return list(self._waiting)

    def holds(self, key: Key) -> bool:
        return any(single.key == key for single in self._waiting)

    def remove(self, single: Single) -> None:
        self._waiting = [other for other in self._waiting if other is not single]

    def remove_key(self, key: Key | None) -> bool:
        """Whether a frame of that key waited and is not sent now."""
        if key is None:
            return False
        before = len(self._waiting)
        self._waiting = [single for single in self._waiting if single.key != key]
        return len(self._waiting) < before

    def drop_stale(self, now: float) -> int:
        """Forget what could not be sent in time; how many that were."""
        before = len(self._waiting)
        self._waiting = [single for single in self._waiting if single.stale > now]
        return before - len(self._waiting)
