"""Our messages and the official client's: the same numbers, names, bytes and values."""

from functools import partial

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.errors import BadMessage
from lora_gateway.port.meshtastic import messages_enums
from lora_gateway.port.meshtastic.messages import Data, FromRadio, MeshPacket, Other, ToRadio, is_from_radio
from lora_gateway.port.meshtastic.protobuf import decode, encode
from tests.gateway.meshtastic.official import OFFICIAL, config_pb2, described, mesh_pb2, ours_of, translated
from tests.gateway.meshtastic.recordings import NAMES, plain_frames, sent

DIRECTIONS = {"c2d": ToRadio, "d2c": FromRadio}
BROKEN = 2  # frames of the recording 07_garbage that were sent broken on purpose
SCALARS = {
    "bool": st.booleans(), "int": st.integers(-(2**31), 2**31 - 1), "unsigned": st.integers(0, 2**32 - 1),
    "float": st.floats(width=32, allow_nan=False), "bytes": st.binary(max_size=60),
    "str": st.text(st.characters(exclude_characters="\0"), max_size=20),
}  # fmt: skip


def scalar(descriptor):
    types = {getattr(descriptor, name): name for name in vars(type(descriptor)) if name.startswith("TYPE_")}
    names = {"TYPE_FLOAT": "float", "TYPE_BOOL": "bool", "TYPE_STRING": "str", "TYPE_BYTES": "bytes"}
    names |= {"TYPE_INT32": "int", "TYPE_ENUM": "int", "TYPE_UINT32": "unsigned", "TYPE_FIXED32": "unsigned"}
    return SCALARS[names[types[descriptor.type]]]


@st.composite
def some(draw, ours):
    """A message of ours with any values that its fields can have, one at most of those that exclude each other."""
    if ours is Other:
        return Other()
    exclusive = [one.name for one, _ in described(ours) if one.metadata["one_of"]]
    chosen = draw(st.sampled_from(exclusive)) if exclusive else ""
    values = {}
    for one, descriptor in described(ours):
        if (one.name in exclusive and one.name != chosen) or not (one.name == chosen or draw(st.booleans())):
            continue
        nested = descriptor.message_type is not None
        values[one.name] = draw(some(ours_of(descriptor)) if nested else scalar(descriptor))
    return ours(**values)


@pytest.mark.parametrize("ours", OFFICIAL, ids=lambda ours: ours.__name__)
def test_every_field_has_its_official_name(ours):
    names = {one.name: descriptor.name for one, descriptor in described(ours)}
    odd = {name: official for name, official in names.items() if name != official}
    spelled = {name: official for name, official in odd.items() if name.replace("_", "") != official.lower()}
    assert spelled == ({"sender": "from"} if ours is MeshPacket else {})


@pytest.mark.parametrize("ours", OFFICIAL, ids=lambda ours: ours.__name__)
@given(data=st.data())
def test_the_official_client_reads_what_we_write_and_writes_what_we_read(ours, data):
    message = data.draw(some(ours))

    official = OFFICIAL[ours].FromString(encode(message))

    assert translated(ours, official) == message
    assert official.SerializeToString() == encode(message)
    assert decode(ours, official.SerializeToString()) == message


def read(payload, parse):
    """The message in our words, None when it is refused."""
    try:
        return parse(payload)
    except (BadMessage, DecodeError):
        return None


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_what_was_recorded_means_the_same_to_both(name, direction):
    ours = DIRECTIONS[direction]
    payloads = list(plain_frames(sent(name, direction)))

    by_ours = [read(payload, partial(decode, ours)) for payload in payloads]

    official = [read(payload, lambda raw: translated(ours, OFFICIAL[ours].FromString(raw))) for payload in payloads]
    assert by_ours == official
    assert by_ours.count(None) == (BROKEN if (name, direction) == ("07_garbage", "c2d") else 0)


@pytest.mark.parametrize(
    ("ours", "official"),
    [
        (messages_enums.Region, config_pb2.Config.LoRaConfig.RegionCode),
        (messages_enums.ModemPreset, config_pb2.Config.LoRaConfig.ModemPreset),
        (messages_enums.Role, config_pb2.Config.DeviceConfig.Role),
        (messages_enums.RebroadcastMode, config_pb2.Config.DeviceConfig.RebroadcastMode),
        (messages_enums.RoutingError, mesh_pb2.Routing.Error),
    ],
)
def test_an_enumeration_is_the_official_one(ours, official):
    assert {one.name: one.value for one in ours} == dict(official.items())


def test_a_variant_of_newer_firmware_is_a_message_with_nothing_in_it():
    lockdown, unheard_of = bytes.fromhex("920100"), bytes.fromhex("a20603010203")  # fields 18 and 100
    assert decode(FromRadio, lockdown) == FromRadio(lockdown_status=Other())
    assert decode(FromRadio, unheard_of) == FromRadio()


def test_settings_with_a_frame_in_them_were_cut():
    cut = bytes.fromhex("4a066204102d") + b"\x94\xc3"  # of ambient lighting; the next frame begins in it
    whole = FromRadio(packet=MeshPacket(decoded=Data(256, b"\x94\xc3\x00\x00")))
    assert not is_from_radio(cut)
    assert is_from_radio(encode(whole))
