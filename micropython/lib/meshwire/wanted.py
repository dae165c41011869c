"""The events a gateway misses, by author index: the second half of a NEED. docs/protocol/sync.md. No I/O, no clock."""

from meshwire.bits import ORDERS, BitReader, BitWriter, best_order
from meshwire.errors import WireError
from meshwire.need import TOPIC_BITS, put_runs, take_runs
from meshwire.vector import MAX_INDEX

ORDER_BITS = 4


def encode(wanted: dict[tuple[int, int], list[tuple[int, int]]], room: int) -> bytes:
    """Runs (first number, how many) of feeds (topic, index); what does not fit is left out from the end."""
    keys = sorted(key for key in wanted if wanted[key])
    data = _encode(keys, wanted)
    while len(data) > room and keys:
        if len(wanted[keys[-1]]) > 1:
            wanted = dict(wanted)
            wanted[keys[-1]] = wanted[keys[-1]][:-1]
        else:
            keys.pop()
        data = _encode(keys, wanted)
    return data


def decode(data: bytes) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """The inverse; WireError for anything else."""
    reader = BitReader(data)
    wanted = {}  # type: dict[tuple[int, int], list[tuple[int, int]]]
    before = 0
    topic = reader.take(TOPIC_BITS)
    while topic:
        if topic <= before:
            raise WireError("need: topics out of order")
        before = topic
        order = ORDERS[reader.take(ORDER_BITS)]
        index = -1
        for _ in range(reader.take_golomb(1) + 1):
            index += reader.take_golomb(2) + 1
            if index >= MAX_INDEX:
                raise WireError("need: an author index is out of range")
            wanted[topic, index] = take_runs(reader, order)
        topic = reader.take(TOPIC_BITS)
    if reader.end():
        raise WireError("need: bytes after the end")
    return wanted


def _encode(keys: list[tuple[int, int]], wanted: dict[tuple[int, int], list[tuple[int, int]]]) -> bytes:
    out = BitWriter()
    for topic in sorted({topic for topic, _ in keys}):
        indexes = [index for other, index in keys if other == topic]
        order = best_order([wanted[topic, index][0][0] - 1 for index in indexes])
        out.put(topic, TOPIC_BITS)
        out.put(order, ORDER_BITS)
        out.put_golomb(len(indexes) - 1, 1)
        before = -1
        for index in indexes:
            out.put_golomb(index - before - 1, 2)
            put_runs(out, wanted[topic, index], order)
            before = index
    out.put(0, TOPIC_BITS)
    return out.data()
