"""How many new frames are taken from the air. Pure.

An author id costs a sender nothing, a certificate does. So authors that nobody has certified share one bucket, however
many they are, and cannot push a certified one out of the table; certified authors have a bucket each and one for every
topic: chatter cannot crowd alerts out. What is turned away may come again.
"""

from collections import OrderedDict
from dataclasses import dataclass

from lora_gateway.air.seen import Name
from meshwire.event import CIVDEF

MAX_AUTHORS = 256  # remembered of each sort; the one not heard for longest is forgotten first


@dataclass(frozen=True, slots=True)
class Rate:
    burst: int
    per_min: float


PER_AUTHOR = Rate(burst=20, per_min=10)
PER_TOPIC = Rate(burst=60, per_min=30)  # LongFast carries at most 35 full frames a minute
ALL_STRANGERS = Rate(burst=20, per_min=6)


class Admission:
    """Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._known = _Authors()
        self._unknown = _Authors()
        self._topics: dict[int, _Bucket] = {}
        self._strangers: _Bucket | None = None

    def admit(self, name: Name, now: float) -> str | None:
        """A certified author's frame, or any when no community is known: None when it is taken, else why not."""
        if name.topic not in self._topics:
            self._topics[name.topic] = _Bucket(PER_TOPIC, now)  # at most 255
        full = "too many alerts" if name.topic == CIVDEF else "too many of one topic"
        return _taken(self._known.bucket(name.author_id, now), self._topics[name.topic], full, now)

    def admit_stranger(self, name: Name, now: float) -> str | None:
        """The same for an author whom nobody here has certified."""
        self._strangers = self._strangers or _Bucket(ALL_STRANGERS, now)
        return _taken(self._unknown.bucket(name.author_id, now), self._strangers, "too many strangers", now)


class _Authors:
    def __init__(self) -> None:
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def bucket(self, author_id: bytes, now: float) -> "_Bucket":
        found = self._buckets.pop(author_id, None) or _Bucket(PER_AUTHOR, now)
        self._buckets[author_id] = found
        if len(self._buckets) > MAX_AUTHORS:
            self._buckets.popitem(last=False)
        return found


def _taken(author: "_Bucket", group: "_Bucket", full: str, now: float) -> str | None:
    if not author.has_one(now):
        return "too many from one author"
    if not group.has_one(now):
        return full
    author.take()
    group.take()
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
