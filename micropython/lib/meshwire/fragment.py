"""FRAG and FNEED: an object in rows of its erasure code, and how many more somebody needs. docs/protocol/objects.md.

What is encoded and decoded here are the bodies of frames, without the tag of meshwire.radio_key. No I/O, no clock.
"""

import hashlib
from collections import namedtuple

from meshwire import document, erasure, frame
from meshwire.errors import WireError
from meshwire.frame import VERSION

FRAG, FNEED = frame.FRAG, frame.FNEED
NAME_SIZE = 8  # of the digest that an alert names
MAX_ROW = 211  # a frame of 231 bytes less 16 of header and 4 of tag
EVERYTHING = 0  # the need of somebody who has heard no row and does not know how many there are
_HEADER_SIZE = 16
_NEED_SIZE = 13

# `packing` is the beginning of the packed object's hash: two packers may make different bytes of one document, and rows
# of different bytes do not mix; None in a need asks for either. `left`: how many more its sender is about to send.
Fragment = namedtuple("Fragment", ("name", "packing", "length", "index", "left", "data"))
Need = namedtuple("Need", ("name", "packing", "rows"))
_ANY_PACKING = b"\x00\x00"


def shape(length: int) -> tuple[int, int]:
    """How many rows restore an object of `length` bytes, and how long each is."""
    k = -(-length // MAX_ROW)
    return k, -(-length // k)


def packing_of(pieces: list[bytes]) -> bytes:
    """Two bytes that tell apart what two packers made of one document; never those that stand for either."""
    hashed = hashlib.sha256()
    for piece in pieces:
        hashed.update(piece)
    found = hashed.digest()[:2]
    return found if found != _ANY_PACKING else b"\x00\x01"


def encode(fragment: Fragment) -> bytes:
    numbers = fragment.length.to_bytes(2, "big") + bytes((fragment.index, fragment.left))
    return b"".join((bytes((VERSION, FRAG)), fragment.name, fragment.packing, numbers, fragment.data))


def decode(body: bytes) -> Fragment:
    """Parse the body of a FRAG; WireError for anything else."""
    if len(body) <= _HEADER_SIZE or body[0] != VERSION or body[1] != FRAG:
        raise WireError("fragment: not one")
    length = int.from_bytes(body[12:14], "big")
    if not 0 < length <= document.MAX_OBJECT or len(body) - _HEADER_SIZE != shape(length)[1]:
        raise WireError("fragment: a length that its row does not have")
    return Fragment(body[2:10], body[10:12], length, body[14], body[15], body[_HEADER_SIZE:])


def encode_need(need: Need) -> bytes:
    return b"".join((bytes((VERSION, FNEED)), need.name, need.packing or _ANY_PACKING, bytes((need.rows,))))


def decode_need(body: bytes) -> Need:
    """Parse the body of an FNEED; WireError for anything else."""
    if len(body) != _NEED_SIZE or body[0] != VERSION or body[1] != FNEED:
        raise WireError("need of fragments: not one")
    packing = body[10:12]
    return Need(body[2:10], None if packing == _ANY_PACKING else packing, body[12])


class Assembly:
    """One object in the making. It holds at most as many rows as restore it."""

    def __init__(self, digest: bytes, carries=document.carries) -> None:  # type: ignore[no-untyped-def]
        """`digest` is of the document, as a verified alert names it; `carries` as meshwire.document has it."""
        self.name = digest[:NAME_SIZE]
        self.spoilt = 0  # how often the rows gave something else: somebody sends wrong ones
        self._digest = digest
        self._carries = carries
        self._decoder = None  # type: erasure.Decoder | None
        self._origin = (b"", 0)  # packing and length of the rows that it holds
        self._others = 0  # rows that came meanwhile and belong to another packing or length

    def add(self, fragment: Fragment) -> list[bytes] | None:
        """Take a row of this object; its pieces when it is complete and carries the right document."""
        decoder = self._decoder_for((fragment.packing, fragment.length))
        if decoder is None or not decoder.add(fragment.index, fragment.data):
            return None
        self._decoder = None
        pieces = decoder.result()
        pieces[-1] = pieces[-1][: fragment.length - decoder.size * (len(pieces) - 1)]
        if packing_of(pieces) == fragment.packing and self._carries(pieces, self._digest):
            return pieces
        self.spoilt += 1
        return None

    def need(self) -> Need:
        """What to ask for."""
        if self._decoder is None:
            return Need(self.name, None, EVERYTHING)
        return Need(self.name, self._origin[0], self._decoder.missing())

    def _decoder_for(self, origin: tuple[bytes, int]) -> erasure.Decoder | None:
        """None for a row that does not mix with the others; one wrong row must not end what many right ones began."""
        if self._decoder is not None and origin != self._origin:
            self._others += 1
            if self._others <= self._decoder.held:
                return None
            self._decoder = None
        if self._decoder is None:
            self._decoder = erasure.Decoder(*shape(origin[1]))
            self._origin, self._others = origin, 0
        return self._decoder
