"""One document on its way to the screen: what node.documents loads when there is one to collect. No I/O, no clock."""

import gc

from meshwire import document, fragment
from meshwire.collection import Collection
from meshwire.fragment import FRAG
from node.cap_text import CapText

# Bytes in one piece, kept while there are some: a window, 1.3 kB for two Huffman codes, and what comes before them.
UNPACKING = (1 << document.WINDOW_BITS) + 2560


class Collecting:
    def __init__(self, alert, now_ms: int, frame_ms: int, random_ms) -> None:  # type: ignore[no-untyped-def]
        self.digest = alert.digest
        self.text = None  # type: list[str] | None
        self._language = alert.language
        self._unpacking = bytearray(UNPACKING)  # type: bytearray | None
        self._collection = Collection(alert.digest, now_ms, frame_ms, random_ms, self._carries)

    def hear(self, body: bytes, now_ms: int, has_room) -> None:  # type: ignore[no-untyped-def]
        """Look at the body of a FRAG or FNEED frame; WireError when it is neither.

        `has_room(length)` is asked before rows of an object of so many bytes are kept; MemoryError when it denies.
        """
        if body[1:2] != bytes((FRAG,)):
            need = fragment.decode_need(body)
            if need.name == self._collection.assembly.name:
                self._collection.hear_need(need, now_ms)
            return
        one = fragment.decode(body)
        if one.name != self._collection.assembly.name:
            return
        if self._collection.assembly.need().rows == fragment.EVERYTHING and not has_room(one.length):
            raise MemoryError
        gc.collect()
        pieces = self._collection.hear(one, now_ms)
        if pieces is not None:
            gc.collect()
            text = CapText(self._language)
            for piece in document.unpack(pieces):
                text.feed(piece)
            self.text = text.paragraphs()

    def lend(self, function, *arguments):  # type: ignore[no-untyped-def]
        """What the function gives, in the place that is kept for unpacking; MemoryError when that is not enough."""
        self._unpacking = None
        gc.collect()
        given = function(*arguments)
        gc.collect()
        try:
            self._unpacking = bytearray(UNPACKING)
        except MemoryError:
            pass  # the alert stays in that place; another one may be found by the time of the last row
        return given

    def _carries(self, pieces: list[bytes], digest: bytes) -> bool:
        """With the place that was kept for it."""
        self._unpacking = None
        gc.collect()
        return document.carries(pieces, digest)

    def wait_ms(self, now_ms: int) -> int | None:
        due_ms = self._collection.due_ms
        return None if due_ms is None else max(due_ms - now_ms, 0)

    def ask(self, now_ms: int) -> bytes:
        """The body of an FNEED."""
        return fragment.encode_need(self._collection.ask(now_ms))
