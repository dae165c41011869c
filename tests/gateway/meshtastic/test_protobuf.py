"""The wire codec against broken and hostile bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.errors import BadMessage
from lora_gateway.port.meshtastic.messages import FromRadio, MeshPacket, QueueStatus, ToRadio
from lora_gateway.port.meshtastic.messages_node import User
from lora_gateway.port.meshtastic.protobuf import MAX_MESSAGE, decode, encode


@pytest.mark.parametrize(
    "broken",
    [
        bytes.fromhex("08"),  # a tag and nothing else
        bytes.fromhex("0880"),  # a number that goes on
        bytes.fromhex("08") + bytes([0x80] * 10) + b"\x01",  # of eleven bytes
        bytes.fromhex("08") + bytes([0xFF] * 9) + b"\x02",  # of 65 bits
        bytes.fromhex("088000"),  # of two bytes, the second empty
        bytes.fromhex("12ff01"),  # a message longer than what is there
        bytes.fromhex("1a020d01"),  # a number of 32 bits with one byte, one level down
        bytes.fromhex("0000"),  # field 0
        bytes.fromhex("808080802001"),  # a field beyond the last number
        bytes.fromhex("0b0c"),  # a group
        bytes.fromhex("0d00000000"),  # `id` as 32 bits
        bytes.fromhex("1001"),  # a packet that is a number
        bytes.fromhex("320a0a0844757494c3000400"),  # a log line that was cut, and the header of the next frame
        bytes(MAX_MESSAGE + 1),
    ],
)
def test_broken_bytes_are_a_bad_message(broken):
    with pytest.raises(BadMessage, match="Meshtastic: "):
        decode(FromRadio, broken)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_message_or_a_bad_one(data):
    try:
        message = decode(FromRadio, data)
    except BadMessage:
        return
    assert decode(FromRadio, encode(message)) == message


@pytest.mark.parametrize("size", range(1, 40))
def test_a_message_that_was_cut_is_a_bad_one(size):
    whole = encode(ToRadio(packet=MeshPacket(to=7, encrypted=bytes(20), id=9, rx_rssi=-60)))
    with pytest.raises(BadMessage):
        decode(ToRadio, whole[: size * len(whole) // 40])


def test_unknown_fields_of_every_wire_type_are_skipped():
    unknown = bytes.fromhex("9806019d0600000000990600000000000000009a0603616263")
    assert decode(QueueStatus, unknown + bytes.fromhex("1010") + unknown) == QueueStatus(free=16)


def test_of_fields_that_exclude_each_other_the_last_wins():
    both = encode(ToRadio(want_config_id=1)) + encode(ToRadio(disconnect=True)) + encode(ToRadio(want_config_id=0))
    assert decode(ToRadio, both) == ToRadio(want_config_id=0)


def test_a_name_that_was_cut_within_a_character_stays_readable():
    raw = encode(User(long_name="Brücke"))
    cut = raw[:1] + bytes([raw[1] - 4]) + raw[2:-4]
    assert decode(User, cut).long_name == "Br\N{REPLACEMENT CHARACTER}"


def test_a_value_that_is_zero_is_written_when_its_presence_counts():
    assert encode(ToRadio(want_config_id=0)) == bytes.fromhex("1800")
    assert encode(QueueStatus(res=0)) == b""
