"""The TIME frame: what time it is, signed by an anchor or an authority. docs/protocol/time.md. No I/O, no clock."""

import hashlib
from collections import namedtuple

from meshwire import frame
from meshwire.errors import WireError
from meshwire.event import ID_SIZE, SIGNATURE_SIZE
from meshwire.trust import ANCHOR, AUTHORITY, Certificate

TYPE = 7
HEAD = bytes((frame.VERSION, TYPE))
SIZE = len(HEAD) + ID_SIZE + 4 + SIGNATURE_SIZE
EARLIEST = 1767225600  # UTC seconds of 2026-01-01: before it nobody could have signed one
MAX_UTC = 1 << 32

TimeFrame = namedtuple("TimeFrame", ("author_id", "utc", "signature"))


def digest(community: bytes, author: bytes, utc: int) -> bytes:
    """The 32 bytes that are signed."""
    return hashlib.sha256(b"HNT1" + community + author + utc.to_bytes(4, "big")).digest()


def encode(said: TimeFrame) -> bytes:
    """The body, to be sealed."""
    body: bytes = HEAD + said.author_id + said.utc.to_bytes(4, "big") + said.signature
    return body


def decode(body: bytes) -> TimeFrame:
    """Parse the body of an opened frame; WireError for anything else."""
    if len(body) != SIZE or body[:2] != HEAD:
        raise WireError("time: not one of this version")
    utc = int.from_bytes(body[6:10], "big")
    if utc < EARLIEST:
        raise WireError("time: before this program was written")
    return TimeFrame(body[2:6], utc, body[10:])


def signer_of(said: TimeFrame, roster, community: bytes, verify) -> bytes | None:  # type: ignore[no-untyped-def]
    """The key that signed it and may tell the time, None when there is none. `roster` is a meshwire.trust.Roster."""
    for key in roster.find(said.author_id):
        if may_tell(roster, key) and verify(key, digest(community, key, said.utc), said.signature):
            return key  # type: ignore[no-any-return]
    return None


def may_tell(roster, key: bytes) -> bool:  # type: ignore[no-untyped-def]
    """Whether a root certified this key as anchor or authority; expiry is not looked at, it takes a clock."""
    found = [one for one in roster.statements(key) if isinstance(one, Certificate)]
    return any(one.roles & (ANCHOR | AUTHORITY) for one in found)
