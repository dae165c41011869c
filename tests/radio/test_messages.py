"""What comes from the gateway's socket is bounded in size and time, and never more than a lost link."""

import asyncio

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import LinkLost
from edge_agent.radio.messages import MAX_MESSAGE, encode, read


async def read_bytes(data, *, limit_s=1.0, ends=True):
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    if ends:
        reader.feed_eof()
    return await read(reader, limit_s=limit_s)


def lone(body):
    return len(body).to_bytes(4, "big") + body


async def test_a_message_comes_back_as_it_was_sent():
    message = {"is": "heard", "n": 7, "frame": b"\x00" * 231}
    assert await read_bytes(encode(message)) == message


async def test_the_largest_message_passes_and_a_larger_one_is_not_read():
    body = cbor2.dumps({"is": "status", "x": ""})
    filler = MAX_MESSAGE - len(body) - 2  # two bytes more for the longer length of the text
    largest = encode({"is": "status", "x": "x" * filler})
    assert len(largest) == 4 + MAX_MESSAGE
    assert (await read_bytes(largest))["is"] == "status"

    with pytest.raises(LinkLost, match="65537 bytes; is another program"):
        await read_bytes((MAX_MESSAGE + 1).to_bytes(4, "big"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "connection closed"),
        (b"\x00\x00", "connection closed"),
        (encode({"is": "ping"})[:-1], "connection closed"),
        (bytes(4), "message of 0 bytes"),
        (b"GET / HTTP/1.1\r\n\r\n", "is another program"),
        (lone(b"\xff"), "not CBOR"),
        (lone(b"\x9f" * 60_000), "not CBOR"),
        (lone(b"\xa1\x80\x01"), "not CBOR|without a name"),
        (lone(cbor2.dumps(["is"])), "without a name"),
        (lone(cbor2.dumps({"is": 7})), "without a name"),
        (lone(cbor2.dumps({b"is": "ping"})), "without a name"),
    ],
)
async def test_what_is_no_message_is_a_lost_link(data, said):
    with pytest.raises(LinkLost, match=said):
        await read_bytes(data)


@given(st.binary(max_size=300).map(lone) | st.binary(max_size=300))
async def test_any_bytes_are_a_message_or_a_lost_link(data):
    try:
        message = await read_bytes(data)
    except LinkLost:
        return
    assert isinstance(message["is"], str)


@pytest.mark.parametrize("part", [b"", b"\x00\x00\x00", encode({"is": "ping"})[:-1]])
async def test_silence_and_a_slow_sender_are_a_lost_link(part):
    with pytest.raises(LinkLost, match=r"silent for 0\.01 s"):
        await read_bytes(part, limit_s=0.01, ends=False)
