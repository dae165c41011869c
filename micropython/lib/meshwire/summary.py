"""The SUMMARY frame: which alerts a station holds, and what its log holds. docs/protocol/sync.md. No I/O, no clock."""

from collections import namedtuple

from meshwire import frame
from meshwire.bits import BitReader, BitWriter
from meshwire.errors import WireError
from meshwire.event import ID_SIZE, MAX_SEQ
from meshwire.radio_key import TAG_SIZE

TYPE = 2
HEAD = bytes((frame.VERSION, TYPE))
MAX_BODY = frame.MAX_FRAME - TAG_SIZE
ROSTER_DIGEST_SIZE, VECTOR_DIGEST_SIZE = 3, 4
MAX_LISTED = 32  # alerts in one summary, the declined ones included
LISTED, CUT, DIGESTS, VECTOR, ASKS_FULL = 1, 2, 4, 8, 16
SEQ_ORDER, STEP_ORDER = 6, 2  # an authority's first hundred alerts take eight bits

# held, declined: lists of (author id, seq), most important first; None when nothing is said about alerts.
# is_cut: there was no room for all of them. vector: bytes of meshwire.vector or None. asks_full: send the full form.
Summary = namedtuple("Summary", ("held", "declined", "is_cut", "roster_digest", "vector_digest", "vector", "asks_full"))


def alerts_only(held: list, declined: list) -> Summary:  # type: ignore[type-arg]
    """What a board says."""
    return Summary(held, declined, False, None, None, None, False)


def encode(summary: Summary) -> bytes:
    """The body, to be sealed. Alerts for which there is no room are left out and the summary says so."""
    tail = b""
    flags = ASKS_FULL if summary.asks_full else 0
    if summary.roster_digest is not None:
        flags |= DIGESTS
        tail += summary.roster_digest + summary.vector_digest
    if summary.vector is not None:
        flags |= VECTOR
        tail += summary.vector
    listed = b""
    if summary.held is not None:
        flags |= LISTED
        named = _named(summary)
        fitting = _fitting(named, MAX_BODY - len(HEAD) - 1 - len(tail))
        listed = _encode_alerts(named[:fitting])
        if summary.is_cut or fitting < len(named):
            flags |= CUT
    body = HEAD + bytes((flags,)) + listed + tail
    if len(body) > MAX_BODY:
        raise WireError("summary: %d bytes do not fit" % len(body))
    return body


def decode(body: bytes) -> Summary:
    """Parse the body of an opened frame; WireError for anything else."""
    if len(body) > MAX_BODY or body[:2] != HEAD or len(body) < 3 or body[2] >= 2 * ASKS_FULL:
        raise WireError("summary: not one of this version")
    flags = body[2]
    held, declined, at = None, [], 3  # type: ignore[var-annotated]
    if flags & LISTED:
        reader = BitReader(body[at:])
        held, declined = _decode_alerts(reader)
        at = len(body) - reader.end()
    roster_digest = vector_digest = vector = None
    if flags & DIGESTS:
        roster_digest = body[at : at + ROSTER_DIGEST_SIZE]
        at += ROSTER_DIGEST_SIZE
        vector_digest = body[at : at + VECTOR_DIGEST_SIZE]
        at += VECTOR_DIGEST_SIZE
    if flags & VECTOR:
        vector, at = body[at:], max(at, len(body))
    if at != len(body):
        raise WireError("summary: too short or too long")
    return Summary(held, declined, bool(flags & CUT), roster_digest, vector_digest, vector, bool(flags & ASKS_FULL))


def vector_room(held: list, declined: list) -> int:  # type: ignore[type-arg]
    """How many bytes of a vector fit beside these alerts and the digests."""
    listed = len(_encode_alerts(_named(alerts_only(held, declined))))
    return MAX_BODY - len(HEAD) - 1 - ROSTER_DIGEST_SIZE - VECTOR_DIGEST_SIZE - listed


def _named(summary: Summary) -> list:  # type: ignore[type-arg]
    """(author id, seq, whether declined) in the order of importance."""
    named = [(author_id, seq, 0) for author_id, seq in summary.held]
    named.extend((author_id, seq, 1) for author_id, seq in summary.declined)
    return named


def _fitting(named: list, room: int) -> int:  # type: ignore[type-arg]
    count = min(len(named), MAX_LISTED)
    while count and len(_encode_alerts(named[:count])) > room:
        count -= 1
    return count


def _encode_alerts(named: list) -> bytes:  # type: ignore[type-arg]
    """Groups of one author's: author id, count, then seq and whether it is declined, ascending."""
    out = BitWriter()
    authors = sorted({author_id for author_id, _, _ in named})
    out.put_golomb(len(authors), 1)
    for author_id in authors:
        entries = sorted([(seq, declined) for author, seq, declined in named if author == author_id])
        out.put(int.from_bytes(author_id, "big"), 8 * ID_SIZE)
        out.put_golomb(len(entries) - 1, 0)
        before = 0
        for seq, declined in entries:
            out.put_golomb(seq - before - 1, STEP_ORDER if before else SEQ_ORDER)
            out.put(declined, 1)
            before = seq
    return out.data()


def _decode_alerts(reader: BitReader) -> tuple[list, list]:  # type: ignore[type-arg]
    held = []  # type: list[tuple[bytes, int]]
    declined = []  # type: list[tuple[bytes, int]]
    before = b""
    for _ in range(reader.take_golomb(1)):
        author_id = reader.take(8 * ID_SIZE).to_bytes(ID_SIZE, "big")
        if author_id <= before:
            raise WireError("summary: authors out of order")
        before = author_id
        seq = 0
        for _ in range(reader.take_golomb(0) + 1):
            seq += reader.take_golomb(STEP_ORDER if seq else SEQ_ORDER) + 1
            (declined if reader.take(1) else held).append((author_id, seq))
            if seq >= MAX_SEQ or len(held) + len(declined) > MAX_LISTED:
                raise WireError("summary: too many alerts or too high a number")
    return held, declined
