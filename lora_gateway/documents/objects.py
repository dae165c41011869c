"""Documents as objects on the air: sends those that this node holds, collects those that it wants. Pure.

docs/protocol/objects.md. The caller passes `now`, seconds that never go back; puts what `next` returns on the station
and tells it with `sent` when that went out or was dropped.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lora_gateway.air.flood import Uniform
from lora_gateway.air.priority import Priority
from lora_gateway.documents.held import Held
from meshwire import document, fragment
from meshwire.collection import Collection
from meshwire.fragment import FNEED, FRAG, NAME_SIZE, Fragment, Need
from meshwire.radio_key import opened, seal
from meshwire.spread import Spread

MAX_HELD = 32  # objects of 8 kB: as many documents as alerts are likely to be in force at once
MAX_WANTED = 8
STALE_S = 600.0  # a row may wait for airtime
IDLE_S = 3600.0  # every change wakes the caller earlier

Key = tuple[int, bytes, int]  # FRAG or FNEED, the object's name, the row


@dataclass(frozen=True, slots=True)
class Saying:
    """A frame for `Station.say`."""

    frame: bytes
    priority: Priority
    key: Key
    due: float
    stale: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What a frame brought: a packed document, or the key of a frame of ours that need not be sent any more."""

    digest: bytes = b""
    packed: bytes = b""
    needless: Key | None = None


class Objects:
    def __init__(self, key: bytes, *, sender: int, frame_ms: Callable[[], int], uniform: Uniform) -> None:
        """`key` is the community's control key, `sender` our number on the air, `frame_ms()` a full frame's airtime."""
        self._key = key
        self._sender = sender
        self._frame_ms = frame_ms
        self._uniform = uniform
        self._held: dict[bytes, Held] = {}
        self._wanted: dict[bytes, Collection] = {}
        self._saying: Saying | None = None  # one at a time: what is heard meanwhile changes what comes next

    def hold(self, digest: bytes, packed: bytes, *, expires: int, push: bool) -> str:
        """Keep a packed document and serve it; with `push` send it at once. Returns the reason when it is refused."""
        if len(packed) > document.MAX_OBJECT:
            return f"the document has {len(packed)} bytes when packed; the radio carries at most {document.MAX_OBJECT}"
        if not document.carries([packed], digest):
            return "the packed document is not the one that its digest names"
        is_new = digest[:NAME_SIZE] not in self._held
        held = self._keep(digest, packed, expires, owned=True)
        held.expires = expires
        if push and is_new:
            held.push()
        return ""

    def want(self, digests: Iterable[bytes], now: float) -> list[Heard]:
        """From now on collect exactly these documents, the first few of them; returns those that are here already."""
        before, self._wanted = self._wanted, {}
        here = []
        for digest in list(digests)[:MAX_WANTED]:
            name = digest[:NAME_SIZE]
            if name in self._held:
                here.append(Heard(digest, self._held[name].packed))
            else:
                self._wanted[name] = before.get(name) or self._collection(digest, now)
        return here

    def expire(self, utc: float) -> None:
        """Let go of what belongs to alerts that are over."""
        self._held = {name: held for name, held in self._held.items() if not 0 < held.expires <= utc}

    def hear(self, frame: bytes, now: float) -> Heard:
        """Look at a FRAG or FNEED frame; WireError when it is none of our community."""
        body = opened(self._key, frame)
        if body[1:2] == bytes((FRAG,)):
            return self._hear_row(fragment.decode(body), now)
        return self._hear_need(fragment.decode_need(body), now)

    def next(self, now: float) -> Saying | float:
        """What to say now, or the seconds until it is worth asking again."""
        if self._saying is None or now >= self._saying.stale:
            self._saying = self._need(now) or self._row(now)
            if self._saying is not None:
                return self._saying
        return self.wait_s(now)

    def wait_s(self, now: float) -> float:
        """How long until `next` has something to say, if nothing is heard and nothing sent before."""
        at = self._saying.stale if self._saying is not None else min(self._times(), default=now + IDLE_S)
        return max(at - now, 0.0)

    def sent(self, key: Key) -> None:
        """What `next` gave went out, or the station let go of it."""
        if self._saying is not None and self._saying.key == key:
            self._saying = None

    def _hear_row(self, one: Fragment, now: float) -> Heard:
        if one.name in self._held:
            self._held[one.name].hear(one)
        collection = self._wanted.get(one.name)
        if collection is None:
            return Heard()
        pieces = collection.hear(one, _ms(now))
        if pieces is None:
            return Heard()
        packed = b"".join(pieces)
        self._keep(collection.digest, packed, 0, owned=False)
        return Heard(collection.digest, packed, self._needless(one.name))

    def _hear_need(self, need: Need, now: float) -> Heard:
        if need.name in self._held:
            self._held[need.name].asked(need, now, self._frame_ms() / 1000, self._uniform)
        collection = self._wanted.get(need.name)
        if collection is not None and collection.hear_need(need, _ms(now)):
            return Heard(needless=self._needless(need.name))
        return Heard()

    def _need(self, now: float) -> Saying | None:
        for name, collection in self._wanted.items():
            if collection.due_ms is not None and collection.due_ms <= _ms(now):
                body = fragment.encode_need(collection.ask(_ms(now)))
                return self._say(body, Priority.REPAIR, (FNEED, name, 0), now)
        return None

    def _row(self, now: float) -> Saying | None:
        due = [(name, held) for name, held in self._held.items() if held.is_due(now)]
        if not due:
            return None
        name, held = min(due, key=lambda pair: not pair[1].is_asked)  # the first of equals
        priority = Priority.REPAIR if held.is_asked else Priority.BULK
        one = held.next()
        return self._say(fragment.encode(one), priority, (FRAG, name, one.index), now)

    def _times(self) -> Iterable[float]:
        yield from (held.due for held in self._held.values() if held.left)
        dues = (collection.due_ms for collection in self._wanted.values())
        yield from (due_ms / 1000 for due_ms in dues if due_ms is not None)

    def _say(self, body: bytes, priority: Priority, key: Key, now: float) -> Saying:
        return Saying(seal(self._key, body), priority, key, now, now + STALE_S)

    def _needless(self, name: bytes) -> Key | None:
        """The key of a need that waits for the station, if one of this object does."""
        key = (FNEED, name, 0)
        if self._saying is None or self._saying.key != key:
            return None
        self._saying = None
        return key

    def _keep(self, digest: bytes, packed: bytes, expires: int, *, owned: bool) -> Held:
        name = digest[:NAME_SIZE]
        self._wanted.pop(name, None)
        if name not in self._held:
            while len(self._held) >= MAX_HELD:
                del self._held[next(iter(self._held))]
            spread = Spread(name, packed, self._sender, begun=not owned)
            self._held[name] = Held(packed, spread, expires=expires, owned=owned)
        return self._held[name]

    def _collection(self, digest: bytes, now: float) -> Collection:
        return Collection(digest, _ms(now), self._frame_ms(), lambda low, high: round(self._uniform(low, high)))


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
