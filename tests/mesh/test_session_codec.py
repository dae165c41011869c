"""The bytes of what two nodes say: pinned, given back as they were meant, and never trusted."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.events.model import Held
from edge_agent.mesh.ranges import LIMIT, Ranges
from edge_agent.mesh.session_codec import decode, encode
from edge_agent.mesh.session_messages import (
    SLICES,
    Answer,
    Claim,
    Digests,
    Events,
    News,
    Probe,
    Sent,
    State,
    Summary,
    Want,
)
from meshwire import cbor
from meshwire.errors import WireError
from meshwire.event import NODE
from tests.events.people import Author
from tests.mesh.village import said

VECTORS = json.loads((Path(__file__).parent / "vectors" / "mesh_sync.json").read_text(encoding="utf-8"))
ADA, BOB = sorted([Author(1), Author(2)], key=lambda author: author.public)
EVENTS = [said(ADA, 7, "seven"), said(ADA, 9, "nine"), said(BOB, 1, "one")]
NUMBERS = st.sets(st.integers(1, LIMIT - 1), min_size=1, max_size=5).map(Ranges.of)
TOPICS = st.integers(1, 255).filter(lambda topic: topic != NODE)
FEEDS = st.tuples(st.sampled_from([ADA.public, BOB.public]), TOPICS)
NAMES = st.dictionaries(FEEDS, NUMBERS, max_size=5)
DIGEST = st.binary(min_size=16, max_size=16)
COUNT = st.integers(0, LIMIT)
CLAIMS = st.lists(st.builds(Claim, FEEDS, COUNT, DIGEST, NUMBERS), max_size=5)
PROBED = st.tuples(FEEDS, st.integers(1, 1000), st.integers(1, 1000))
MESSAGES = st.one_of(
    st.builds(State, st.binary(min_size=8, max_size=8), st.binary(min_size=32, max_size=32), st.booleans()),
    st.builds(Summary, CLAIMS, st.booleans()),
    st.builds(Want, COUNT, st.booleans(), NAMES),
    st.builds(News, NAMES),
    PROBED.map(lambda drawn: Probe(drawn[0], drawn[1], drawn[1] + drawn[2])),
    st.builds(Digests, st.one_of(st.just([]), st.lists(DIGEST, min_size=SLICES, max_size=SLICES))),
)


def held(events: list) -> list[Held]:
    return [Held(0, one.author, one.topic, one.seq, one.part, one.signature) for one in events]


@given(MESSAGES)
def test_a_message_comes_back_as_it_was_meant(message: State | Summary | Want | News | Probe | Digests) -> None:
    assert decode(encode(message)) == message


@given(st.lists(st.sampled_from(EVENTS), max_size=4), st.booleans())
def test_events_come_back_as_they_were_signed(events: list, more: bool) -> None:
    assert decode(encode(Answer(5, more, held(events)))) == Events(5, more, events)


def samples() -> dict[str, Sent]:
    feed = (ADA.public, 3)
    return {
        "state": State(b"Hillside", bytes(range(32)), reply=True),
        "summary": Summary(
            [
                Claim(feed, 12, bytes(range(16)), Ranges([(1, 11), (20, 22)])),
                Claim((ADA.public, 4), 1, bytes(16), Ranges([(300, 301)])),
                Claim((BOB.public, 3), 5, bytes(range(16)), Ranges([(70000, 70005)])),
            ],
            last=True,
        ),
        "want": Want(7, False, {feed: Ranges([(11, 20)])}),
        "events": Answer(7, False, held(EVENTS)),
        "news": News({feed: Ranges([(22, 23)])}),
        "probe": Probe(feed, 1, 4097),
        "digests": Digests([]),
    }


@pytest.mark.parametrize("name", samples())
def test_the_bytes_of_a_message_do_not_change(name: str) -> None:
    assert encode(samples()[name]).hex() == VECTORS[name]


@pytest.mark.parametrize("name", VECTORS)
@given(data=st.data())
def test_a_damaged_message_is_refused_or_read_and_nothing_else(name: str, data: st.DataObject) -> None:
    raw = bytearray.fromhex(VECTORS[name])
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    assert is_read_or_refused(bytes(raw))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64) + 1, 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 9), inner, max_size=3),
    max_leaves=12,
)


@given(st.integers(-1, 8), st.lists(JUNK, max_size=5))
def test_well_formed_nonsense_is_refused_or_read_and_nothing_else(kind: int, fields: list) -> None:
    assert is_read_or_refused(cbor.dumps([kind, *fields]))


def is_read_or_refused(raw: bytes) -> bool:
    try:
        return decode(raw) is not None
    except WireError:
        return True


@pytest.mark.parametrize(
    "fields",
    [
        [0, 2, bytes(8), bytes(32), True],
        [0, 1, bytes(9), bytes(32), True],
        [2, 1, False, [[ADA.public, [[3, [1, 0]]]]]],
        [2, 1, False, [[ADA.public, [[3, [1]]]]]],
        [2, 1, False, [[ADA.public, [[0, [1, 1]]]]]],
        [2, 1, False, [[ADA.public, [[3, [1, 1]], [3, [5, 1]]]]]],
        [3, 1, False, [[ADA.public, [EVENTS[0].part], bytes(63)]]],
        [3, 1, False, [[ADA.public[1:], [EVENTS[0].part], bytes(64)]]],
        [2, 1, False, [[ADA.public, [[NODE, [1, 1]]]]]],
        [5, ADA.public, NODE, 1, 9],
        [5, ADA.public, 3, 9, 9],
        [5, ADA.public, 3, 1, LIMIT + 1],
        [6, bytes(16)],
    ],
)
def test_a_message_with_one_field_out_of_bounds_is_refused(fields: list) -> None:
    with pytest.raises(WireError):
        decode(cbor.dumps(fields))
