"""The bytes of what two nodes say to each other. docs/protocol/mesh-sync.md. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from edge_agent.events.model import Held
from edge_agent.mesh.index import DIGEST_SIZE, Feed, Names
from edge_agent.mesh.ranges import LIMIT, Ranges
from edge_agent.mesh.session_messages import (
    MAX_EVENTS_SIZE,
    MAX_SIZE,
    SLICES,
    Answer,
    Claim,
    Digests,
    Events,
    Message,
    News,
    Probe,
    Sent,
    State,
    Summary,
    Want,
)
from meshwire import cbor
from meshwire.errors import WireError
from meshwire.event import KEY_SIZE, NODE, REALM_SIZE, SIGNATURE_SIZE, Event, assemble

VERSION = 1
FINGERPRINT_SIZE = 32
STATE, SUMMARY, WANT, EVENTS, NEWS, PROBE, DIGESTS = range(7)


def encode(message: Sent) -> bytes:
    return cbor.dumps(_fields(message))


def _fields(message: Sent) -> list[object]:
    match message:
        case State():
            return [STATE, VERSION, message.community, message.fingerprint, message.reply]
        case Summary():
            return [SUMMARY, message.last, _by_author((claim.feed, _claim(claim)) for claim in message.claims)]
        case Want():
            return [WANT, message.number, message.forks, _names(message.names)]
        case Answer():
            return [EVENTS, message.number, message.more, list(_packed(message.events))]
        case News():
            return [NEWS, _names(message.names)]
        case Probe():
            return [PROBE, *message.feed, message.low, message.high]
        case Digests():
            return [DIGESTS, b"".join(message.digests)]


def size_limit(data: bytes) -> int:
    """How long a message that begins so may be; asked before it is decoded."""
    return MAX_EVENTS_SIZE if data[1:2] == bytes([EVENTS]) else MAX_SIZE


def decode(data: bytes) -> Message:
    """Parse and bound a message; WireError for anything else. Slow for many events: some 30 us each."""
    if len(data) > size_limit(data):
        raise WireError(f"sync: a message of {len(data)} bytes")
    try:
        return _message(cbor.loads(data))
    except ValueError as error:  # WireError is one
        raise WireError(str(error)) from None


def _message(fields: object) -> Message:
    match fields:
        case [0, int(version), bytes(community), bytes(fingerprint), bool(reply)]:
            if version != VERSION:
                raise WireError(f"sync: version {version}, this node speaks {VERSION}; update the older of the two")
            return State(_sized(community, REALM_SIZE), _sized(fingerprint, FINGERPRINT_SIZE), reply)
        case [1, bool(last), list(authors)]:
            return Summary([_read_claim(feed, values) for feed, values in _feeds(authors)], last)
        case [2, int(number), bool(forks), list(authors)]:
            return Want(number, forks, _read_names(authors))
        case [3, int(number), bool(more), list(authors)]:
            return Events(number, more, [event for one in authors for event in _unpacked(one)])
        case [4, list(authors)]:
            return News(_read_names(authors))
        case _:
            return _rare(fields)


def _rare(fields: object) -> Message:
    match fields:
        case [5, bytes(author), int(topic), int(low), int(high)] if 0 < low < high <= LIMIT:
            return Probe(_feed(author, topic), low, high)
        case [6, bytes(joined)] if len(joined) in (0, SLICES * DIGEST_SIZE):
            return Digests([joined[at : at + DIGEST_SIZE] for at in range(0, len(joined), DIGEST_SIZE)])
        case _:
            raise _malformed()


def _by_author(feeds: Iterable[tuple[Feed, list[object]]]) -> list[object]:
    """Each key once, with the topics that follow each other under it."""
    groups = groupby(feeds, key=lambda one: one[0][0])
    return [[author, [[feed[1], *values] for feed, values in group]] for author, group in groups]


def _feeds(authors: list[object]) -> Iterator[tuple[Feed, list[object]]]:
    for one in authors:
        match one:
            case [bytes(author), list(topics)]:
                for topic in topics:
                    match topic:
                        case [int(number), *values]:
                            yield _feed(author, number), values
                        case _:
                            raise _malformed()
            case _:
                raise _malformed()


def _feed(author: bytes, topic: int) -> Feed:
    if not 1 <= topic <= 255 or topic == NODE:  # what never leaves its node is not even asked for
        raise _malformed()
    return _sized(author, KEY_SIZE), topic


def _claim(claim: Claim) -> list[object]:
    return [claim.count, claim.digest, _flat(claim.numbers)]


def _read_claim(feed: Feed, values: list[object]) -> Claim:
    match values:
        case [int(count), bytes(digest), list(runs)]:
            return Claim(feed, count, _sized(digest, DIGEST_SIZE), _read_runs(runs))
        case _:
            raise _malformed()


def _names(names: Names) -> list[object]:
    return _by_author((feed, [_flat(names[feed])]) for feed in sorted(names))


def _read_names(authors: list[object]) -> Names:
    names: Names = {}
    for feed, values in _feeds(authors):
        match values:
            case [list(runs)] if feed not in names:
                names[feed] = _read_runs(runs)
            case _:
                raise _malformed()
    return names


def _flat(numbers: Ranges) -> list[int]:
    return [value for run in numbers.runs() for value in run]


def _read_runs(values: list[object]) -> Ranges:
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) != len(values):
        raise _malformed()
    return Ranges.from_runs(zip(numbers[::2], numbers[1::2], strict=True))


def _packed(events: Sequence[Held]) -> Iterator[list[object]]:
    for author, group in groupby(events, key=lambda event: event.author):
        members = list(group)
        yield [author, [event.part for event in members], b"".join(event.signature for event in members)]


def _unpacked(packed: object) -> Iterator[Event]:
    match packed:
        case [bytes(author), list(parts), bytes(signatures)] if len(signatures) == SIGNATURE_SIZE * len(parts):
            for number, part in enumerate(parts):
                if not isinstance(part, bytes):
                    raise _malformed()
                start = number * SIGNATURE_SIZE
                yield assemble(author, part, signatures[start : start + SIGNATURE_SIZE])
        case _:
            raise _malformed()


def _sized(value: bytes, size: int) -> bytes:
    if len(value) != size:
        raise _malformed()
    return value


def _malformed() -> WireError:
    return WireError("sync: a message that is none of ours")
