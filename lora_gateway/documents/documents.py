"""Puts on the station what Objects says, for every community of this gateway, and keeps what came for the agent. Pure.

docs/protocol/objects.md. Times are seconds of one clock that never goes back; `utc` is for expiry only.
"""

from collections import deque
from collections.abc import Callable, Sequence

from lora_gateway.air.station import Station
from lora_gateway.documents.objects import Heard, Key, Objects, Saying
from meshwire.errors import WireError
from meshwire.fragment import FNEED, FRAG
from meshwire.frame import MAX_FRAME, VERSION
from meshwire.radio_key import control_key

HEADS = (bytes((VERSION, FRAG)), bytes((VERSION, FNEED)))
MAX_ARRIVED = 16  # 128 kB; the agent asks again for what it did not get
LONGEST_WAIT_S = 3600.0


class Documents:
    def __init__(self, station: Station, sender: int, roots: Callable[[], Sequence[bytes]]) -> None:
        """`roots()`: the root keys of the communities that the agent has named, none before it has."""
        self.arrived: deque[Heard] = deque(maxlen=MAX_ARRIVED)
        self._station = station
        self._sender = sender
        self._roots = roots
        self._objects: dict[bytes, Objects] = {}
        self._said: dict[bytes, Key] = {}  # what waits at the station, by root

    def hold(self, digest: bytes, packed: bytes, *, expires: int, push: bool) -> str:
        """Serve a document; the reason when it is refused."""
        reasons = [objects.hold(digest, packed, expires=expires, push=push) for objects in self._current().values()]
        return next(iter(reasons), "no agent has said which community this is")

    def want(self, digests: Sequence[bytes], now: float) -> None:
        """Collect exactly these documents; those that are here arrive at once."""
        here = {one.digest: one for objects in self._current().values() for one in objects.want(digests, now)}
        self.arrived.extend(here.values())

    def hear(self, frame: bytes, now: float) -> bool:
        """Take a FRAG or FNEED; whether a document has arrived. What no community of ours has sealed is counted."""
        for root, objects in self._current().items():
            try:
                heard = objects.hear(frame, now)
            except WireError:
                continue
            if heard.needless is not None:
                self._station.unsay((root, heard.needless))
            if heard.packed:
                self.arrived.append(heard)
            return bool(heard.packed)
        self._station.dropped["not of our community"] += 1
        return False

    def step(self, now: float, utc: float) -> None:
        """Give the station what is to be said now: of each community one frame at a time."""
        for root, objects in self._current().items():
            objects.expire(utc)
            if root in self._said and not self._station.says((root, self._said[root])):
                objects.sent(self._said.pop(root))
            one = objects.next(now)
            if isinstance(one, Saying):
                self._said[root] = one.key
                self._station.say(one.frame, one.priority, due=one.due, stale=one.stale, key=(root, one.key))

    def wait_s(self, now: float) -> float:
        """How long until `step` has something to do, unless a frame goes out before."""
        return min((objects.wait_s(now) for objects in self._current().values()), default=LONGEST_WAIT_S)

    def _current(self) -> dict[bytes, Objects]:
        roots = self._roots()
        if list(self._objects) != list(roots):
            self._said.clear()
            self._objects = {root: self._made(root) for root in roots}
        return self._objects

    def _made(self, root: bytes) -> Objects:
        return Objects(
            control_key(root), sender=self._sender, uniform=self._station.uniform,
            frame_ms=lambda: self._station.radio.airtime_ms(MAX_FRAME),
        )  # fmt: skip
