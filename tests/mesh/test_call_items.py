"""CBOR that comes from somebody else, in pieces, or made to hurt."""

from contextlib import suppress

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import BadRequest, TooLarge
from edge_agent.mesh.items import MAX_DEPTH, Items, parse

LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary()
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(st.lists(VALUES, max_size=5), st.lists(st.integers(1, 40), min_size=1))
def test_items_come_out_as_they_went_in_however_the_stream_is_cut(values, steps):
    stream, items, found, at = b"".join(map(cbor2.dumps, values)), Items(1 << 20), [], 0
    for step in steps * (len(stream) + 1):
        found += items.feed(stream[at : at + step])
        at += step
        if at >= len(stream):
            break

    assert [parse(item) for item in found] == values
    assert items.is_between


@given(st.binary(max_size=200))
def test_any_bytes_are_items_or_are_refused(data):
    items = Items(100)
    try:
        found = list(items.feed(data))
        [parse(item) for item in found]
    except BadRequest:
        return
    assert all(len(item) <= 100 for item in found)


@given(st.binary(max_size=200))
def test_reading_any_bytes_gives_a_value_or_a_refusal(data):
    with suppress(BadRequest):
        parse(data)


@pytest.mark.parametrize(
    "tag", [0, 1, 2, 3, 4, 5, 21, 25, 28, 29, 30, 35, 36, 37, 52, 100, 258, 260, 261, 55799, 99999]
)
def test_no_tag_is_taken(tag):
    with pytest.raises(BadRequest, match="CBOR"):
        parse(cbor2.dumps([cbor2.CBORTag(tag, "x")]))


@pytest.mark.parametrize(
    "data",
    [
        b"\xa1\x81\x01\x02",
        b"\xa2\x61a\x01\x61a\x02",
        b"\x9f\x01\xff",
        b"\x61\xff",
        b"\x81" * (MAX_DEPTH + 1) + b"\x01",
        b"\xff",
        b"",
    ],
)
def test_what_could_be_read_in_two_ways_or_never_ends_is_refused(data):
    with pytest.raises(BadRequest):
        parse(data)


@pytest.mark.parametrize(
    "data", [b"\x5b" + b"\x7f" * 8, b"\x9b" + b"\x7f" * 8, b"\xba\xff\xff\xff\xff", b"\x81" * 40, b"\x58\x65"]
)
def test_an_item_that_would_be_too_long_is_refused_at_its_beginning(data):
    with pytest.raises(TooLarge):
        list(Items(100).feed(data))


@pytest.mark.parametrize("data", [b"\x9f\x01\xff", b"\xbf\xff", b"\x5f\x41a\xff", b"\xff", b"\x1c"])
def test_a_stream_of_lengths_that_are_not_said_is_refused(data):
    with pytest.raises(BadRequest):
        list(Items(100).feed(data))


def test_the_largest_item_that_is_allowed_passes():
    item = cbor2.dumps(bytes(98))

    assert list(Items(100).feed(item)) == [item]
