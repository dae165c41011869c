"""What the log holds of a feed."""

from edge_agent.events import feeds
from edge_agent.events.store import EventStore
from meshwire.event import PEOPLE, SENSE
from tests.events.people import ADA, BOB, EVE, event


async def test_events_come_in_the_order_of_their_arrival(store: EventStore) -> None:
    signed = [event(BOB, 9), event(ADA, 4), event(BOB, 2, topic=SENSE)]
    await store.append(signed)

    found = await store.read(lambda db: feeds.events_after(db, 0, 2) + feeds.events_after(db, 2, 2))

    assert [(held.row, held.author, held.topic, held.seq, held.part, held.signature) for held in found] == [
        (row, one.author, one.topic, one.seq, one.part, one.signature) for row, one in enumerate(signed, 1)
    ]


async def test_a_part_of_a_feed_comes_by_number_up_to_the_limit(store: EventStore) -> None:
    await store.append([event(ADA, seq) for seq in (7, 3, 5, 4, 9)] + [event(ADA, 4, topic=SENSE), event(BOB, 4)])

    found = await store.read(lambda db: feeds.events_of(db, ADA.public, PEOPLE, 4, 9, 2))

    assert [(held.author, held.topic, held.seq) for held in found] == [(ADA.public, PEOPLE, 4), (ADA.public, PEOPLE, 5)]


async def test_forks_have_the_name_that_they_carry(store: EventStore) -> None:
    left, right, other = event(EVE, 1, "left"), event(EVE, 1, "right"), event(EVE, 2, "other", topic=SENSE)
    await store.append([left, event(EVE, 2, "one", topic=SENSE), right, other])

    every = await store.read(lambda db: feeds.forks_after(db, 0, 9))
    some = await store.read(lambda db: feeds.forks_of(db, EVE.public, SENSE, 1, 3))

    assert [(held.topic, held.seq, held.part) for held in every] == [(PEOPLE, 1, right.part), (SENSE, 2, other.part)]
    assert [(held.seq, held.part) for held in some] == [(2, other.part)]
