"""meshwire.cbor is cbor2's canonical form of a few types, and nothing else passes for it."""

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshwire import cbor
from meshwire.errors import WireError

integers = st.integers(-(2**64), 2**64 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]))
leaves = st.none() | st.booleans() | integers | st.binary() | texts
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(integers | texts, inner, max_size=5),
    max_leaves=20,
)


def depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


shallow = values.filter(lambda value: depth(value) <= cbor.MAX_DEPTH)


@given(shallow)
@settings(max_examples=500)
def test_a_value_has_the_bytes_that_cbor2_gives_it(value):
    assert cbor.dumps(value) == cbor2.dumps(value, canonical=True)


@given(shallow)
def test_a_value_comes_back_with_its_types(value):
    decoded = cbor.loads(cbor.dumps(value))

    assert decoded == value
    assert repr_of_types(decoded) == repr_of_types(value)  # 1 == True, but they are not the same value


@given(st.binary(max_size=80) | shallow.map(cbor.dumps).flatmap(lambda data: damaged(data)))
@settings(max_examples=500)
def test_whatever_is_accepted_is_the_one_encoding_of_its_value(data):
    try:
        value = cbor.loads(data)
    except WireError:
        return

    assert cbor.dumps(value) == data
    assert cbor2.loads(data) == value


@given(shallow, shallow)
def test_a_prefix_ends_where_its_value_ends(first, second):
    start, rest = cbor.dumps(first), cbor.dumps(second)

    value, end = cbor.loads_prefix(b"head" + start + rest, 4)

    assert (value, end) == (first, 4 + len(start))


@given(st.binary(max_size=6))
@settings(max_examples=500)
def test_text_is_accepted_where_python_accepts_utf8(raw):
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        with pytest.raises(WireError, match="UTF-8"):
            cbor.loads(bytes((0x60 | len(raw),)) + raw)
    else:
        assert cbor.loads(bytes((0x60 | len(raw),)) + raw) == text


@pytest.mark.parametrize("value", [2**64, -(2**64) - 1, "\ud800", [[[[[[[[[]]]]]]]]]])
def test_what_nobody_could_read_is_not_written(value):
    with pytest.raises(ValueError, match="64 bits|surrogates|deeper"):
        cbor.dumps(value)


@pytest.mark.parametrize("value", [1.5, {1, 2}, {b"key": 1}, {None: 1}, {True: 1}, object()])
def test_types_without_an_encoding_are_refused(value):
    with pytest.raises(TypeError):
        cbor.dumps(value)


def test_a_length_of_many_gigabytes_costs_nothing():
    for head in (b"\x5b", b"\x7b", b"\x9b", b"\xbb"):
        with pytest.raises(WireError, match="beyond the end"):
            cbor.loads(head + b"\x00\x00\x00\xff\xff\xff\xff\xff" + bytes(100))


def test_a_million_brackets_do_not_exhaust_the_stack():
    for bracket in (b"\x81", b"\xa1\x01"):
        with pytest.raises(WireError, match="too deep"):
            cbor.loads(bracket * 1_000_000)


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    """The same bytes with one of them changed."""
    return st.builds(
        lambda at, byte: data[:at] + bytes((byte,)) + data[at + 1 :], st.integers(0, len(data) - 1), st.integers(0, 255)
    )


def repr_of_types(value: object) -> object:
    if isinstance(value, dict):
        return {(type(key), key): repr_of_types(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [repr_of_types(inner) for inner in value]
    return type(value)
