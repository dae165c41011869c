"""What a log holds, as the highest number of every feed and the gaps below it. docs/protocol/sync.md. No I/O, no clock.

A feed is one author's events of one topic, named (topic, author index). Numbers that were held and dropped count as
held, and so do those below the horizon.
"""

import hashlib
from collections import namedtuple

from meshwire.bits import ORDERS, BitReader, BitWriter, best_order
from meshwire.errors import WireError
from meshwire.event import MAX_SEQ

HORIZON = 1024  # numbers of a feed, down from the highest, within which gaps are told
MAX_RUNS = 64  # of a feed; with more the oldest are not told, so that every feed fits into a frame
MAX_INDEX = 4096
DIGEST_SIZE = 4
TOPIC_BITS, ORDER_BITS, LOW_BITS, INDEX_BITS = 3, 4, 8, 12
FROM_START, TO_END, FULL = 1, 2, 4
START, END = (0, 0), (8, 0)  # before and after every feed

Feed = namedtuple("Feed", ("topic", "index", "highest", "gaps"))  # gaps: runs (first number, how many), ascending
# start, end: the feeds from (topic, index) on and below; check: digest of them, None when they are all there are.
# rows: (topic, index, number, holes); number is the highest or its low byte, holes are (distance below it, how many)
Part = namedtuple("Part", ("is_full", "start", "end", "check", "rows"))


def feed(topic: int, index: int, highest: int, gaps: list[tuple[int, int]]) -> Feed:
    """A feed as everybody must tell it: gaps within the horizon, the newest MAX_RUNS of them."""
    lowest = highest - HORIZON + 1
    told = []
    for first, length in gaps:
        start = max(first, lowest)
        if start < first + length:
            told.append((start, first + length - start))
    return Feed(topic, index, highest, tuple(told[-MAX_RUNS:]))


def digest(feeds: list[Feed]) -> bytes:
    """Equal for equal holdings; feeds in order, without empty ones."""
    hashed = hashlib.sha256()
    for topic, index, highest, gaps in feeds:
        hashed.update(bytes((topic,)) + index.to_bytes(2, "big") + highest.to_bytes(4, "big") + bytes((len(gaps),)))
        for first, length in gaps:
            hashed.update(first.to_bytes(4, "big") + length.to_bytes(2, "big"))
    return hashed.digest()[:DIGEST_SIZE]


def split(feeds: list[Feed], is_full: bool, room: int) -> list[bytes]:
    """The feeds, in order, in as many parts of at most `room` bytes as they need; a part that is the whole is alone."""
    parts = []
    start, at = START, 0
    while True:
        count = _fitting(feeds[at:], is_full, start, room)
        rest = feeds[at + count :]
        end = rest[0][:2] if rest else END
        parts.append(_encode(feeds[at : at + count], is_full, start, end))
        if not rest:
            return parts
        start, at = end, at + count


def restore(part: Part, ours: dict[tuple[int, int], int], vector_digest: bytes) -> list[Feed] | None:
    """The feeds that a part tells, of a sender with this digest; `ours` has our own highest numbers by feed.

    A low byte is taken for the nearest number to ours. None when that cannot have been meant: ask for the full form.
    """
    feeds = []
    for topic, index, number, holes in part.rows:
        highest = number if part.is_full else _nearest(number, ours.get((topic, index), 0))
        gaps = [(highest - distance - length + 1, length) for distance, length in reversed(holes)]
        if highest >= MAX_SEQ or (gaps and gaps[0][0] < 1):
            return None
        feeds.append(Feed(topic, index, highest, tuple(gaps)))
    return feeds if digest(feeds) == (part.check or vector_digest) else None


def missing(theirs: Feed, ours: Feed | None) -> list[tuple[int, int]]:
    """The runs (first number, how many) that they hold and we do not, ascending, within the horizon of theirs."""
    highest, gaps = (ours.highest, list(ours.gaps)) if ours else (0, [])
    if theirs.highest > highest:
        gaps.append((highest + 1, theirs.highest - highest))
    found = []
    for first, length in gaps:
        end = min(first + length, theirs.highest + 1)
        at = max(first, theirs.highest - HORIZON + 1)
        for gap, size in theirs.gaps:
            if at < min(gap, end):
                found.append((at, min(gap, end) - at))
            at = max(at, gap + size)
        if at < end:
            found.append((at, end - at))
    return found


def _nearest(low: int, ours: int) -> int:
    highest = ours + (low - ours + 128) % 256 - 128
    return highest if highest > 0 else highest + 256


def _fitting(feeds: list[Feed], is_full: bool, start: tuple[int, int], room: int) -> int:
    """How many of the feeds, at least one, fit into a part."""
    low, high = 0, len(feeds)
    while low < high:
        middle = (low + high + 1) // 2
        end = feeds[middle][:2] if middle < len(feeds) else END
        if len(_encode(feeds[:middle], is_full, start, end)) <= room:
            low = middle
        else:
            high = middle - 1
    if feeds and not low:
        raise WireError("vector: a feed does not fit into %d bytes" % room)
    return low


def _encode(feeds: list[Feed], is_full: bool, start: tuple[int, int], end: tuple[int, int]) -> bytes:
    out = BitWriter()
    out.put((FROM_START if start == START else 0) | (TO_END if end == END else 0) | (FULL if is_full else 0), 3)
    for topic, index in [key for key in (start, end) if key not in (START, END)]:
        out.put(topic, TOPIC_BITS)
        out.put(index, INDEX_BITS)
    if (start, end) != (START, END):
        out.put(int.from_bytes(digest(feeds), "big"), 8 * DIGEST_SIZE)
    for topic in sorted({one.topic for one in feeds}):
        out.put(topic, TOPIC_BITS)
        _put_topic(out, [one for one in feeds if one.topic == topic], is_full)
    out.put(0, TOPIC_BITS)
    return out.data()


def _put_topic(out: BitWriter, feeds: list[Feed], is_full: bool) -> None:
    is_dense = feeds[-1].index - feeds[0].index == len(feeds) - 1
    out.put(is_dense, 1)
    out.put_golomb(len(feeds) - 1, 4)
    order = best_order([one.highest - 1 for one in feeds]) if is_full else 0
    if is_full:
        out.put(order, ORDER_BITS)
    before = -1
    for at in range(len(feeds)):
        if at == 0 or not is_dense:
            out.put_golomb(feeds[at].index - before - 1, 1)
        before = feeds[at].index
        if is_full:
            out.put_golomb(feeds[at].highest - 1, order)
        else:
            out.put(feeds[at].highest & 255, LOW_BITS)
    _put_holes(out, feeds)


def _put_holes(out: BitWriter, feeds: list[Feed]) -> None:
    """Of each: how many feeds on, how far below the highest number or the hole before, how many are missing."""
    holes = []
    last = 0
    for at in range(len(feeds)):
        below = 0
        for first, length in reversed(feeds[at].gaps):
            distance = feeds[at].highest - first - length + 1
            holes.append((at - last, distance - below - 1, length - 1))
            last, below = at, distance + length
    out.put_golomb(len(holes), 1)
    if not holes:
        return
    orders = [best_order([hole[column] for hole in holes]) for column in range(3)]
    for order in orders:
        out.put(order, ORDER_BITS)
    for hole in holes:
        for value, order in zip(hole, orders):
            out.put_golomb(value, order)


def decode(data: bytes) -> Part:
    """Parse a part; WireError for anything else."""
    reader = BitReader(data)
    flags = reader.take(3)
    start = START if flags & FROM_START else _take_key(reader)
    end = END if flags & TO_END else _take_key(reader)
    is_whole = flags & (FROM_START | TO_END) == FROM_START | TO_END
    check = None if is_whole else reader.take(8 * DIGEST_SIZE).to_bytes(DIGEST_SIZE, "big")
    rows = []  # type: list[tuple[int, int, int, list[tuple[int, int]]]]
    before = START
    topic = reader.take(TOPIC_BITS)
    while topic:
        if topic <= before[0]:
            raise WireError("vector: topics out of order")
        rows.extend(_take_topic(reader, topic, bool(flags & FULL)))
        before = rows[-1][:2]
        topic = reader.take(TOPIC_BITS)
    if reader.end() or (rows and (rows[0][:2] < start or before >= end)):
        raise WireError("vector: feeds or bytes beyond the end")
    return Part(bool(flags & FULL), start, end, check, rows)


def _take_key(reader: BitReader) -> tuple[int, int]:
    topic = reader.take(TOPIC_BITS)
    return topic, reader.take(INDEX_BITS)


def _take_topic(reader: BitReader, topic: int, is_full: bool) -> list:  # type: ignore[type-arg]
    is_dense = reader.take(1)
    count = reader.take_golomb(4) + 1
    order = ORDERS[reader.take(ORDER_BITS)] if is_full else 0
    rows = []  # type: list[tuple[int, int, int, list[tuple[int, int]]]]
    index = -1
    for at in range(count):  # ends with the bits at the latest
        index += 1 if at and is_dense else reader.take_golomb(1) + 1
        number = reader.take_golomb(order) + 1 if is_full else reader.take(LOW_BITS)
        if index >= MAX_INDEX or number >= MAX_SEQ:
            raise WireError("vector: a feed is out of range")
        rows.append((topic, index, number, []))
    _take_holes(reader, rows)
    return rows


def _take_holes(reader: BitReader, rows: list) -> None:  # type: ignore[type-arg]
    count = reader.take_golomb(1)
    orders = [ORDERS[reader.take(ORDER_BITS)] for _ in range(3)] if count else []
    at = below = 0
    for _ in range(count):
        on, distance, length = [reader.take_golomb(order) for order in orders]
        at, below = at + on, 0 if on else below
        distance, length = below + distance + 1, length + 1
        below = distance + length
        if at >= len(rows) or below > HORIZON or len(rows[at][3]) >= MAX_RUNS:
            raise WireError("vector: a gap is out of range")
        rows[at][3].append((distance, length))
