"""How many new frames are taken from the air before anybody has checked a signature. Pure.

Author ids cost a sender nothing, so there is a bucket per author and one per topic: chatter cannot crowd alerts out,
and a flood of invented authors writes no more to the disk than its topic's bucket allows. What is turned away may come
again.
"""

from collections import OrderedDict
from dataclasses import dataclass

from lora_gateway.air.seen import Name
from meshwire.event import CIVDEF

MAX_AUTHORS = 256  # remembered; the one not heard for longest is forgotten first


@dataclass(frozen=True, slots=True)
class Rate:
    burst: int
    per_min: float


PER_AUTHOR = Rate(burst=20, per_min=10)
PER_TOPIC = Rate(burst=60, per_min=30)  # LongFast carries at most 35 full frames a minute


class Admission:
    """Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._authors: OrderedDict[bytes, _Bucket] = OrderedDict()
        self._topics: dict[int, _Bucket] = {}

    def admit(self, name: Name, now: float) -> str | None:
        """None when the frame is taken, else the reason why not."""
        if name.topic not in self._topics:
            self._topics[name.topic] = _Bucket(PER_TOPIC, now)  # at most 255
        author = self._authors.pop(name.author_id, None) or _Bucket(PER_AUTHOR, now)
        self._authors[name.author_id] = author
        if len(self._authors) > MAX_AUTHORS:
            self._authors.popitem(last=False)
        if not author.has_one(now):
            return "too many from one author"
        if not self._topics[name.topic].has_one(now):
            return "too many alerts" if name.topic == CIVDEF else "too many of one topic"
        author.take()
        self._topics[name.topic].take()
        return None


class _Bucket:
    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._level = float(rate.burst)
        self._at = now

    def has_one(self, now: float) -> bool:
        self._level = min(self._level + max(now - self._at, 0.0) * self._rate.per_min / 60, self._rate.burst)
        self._at = now
        return self._level >= 1

    def take(self) -> None:
        self._level -= 1
