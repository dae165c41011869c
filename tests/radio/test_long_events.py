"""Events that no frame can carry: announced once by a notice, and taken from an object by their own signature."""

import pytest

from edge_agent.events.model import Draft
from edge_agent.radio.long_events import MAX_FOLLOWED, LongEvents
from edge_agent.radio.offer import TOO_LONG, offer
from meshwire import document, event
from meshwire.event import ACKNOWLEDGEMENT, FILES, NODE, NOTICE, PEOPLE, community_id
from tests.alerts.town import HALL, ROOT, Town
from tests.events.people import ADA
from tests.events.people import event as signed_event

NOTE = " ".join(f"house {number} is dry" for number in range(16))


@pytest.fixture
async def far(tmp_path):
    """A node that has not heard of it."""
    other = await Town.open(tmp_path / "far.db")
    yield LongEvents(other.store, other.members, HALL, now=other.clock), other
    await other.store.close()


async def answer(town, note=NOTE):
    [said] = await town.store.write(HALL, [Draft(PEOPLE, ACKNOWLEDGEMENT, {0: b"1234", 1: 1, 2: 2, 3: note, 4: "Ada"})])
    return said


def signed(author, topic):
    return signed_event(author, 1, topic=topic, community=community_id(ROOT.public))


async def notices(town):
    return [said for _, said in await town.store.since(0, (PEOPLE,), 100) if said.kind == NOTICE]


async def test_a_long_event_is_announced_once_by_a_notice_that_fits_a_frame(town):
    said = await answer(town)
    assert offer(said, now=int(town.clock())) == TOO_LONG
    long_events = LongEvents(town.store, town.members, HALL, now=town.clock)

    await long_events.announce(said)
    await long_events.announce(said)

    [notice] = await notices(town)
    assert len(offer(notice, now=int(town.clock())).frame) <= 231
    [known] = await long_events.in_force()
    assert (known.data, known.is_news) == (event.encode(said), True)


async def test_who_hears_the_notice_lacks_the_event_until_the_object_has_come(town, far):
    said = await answer(town)
    await LongEvents(town.store, town.members, HALL, now=town.clock).announce(said)
    theirs, other = far
    await other.store.append(await notices(town))
    [wanted] = await theirs.in_force()
    assert wanted.data is None
    assert wanted.digest == document.digest_of(event.encode(said))

    await theirs.add(event.encode(said))

    [known] = await theirs.in_force()
    assert known.data == event.encode(said)


async def test_an_object_that_holds_no_authentic_event_changes_nothing(far, town):
    theirs, other = far
    said = await answer(town)
    forged = event.assemble(said.author, said.part, bytes(64))

    stranger = signed(ADA, PEOPLE)
    for data in (b"", b"noise", event.encode(forged), event.encode(stranger)):
        await theirs.add(data)

    assert [one for _, one in await other.store.since(0, (PEOPLE,), 100)] == []


@pytest.mark.parametrize("topic", [FILES, NODE])
async def test_an_event_of_a_topic_that_never_goes_by_radio_is_not_taken(far, topic):
    theirs, other = far
    await theirs.add(event.encode(signed(HALL, topic)))
    assert await other.store.since(0, (topic,), 100) == []


async def test_a_notice_that_cannot_be_read_is_left_out_and_old_ones_are_not_followed(town):
    long_events = LongEvents(town.store, town.members, HALL, now=town.clock)
    bodies = ({}, {0: b"short", 1: b"1234", 2: 3, 3: 1}, {0: bytes(12), 1: b"1234", 2: 3, 3: 1 << 40})
    await town.store.write(HALL, [Draft(PEOPLE, NOTICE, body) for body in bodies])
    assert await long_events.in_force() == []

    await town.store.write(HALL, [Draft(PEOPLE, NOTICE, {0: bytes(12), 1: b"1234", 2: 3, 3: 1})])
    assert len(await long_events.in_force()) == 1
    town.clock.now += 31 * 86400
    assert await long_events.in_force() == []


async def test_of_many_notices_the_newest_are_followed(town):
    bodies = [{0: number.to_bytes(12, "big"), 1: b"1234", 2: 3, 3: 1 + number} for number in range(MAX_FOLLOWED + 9)]
    await town.store.write(HALL, [Draft(PEOPLE, NOTICE, body) for body in bodies])
    assert len(await LongEvents(town.store, town.members, HALL, now=town.clock).in_force()) == MAX_FOLLOWED
