"""Signs what this board says as events, and numbers it. docs/protocol/event.md. No I/O of its own, no clock.

Numbers are reserved on the flash in blocks, before the first of a block is used: no number is ever used twice, whatever
is cut off, and a block costs one write. A restart leaves the rest of a block unused; gaps are allowed.
"""

from meshwire import cbor, event, frame
from meshwire.errors import WireError

FILE = "author.cbor"
SEQ_BLOCK = 16  # events of one topic for one write; small, since repair looks 1024 numbers back
BEACON_BLOCK = 64  # beacons for one write: two or three a day
LAMPORT_BLOCK = 256
LAMPORT_JUMP = 1 << 20  # more above what is known is refused, by protocol
BEACONS = 0  # the place of a topic: their counter


class Author:
    """`own` is of node.own_key; events of every topic but civdef are signed for the community of `root`."""

    def __init__(self, own, root: bytes, flash, log) -> None:  # type: ignore[no-untyped-def]
        self._own = own
        self._community = event.community_id(root)
        self._flash = flash
        self._reserved = {}  # type: dict[int, int]  # of each topic the highest number on the flash
        self._last = {}  # type: dict[int, int]  # the highest number used, or perhaps used before the start
        self._lamport = self._reserved_lamport = 0
        data = flash.read(FILE)
        try:
            if data is not None:
                self._load(cbor.loads(data))
        except (TypeError, ValueError, AttributeError):  # WireError is a ValueError
            log.note(f"{FILE} is damaged: what this board says may be taken for something that it said before")

    def heard(self, lamport: int) -> None:
        """Of a verified event: what is said next comes after it."""
        if self._lamport < lamport <= self._lamport + LAMPORT_JUMP:
            self._lamport = lamport

    def number(self, topic: int, block: int) -> int:
        """The next number of a topic, never given before."""
        last = self._last.get(topic, 0) + 1
        if last > self._reserved.get(topic, 0):
            self._reserved[topic] = last + block - 1
            self._write()
        self._last[topic] = last
        return last

    def say(self, topic: int, kind: int, body: dict, time: int) -> bytes | None:  # type: ignore[type-arg]
        """The EVENT frame of a new event; `time` is UTC seconds or 0. None without a key. WireError: it is too long."""
        if self._own.public is None:
            return None
        author = self._own.public
        lamport = self._next_lamport()
        part = event.encode_part(topic, self.number(topic, SEQ_BLOCK), lamport, time, kind, body)
        realm = event.realm_of(topic, self._community)
        signature = self._own.sign(event.digest(realm, author, part))
        said = frame.encode_event(event.assemble(author, part, signature), 0)
        if len(said) > frame.MAX_FRAME:
            raise WireError("event: too long for a frame")
        return said

    def _next_lamport(self) -> int:
        self._lamport += 1
        if self._lamport > self._reserved_lamport:
            self._reserved_lamport = self._lamport + LAMPORT_BLOCK - 1
            self._write()
        return self._lamport

    def _load(self, saved) -> None:  # type: ignore[no-untyped-def]
        lamport, numbers = saved
        self._reserved = {topic: number for topic, number in numbers.items() if topic >= 0 <= number}
        self._last = dict(self._reserved)
        self._lamport = self._reserved_lamport = int(lamport)

    def _write(self) -> None:
        self._flash.write(FILE, cbor.dumps([self._reserved_lamport, self._reserved]))
