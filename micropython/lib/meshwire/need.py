"""The NEED frame: which events a station misses. docs/protocol/sync.md. No I/O, no clock.

Answered by whoever has them, after a random wait, cancelled by the first copy heard.
"""

from collections import namedtuple

from meshwire import frame
from meshwire.bits import BitReader, BitWriter
from meshwire.errors import WireError
from meshwire.event import ID_SIZE, MAX_SEQ
from meshwire.radio_key import TAG_SIZE
from meshwire.summary import ROSTER_DIGEST_SIZE, SEQ_ORDER, STEP_ORDER

TYPE = 3
HEAD = bytes((frame.VERSION, TYPE))
MAX_BODY = frame.MAX_FRAME - TAG_SIZE
MAX_NAMED = 32  # runs, and certificates, in one frame
MAX_RUN = 1024
TOPIC_BITS = 3  # the topics of radio are 1 to 4

# named: list of (author id, topic, first, length). certificates: author ids whose newest certificate or revocation is
# wanted. roster_digest and indexed: bytes of meshwire.wanted by author index, or None.
Need = namedtuple("Need", ("named", "certificates", "roster_digest", "indexed"))


def encode(need: Need) -> bytes:
    """The body, to be sealed; WireError when it does not fit."""
    out = BitWriter()
    groups = sorted({(author_id, topic) for author_id, topic, _, _ in need.named})
    out.put_golomb(len(groups), 0)
    for author_id, topic in groups:
        runs = sorted(
            [(first, length) for name, other, first, length in need.named if (name, other) == (author_id, topic)]
        )
        out.put(int.from_bytes(author_id, "big"), 8 * ID_SIZE)
        out.put(topic, TOPIC_BITS)
        put_runs(out, runs, SEQ_ORDER)
    out.put_golomb(len(need.certificates), 0)
    for author_id in need.certificates:
        out.put(int.from_bytes(author_id, "big"), 8 * ID_SIZE)
    tail = b"" if need.indexed is None else need.roster_digest + need.indexed
    body = HEAD + out.data() + tail
    if len(body) > MAX_BODY:
        raise WireError("need: %d bytes do not fit" % len(body))
    return body


def decode(body: bytes) -> Need:
    """Parse the body of an opened frame; WireError for anything else."""
    if len(body) > MAX_BODY or body[:2] != HEAD:
        raise WireError("need: not one of this version")
    reader = BitReader(body[2:])
    named = []  # type: list[tuple[bytes, int, int, int]]
    before = (b"", 0)
    for _ in range(reader.take_golomb(0)):
        author_id, topic = _author_id(reader), reader.take(TOPIC_BITS)
        if (author_id, topic) <= before:
            raise WireError("need: authors out of order")
        before = (author_id, topic)
        named.extend((author_id, topic, first, length) for first, length in take_runs(reader, SEQ_ORDER))
        if len(named) > MAX_NAMED:
            raise WireError("need: too many runs")
    certificates = [_author_id(reader) for _ in range(reader.take_golomb(0))]
    if len(certificates) > MAX_NAMED:
        raise WireError("need: too many certificates")
    left = reader.end()
    if not left:
        return Need(named, certificates, None, None)
    indexed = body[len(body) - left :]
    if left <= ROSTER_DIGEST_SIZE:
        raise WireError("need: cut short")
    return Need(named, certificates, indexed[:ROSTER_DIGEST_SIZE], indexed[ROSTER_DIGEST_SIZE:])


def put_runs(out: BitWriter, runs: list[tuple[int, int]], order: int) -> None:
    """Runs of one feed, (first number, how many), ascending and apart."""
    out.put_golomb(len(runs) - 1, 0)
    before = 0
    for first, length in runs:
        out.put_golomb(first - before - 1, STEP_ORDER if before else order)
        out.put_golomb(length - 1, 0)
        before = first + length


def take_runs(reader: BitReader, order: int) -> list[tuple[int, int]]:
    runs = []
    before = 0
    for _ in range(reader.take_golomb(0) + 1):
        first = before + reader.take_golomb(STEP_ORDER if before else order) + 1
        length = reader.take_golomb(0) + 1
        before = first + length
        if length > MAX_RUN or before > MAX_SEQ:
            raise WireError("need: a run is out of range")
        runs.append((first, length))
    return runs


def _author_id(reader: BitReader) -> bytes:
    return reader.take(8 * ID_SIZE).to_bytes(ID_SIZE, "big")
