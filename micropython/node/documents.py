"""The documents of the alerts in force: collected one at a time, as far as memory allows. No I/O, no clock.

docs/protocol/objects.md. A board keeps the text that its screen shows, not the document.
"""

from meshwire import document, fragment
from meshwire.collection import Collection
from meshwire.fragment import FNEED, FRAG, NAME_SIZE
from meshwire.radio_key import seal
from node.cap_text import CapText

KINDS = (FRAG, FNEED)  # the types that `hear` understands
KEPT_FREE = 20480  # bytes of the heap beside the rows: for a verification with the table of a new key, or to unpack


class Documents:
    def __init__(self, key: bytes, frame_ms: int, random_ms, free_bytes, log) -> None:  # type: ignore[no-untyped-def]
        """`key` is that of control frames, `frame_ms` a full frame's airtime; `free_bytes()` is left of the heap."""
        self._key = key
        self._frame_ms = frame_ms
        self._random_ms = random_ms
        self._free_bytes = free_bytes
        self._log = log
        self._notice = None
        self._collection = None  # type: Collection | None
        self._has_room = False
        self._refused = []  # type: list[bytes]  # digests

    def choose(self, in_force: list, now_ms: int) -> None:  # type: ignore[type-arg]
        """Collect for the first of these alerts that lacks its text; what was begun for another one is dropped."""
        digests = [notice.alert.digest for notice in in_force]
        self._refused = [digest for digest in self._refused if digest in digests]
        lacking = [notice for notice in in_force if notice.alert.digest and notice.text is None]
        lacking = [notice for notice in lacking if notice.alert.digest not in self._refused]
        if self._notice in lacking:
            return
        self._notice = lacking[0] if lacking else None
        self._collection = None
        self._has_room = False
        if self._notice is not None:
            self._collection = Collection(self._notice.alert.digest, now_ms, self._frame_ms, self._random_ms)

    def hear(self, body: bytes, now_ms: int) -> bool:
        """Look at the body of a FRAG or FNEED frame; whether it completed a text. WireError when it is neither."""
        if body[1:2] == bytes((FRAG,)):
            return self._hear_row(fragment.decode(body), now_ms)
        need = fragment.decode_need(body)
        if self._collection is not None and self._collection.digest[:NAME_SIZE] == need.name:
            self._collection.hear_need(need, now_ms)
        return False

    def wait_ms(self, now_ms: int) -> int | None:
        """How long until there is something to ask for; None while there is not."""
        if self._collection is None or self._collection.due_ms is None:
            return None
        return max(self._collection.due_ms - now_ms, 0)

    def ask(self, now_ms: int) -> bytes | None:
        """The FNEED to send now, None when none is due."""
        if self._collection is None or self.wait_ms(now_ms) != 0:
            return None
        return seal(self._key, fragment.encode_need(self._collection.ask(now_ms)))

    def _hear_row(self, one: fragment.Fragment, now_ms: int) -> bool:
        if self._collection is None or self._collection.digest[:NAME_SIZE] != one.name:
            return False
        if not self._has_room and self._free_bytes() < KEPT_FREE + one.length:
            self._refuse(one.length)
            return False
        self._has_room = True
        try:
            pieces = self._collection.hear(one, now_ms)
            text = None if pieces is None else _text_of(pieces, self._notice.alert.language)  # type: ignore[attr-defined]
        except MemoryError:
            self._refuse(one.length)
            return False
        if text is None:
            return False
        self._notice.text = text  # type: ignore[attr-defined]
        self._collection = None
        return True

    def _refuse(self, length: int) -> None:
        self._refused.append(self._collection.digest)  # type: ignore[union-attr]
        self._log.note(
            f"the document of an alert takes {length} bytes; there is no memory for it, its text is not shown"
        )
        self._collection = None
        self._notice = None


def _text_of(pieces: list[bytes], language: int) -> list[str]:
    text = CapText(language)
    for piece in document.unpack(pieces):
        text.feed(piece)
    return text.paragraphs()
