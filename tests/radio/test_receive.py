"""A frame from the air becomes an event only when somebody we know has signed it."""

import pytest

from edge_agent.errors import Unavailable
from edge_agent.radio.receive import MAX_STRANGERS, Receiver
from meshwire import frame
from meshwire.event import ALERT, CERTIFICATE, CIVDEF, ROSTER, assemble, digest, encode_part, realm_of
from meshwire.trust import MEMBER, encode_certificate
from tests.alerts.town import HALL, NEIGHBOUR, NOON, ROOT


def frame_of(key, *, seq=1, topic=CIVDEF, kind=ALERT, lamport=5, body=None, community=bytes(8)):
    part = encode_part(topic, seq, lamport, NOON, kind, body or {0: "x"})
    signature = key.sign(digest(realm_of(topic, community), key.public, part))
    return frame.encode_event(assemble(key.public, part, signature), 0)


async def stored(town):
    return [(event.author, event.seq) for _, event in await town.store.since(0, [CIVDEF], 1000)]


async def test_a_genuine_event_is_stored_once(town, receiver):
    await receiver.take(frame_of(HALL))
    await receiver.take(frame.with_age(frame_of(HALL), 7))

    assert await stored(town) == [(HALL.public, 1)]
    assert receiver.refused == {}


@pytest.mark.parametrize("data", [b"", b"noise", bytes(231), bytes((frame.VERSION,)) * 231])
async def test_noise_is_counted(town, receiver, data):
    await receiver.take(data)
    assert receiver.refused == {"malformed": 1}


@pytest.mark.parametrize("place", [10, -1])
async def test_a_changed_byte_is_a_forgery(town, receiver, place):
    data = bytearray(frame_of(HALL, body={0: "x" * 20}))
    data[place if place < 0 else frame.HEADER_SIZE + place] ^= 1
    await receiver.take(bytes(data))

    assert await stored(town) == []
    assert receiver.refused.total() == 1


async def test_another_key_under_a_known_author_id_is_a_forgery(town, receiver):
    forged = bytearray(frame_of(NEIGHBOUR))
    forged[3 : frame.HEADER_SIZE] = frame_of(HALL)[3 : frame.HEADER_SIZE]
    await receiver.take(bytes(forged))

    assert await stored(town) == []
    assert receiver.refused == {"forged or impossible": 1}


async def test_a_number_that_is_far_ahead_is_impossible(town, receiver):
    await receiver.take(frame_of(HALL, lamport=1 << 40))

    assert await stored(town) == []
    assert receiver.refused == {"forged or impossible": 1}


async def test_a_stranger_is_heard_once_the_root_vouches_for_the_key(town, receiver):
    await receiver.take(frame_of(NEIGHBOUR))
    assert await stored(town) == []
    assert receiver.refused == {"unknown author": 1}

    body = encode_certificate(NEIGHBOUR.public, MEMBER, 0, None, "n")
    certificate = frame_of(ROOT, topic=ROSTER, kind=CERTIFICATE, seq=2, body=body, community=town.store.community)
    await receiver.take(certificate)
    assert await stored(town) == [(NEIGHBOUR.public, 1)]


async def test_a_forger_among_the_strangers_gains_nothing_by_waiting(town, receiver):
    forged = bytearray(frame_of(NEIGHBOUR))
    forged[-1] ^= 1
    await receiver.take(bytes(forged))
    await town.certify(NEIGHBOUR)
    await receiver.take(frame_of(ROOT, topic=ROSTER, kind=3, seq=9, community=town.store.community))

    assert await stored(town) == []
    assert receiver.refused == {"unknown author": 1, "forged or impossible": 1}


async def test_strangers_cannot_fill_the_memory(town, receiver):
    for seq in range(1, MAX_STRANGERS + 11):
        await receiver.take(frame_of(NEIGHBOUR, seq=seq))
    await town.certify(NEIGHBOUR)
    await receiver.take(frame_of(ROOT, topic=ROSTER, kind=3, seq=9, community=town.store.community))

    assert [seq for _, seq in await stored(town)] == list(range(11, MAX_STRANGERS + 11))


class FullDisk:
    """The town's log while its disk takes nothing."""

    def __init__(self, store):
        self.community = store.community
        self.since = store.since

    async def append(self, events):
        raise Unavailable("the disk is full")


async def test_a_full_disk_is_no_forgery(town):
    receiver = Receiver(FullDisk(town.store), town.members)
    with pytest.raises(Unavailable):
        await receiver.take(frame_of(HALL))
    assert receiver.refused == {}
