"""From a radio payload to a verified event: cheap checks, a bounded queue, then one signature at a time.

No I/O, no clock: `now_ms` is the board's uptime, `utc` its UTC seconds or 0.
"""

import hashlib
from collections import namedtuple

from meshwire import alert as alerts
from meshwire import event, frame, radio_key, trust
from meshwire.errors import WireError

NAME_SIZE = 8
MAX_WAITING = 8  # frames of up to 255 bytes; what comes while all are waiting is dropped and counted
MAX_PENDING = 4  # alerts whose author may still turn out to be certified; the oldest goes first
MAX_RECENT = 64  # names of frames whose signature was checked: every neighbour sends each of them once more
REST_MS = 2000  # after a forgery: a flood of them then costs a small board less than a fifth of its time

FORGED, REPLAYED, EXPIRED, OTHER_AREA = "forged", "replayed", "expired", "other area"
NOT_CERTIFIED, MALFORMED, UNKNOWN_AUTHOR, TOO_BUSY = "not certified", "malformed", "unknown author", "too busy"
FOREIGN = "foreign"

Heard = namedtuple("Heard", ("payload", "frame", "alert", "name", "at_ms"))
Verified = namedtuple("Verified", ("heard", "author"))
Control = namedtuple("Control", ("kind", "body"))  # a frame that a member or a board of our community sealed


def name_of(said: frame.EventFrame) -> bytes:
    """The same for every copy of a frame, whatever its age; a forgery has another one."""
    return hashlib.sha256(said.part + said.signature).digest()[:NAME_SIZE]


def age_s(heard: Heard, now_ms: int, utc: int) -> int:
    """How old the event is: by this board's clock, or else by what the sender knew and the time since."""
    time = heard.frame.fields.time
    if utc and time:
        return max(utc - time, 0)
    return 60 * (heard.frame.age_min or 0) + (now_ms - heard.at_ms) // 1000


def _given(function, *arguments):  # type: ignore[no-untyped-def]
    return function(*arguments)


class Receiver:
    def __init__(self, air, key: bytes, roster: trust.Roster, windows, verify, with_room=_given) -> None:  # type: ignore[no-untyped-def]
        """`air` is of node.air, `windows` of node.windows; `key` is that of control frames.

        `verify(public_key, message, signature)`; `with_room` of node.documents.
        """
        self.frames = 0
        self.refused = {}  # type: dict[str, int]
        self._air = air
        self._key = key
        self._roster = roster
        self._windows = windows
        self._verify = verify
        self._with_room = with_room
        self._waiting = []
        self._pending = []
        self._recent = b""  # names one after the other: as a list they would take four times the memory
        self._rest_until_ms = 0

    def refuse(self, reason: str) -> None:
        self.refused[reason] = self.refused.get(reason, 0) + 1

    def take(self, payload: bytes, kinds: tuple, now_ms: int, utc: int) -> Heard | Control | None:  # type: ignore[type-arg]
        """A payload from the radio: what it says when it is an event, whatever becomes of it then.

        Or a control frame of one of these `kinds`, when our community sealed it.
        """
        self.frames += 1
        try:
            heard = self._with_room(self._parse, payload, kinds, now_ms)
            if isinstance(heard, Heard) and (heard.alert or heard.frame.fields.topic == event.ROSTER):
                self._enqueue(heard, now_ms, utc)
        except WireError:
            self.refuse(MALFORMED)
            return None
        except MemoryError:
            self.refuse(TOO_BUSY)  # a board that holds all it can must not stop for one frame more
            return None
        return heard

    def next(self, now_ms: int, utc: int) -> Verified | None:
        """Check the signature of one waiting frame, unless the board rests from a forgery."""
        while self._waiting and now_ms >= self._rest_until_ms:
            heard = self._waiting.pop(0)
            reason, keys = self._judge(heard, now_ms, utc)  # again: what was true when it came may have changed
            if reason:
                self.refuse(reason)
                continue
            try:
                author = self._with_room(self._signer, heard, keys)
            except MemoryError:
                self.refuse(TOO_BUSY)
                return None
            self._recent = self._recent[NAME_SIZE * (1 - MAX_RECENT) :] + heard.name
            if author is None:
                self.refuse(FORGED)
                self._rest_until_ms = now_ms + REST_MS
            elif heard.alert and trust.reasons_against(self._roster, author, heard.alert.area, utc):
                self._keep_pending(heard)  # geometry is done for those who signed: a forged zigzag would cost seconds
                self.refuse(NOT_CERTIFIED)
            else:
                return Verified(heard, author)
        return None

    def wait_ms(self, now_ms: int) -> int | None:
        """How long until `next` has something to do; None: until a frame comes."""
        return max(self._rest_until_ms - now_ms, 0) if self._waiting else None

    def reconsider(self, now_ms: int, utc: int) -> None:
        """The roster has changed: judge the pending alerts again."""
        pending, self._pending = self._pending, []
        for heard in pending:
            reason, _ = self._judge(heard, now_ms, utc)
            if reason in (UNKNOWN_AUTHOR, NOT_CERTIFIED):
                self._pending.append(heard)
            elif not reason:
                self._waiting.append(heard)  # may exceed MAX_WAITING by MAX_PENDING: they were held already

    def _parse(self, payload: bytes, kinds: tuple, now_ms: int) -> Heard | Control | None:  # type: ignore[type-arg]
        packet = self._air.decode(payload)
        if packet is None or packet.frame[:1] != bytes((frame.VERSION,)):
            return None
        if packet.frame[1:2] != bytes((frame.EVENT,)):
            return self._open(packet.frame, kinds)
        said = frame.decode_event(packet.frame)
        fields = said.fields
        alert = None
        if fields.topic == event.CIVDEF and fields.kind == event.ALERT:
            alert = alerts.decode(fields.body)
        return Heard(payload, said, alert, name_of(said), now_ms)

    def _open(self, sealed: bytes, kinds: tuple) -> Control | None:  # type: ignore[type-arg]
        """The tag comes before all else: what a stranger sends is not even parsed."""
        kind = sealed[1] if len(sealed) > 1 else None
        if kind not in kinds:
            return None
        try:
            return Control(kind, radio_key.opened(self._key, sealed))
        except WireError:
            self.refuse(FOREIGN)
            return None

    def _enqueue(self, heard: Heard, now_ms: int, utc: int) -> None:
        if self._is_recent(heard.name) or self._is_copy(heard):
            self.refuse(REPLAYED)
            return
        reason, _ = self._judge(heard, now_ms, utc)
        if not reason and len(self._waiting) >= MAX_WAITING:
            reason = TOO_BUSY
        if not reason:
            self._waiting.append(heard)
            return
        if heard.alert and reason in (UNKNOWN_AUTHOR, NOT_CERTIFIED):
            self._keep_pending(heard)
        self.refuse(reason)

    def _is_recent(self, name: bytes) -> bool:
        known = self._recent
        return any(known[at : at + NAME_SIZE] == name for at in range(0, len(known), NAME_SIZE))

    def _is_copy(self, heard: Heard) -> bool:
        """Whether a frame of that name waits already; of two the younger is kept, see docs/protocol/frame.md."""
        for at in range(len(self._waiting)):
            if self._waiting[at].name == heard.name:
                if (heard.frame.age_min or 0) < (self._waiting[at].frame.age_min or 0):
                    self._waiting[at] = heard
                return True
        return False

    def _keep_pending(self, heard: Heard) -> None:
        if heard.name not in [other.name for other in self._pending]:
            self._pending = self._pending[1 - MAX_PENDING :] + [heard]

    def _judge(self, heard: Heard, now_ms: int, utc: int) -> tuple[str, list]:  # type: ignore[type-arg]
        """Why its signature need not be looked at, or an empty reason and the keys that may have made it."""
        keys = self._roster.find(heard.frame.author_id)
        if heard.alert is None:
            keys = [key for key in keys if key in self._roster.roots]
            return ("" if keys else UNKNOWN_AUTHOR), keys
        if age_s(heard, now_ms, utc) >= 60 * heard.alert.lifetime_min:
            return EXPIRED, []
        if not keys:
            return UNKNOWN_AUTHOR, []
        keys = [key for key in keys if self._windows.is_new(key, heard.frame.fields.seq)]
        if not keys:
            return REPLAYED, []
        keys = [key for key in keys if not trust.reasons_against(self._roster, key, None, utc)]
        return ("" if keys else NOT_CERTIFIED), keys

    def _signer(self, heard: Heard, keys: list) -> bytes | None:  # type: ignore[type-arg]
        for key in keys:
            signed = event.Event(key, heard.frame.part, heard.frame.signature, *heard.frame.fields)
            if event.is_authentic(signed, event.community_id(key), self._verify):
                return key
        return None
