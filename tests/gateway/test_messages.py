"""The agent link's parser under any input."""

import re

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.air.priority import Priority
from lora_gateway.errors import BadMessage
from lora_gateway.link.messages import (
    Cancel,
    Community,
    Hello,
    Object,
    Other,
    Reply,
    Send,
    Taken,
    Wanted,
    decode,
    encode,
)
from tests.gateway.processes import ROOT

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.binary(max_size=60)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9) | st.integers(), inner, max_size=4),
    max_leaves=8,
)
kinds = st.sampled_from(["hello", "community", "send", "cancel", "taken", "reply", "object", "wanted", "ping"])
keys = st.sampled_from(
    [
        "id",
        "ids",
        "frame",
        "priority",
        "expires",
        "n",
        "version",
        "role",
        "roots",
        "to",
        "text",
        "digest",
        "bytes",
        "push",
        "digests",
    ]
)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_one_error(data):
    assert parsed(data) is not None


@given(kinds, st.dictionaries(keys, values, max_size=8))
def test_any_map_is_a_message_or_one_error(kind, fields):
    assert parsed(cbor2.dumps({**fields, "is": kind})) is not None


def parsed(data):
    try:
        return decode(data)
    except BadMessage as error:
        return error


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"is": "hello", "version": 1, "role": "agent"}, Hello("agent")),
        (
            {"is": "send", "id": b"1", "frame": b"2", "priority": 4, "expires": 3},
            Send(b"1", b"2", Priority.BULK, 3),
        ),
        ({"is": "community", "roots": [bytes(32), bytes(range(32))]}, Community((bytes(32), bytes(range(32))))),
        ({"is": "cancel", "ids": [b"1", b"2"]}, Cancel((b"1", b"2"))),
        ({"is": "taken", "n": 7, "later": True}, Taken(7)),
        ({"is": "reply", "to": 0x9E7595A8, "text": "Recorded."}, Reply(0x9E7595A8, "Recorded.")),
        (
            {"is": "object", "digest": bytes(12), "bytes": b"packed", "expires": 3, "push": True},
            Object(bytes(12), b"packed", 3, True),
        ),
        ({"is": "wanted", "digests": [bytes(12)]}, Wanted((bytes(12),))),
        ({"is": "ping"}, Other()),
        ({"is": "of a later version"}, Other()),
    ],
)
def test_a_message_is_read_as_it_was_meant(fields, message):
    assert decode(cbor2.dumps(fields)) == message


@pytest.mark.parametrize("change", [{"to": 0}, {"to": 1 << 32}, {"to": "all"}, {"text": "界" * 1366}, {"text": b"x"}])
def test_an_answer_to_everybody_or_without_end_is_malformed(change):
    with pytest.raises(BadMessage, match="malformed reply"):
        decode(cbor2.dumps({"is": "reply", "to": 7, "text": "x", **change}))


@pytest.mark.parametrize("roots", [[b"short"], [bytes(32)] * 9, bytes(32), ["a" * 32]])
def test_a_community_that_no_key_can_name_is_malformed(roots):
    with pytest.raises(BadMessage, match="malformed community"):
        decode(cbor2.dumps({"is": "community", "roots": roots}))


@pytest.mark.parametrize("change", [{"digest": bytes(11)}, {"bytes": b""}, {"bytes": bytes(8193)}, {"push": 1}])
def test_a_document_that_no_radio_can_carry_is_malformed(change):
    fields = {"is": "object", "digest": bytes(12), "bytes": b"x", "expires": 3, "push": True, **change}
    with pytest.raises(BadMessage, match="malformed object"):
        decode(cbor2.dumps(fields))


def test_more_documents_than_are_in_force_are_not_wanted():
    with pytest.raises(BadMessage, match="malformed wanted"):
        decode(cbor2.dumps({"is": "wanted", "digests": [bytes(12)] * 65}))


def test_the_example_in_the_protocol_is_what_we_write():
    page = (ROOT / "docs/protocol/agent-link.md").read_text(encoding="utf-8")
    example = bytes.fromhex(re.search(r"in hexadecimal: `([0-9a-f ]+)`", page)[1])
    assert encode({"is": "hello", "version": 1, "role": "agent"}) == example


def test_another_version_is_named():
    with pytest.raises(BadMessage, match="speaks version 1, not 2"):
        decode(cbor2.dumps({"is": "hello", "version": 2, "role": "agent"}))


@pytest.mark.parametrize(
    "bomb", [b"\x81" * 60000, b"\x9b" + b"\xff" * 8, b"\xbb" + b"\xff" * 8, b"\xc2\x5a\xff\xff\xff\xff"]
)
def test_nested_and_endless_values_are_refused(bomb):
    with pytest.raises(BadMessage):
        decode(bomb)
