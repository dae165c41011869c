"""On-air packets against what others make of them: the official protobufs and an AES that is not ours."""

import random

import pytest

from meshwire import onair
from meshwire.aes import Aes
from meshwire.errors import WireError
from meshwire.frame import MAX_FRAME, MESHTASTIC_PORT
from tests.sim import onair as official
from tests.wire.corpus import hostile
from tests.wire.test_fuzz_on_board import of_onair, vectors

KEYS = (bytes(range(16)), bytes(range(100, 132)))


@pytest.mark.parametrize("key", KEYS, ids=("128", "256"))
def test_a_block_is_encrypted_as_by_another_aes(key):
    chance, cipher = random.Random(197), Aes(key)
    for block in (chance.randbytes(16) for _ in range(200)):
        assert cipher.encrypt(block) == official.aes_block(key, block)


@pytest.mark.parametrize("size", [0, 1, 15, 24, 31, 33])
def test_a_key_of_another_length_is_refused(size):
    with pytest.raises(ValueError, match=f"{size} bytes"):
        Aes(bytes(size))


@pytest.mark.parametrize("key", KEYS, ids=("128", "256"))
@pytest.mark.parametrize("size", [1, 2, 127, 128, MAX_FRAME])
def test_a_packet_is_what_others_make_of_the_same(key, size):
    chance = random.Random(size)
    frame, sender, packet = chance.randbytes(size), chance.getrandbits(32), chance.getrandbits(32)
    flight = official.Flight(
        onair.BROADCAST, sender, packet, 2, 3, official.data_of(MESHTASTIC_PORT, frame, bitfield=0), True, relay=7
    )
    theirs = official.encode(flight, "HearthNet", key)

    hidden = onair.crypt(Aes(key).encrypt, sender, packet, onair.encode_data(frame))
    channel = onair.channel_hash(b"HearthNet", key)
    ours = onair.encode_header(onair.Header(onair.BROADCAST, sender, packet, 2, 3, True, False, channel, 0, 7)) + hidden

    assert ours == theirs
    assert official.parsed(official.decode(ours, key).data).payload == frame


def test_the_longest_frame_fills_the_longest_packet():
    assert onair.HEADER_SIZE + len(onair.encode_data(bytes(MAX_FRAME))) == onair.MAX_PACKET


@pytest.mark.parametrize("size", [0, MAX_FRAME + 1])
def test_a_frame_that_is_no_frame_is_not_sent(size):
    with pytest.raises(WireError):
        onair.encode_data(bytes(size))


def test_every_vector_is_what_the_official_protobufs_and_another_aes_say():
    for vector in vectors("onair.json"):
        if "hex" in vector:
            flight = official.decode(bytes.fromhex(vector["hex"]), bytes.fromhex(vector["key"]))
            assert official.parsed(flight.data).payload.hex() == vector["frame"], vector["name"]
        elif "port" in vector:
            data = official.parsed(bytes.fromhex(vector["data"]))
            assert (data.portnum, data.payload.hex()) == (vector["port"], vector["payload"]), vector["name"]
        elif "block" in vector:
            found = official.aes_block(bytes.fromhex(vector["key"]), bytes.fromhex(vector["block"]))
            assert found.hex() == vector["cipher"], vector["name"]


def test_of_damaged_messages_it_takes_none_that_protobuf_refuses():
    """And reads the same out of those that both take, as far as 32 bits of port number."""
    taken = 0
    for data in hostile(of_onair("data"), count=3000, seed=9):
        try:
            port, payload = onair.decode_data(data)
        except WireError:
            continue
        taken += 1
        said = official.parsed(data)
        if port < 1 << 31:
            assert (port, payload) == (said.portnum, said.payload), data.hex()
    assert taken > 300
