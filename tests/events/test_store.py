"""What the log takes, what it refuses and what it keeps."""

import asyncio
from pathlib import Path

import pytest

from edge_agent.errors import BadEvent, BadRequest, ConfigError, Unavailable
from edge_agent.events import rows
from edge_agent.events.model import MAX_EVENTS, MAX_FORKS, MAX_LAMPORT_JUMP, Draft, Outcome
from edge_agent.events.store import FEW_EVENTS, EventStore
from meshwire.event import CIVDEF, MAX_PART, PEOPLE, SENSE, Event
from tests.events.people import ADA, BOB, EVE, NOON, event, open_store, says, texts


async def test_an_event_comes_back_as_it_was_signed_after_a_restart(tmp_path: Path) -> None:
    signed = event(ADA, 1, "the bridge is closed")
    store = await open_store(tmp_path / "agent.db")
    assert await store.append([signed]) == [Outcome.NEW]
    await store.close()

    again = await open_store(tmp_path / "agent.db")

    assert await again.since(0, [PEOPLE], 10) == [(1, signed)]
    await again.close()


async def test_an_event_that_is_here_is_known_and_not_stored_again(store: EventStore) -> None:
    first = event(ADA, 1, "once")
    await store.append([first])

    assert await store.append([first, event(ADA, 2, "new"), first]) == [Outcome.KNOWN, Outcome.NEW, Outcome.KNOWN]
    assert await texts(store) == ["once", "new"]


async def test_feeds_may_have_gaps_that_are_filled_later(store: EventStore) -> None:
    await store.append([event(ADA, 9, "nine")])
    await store.append([event(ADA, 3, "three"), event(BOB, 9, "also nine"), event(ADA, 9, "other topic", topic=SENSE)])

    assert await texts(store) == ["nine", "three", "also nine", "other topic"]


async def test_of_a_fork_the_first_stays_and_the_others_are_kept_as_proof(store: EventStore) -> None:
    await store.append([event(EVE, 1, "to the left")])
    other = event(EVE, 1, "to the right")

    assert await store.append([other, other]) == [Outcome.FORK, Outcome.FORK]
    assert await texts(store) == ["to the left"]
    assert await store.read(lambda db: list(rows.forks(db))) == [other]


async def test_forks_of_one_author_do_not_fill_the_disk(store: EventStore) -> None:
    await store.append([event(EVE, 1, "0"), event(BOB, 1, "b")])
    await store.append([event(EVE, 1, str(n)) for n in range(1, MAX_FORKS + 10)])

    await store.append([event(BOB, 1, "c")])

    kept = await store.read(lambda db: [fork.author for fork in rows.forks(db)])
    assert kept.count(EVE.public) == MAX_FORKS
    assert kept.count(BOB.public) == 1


def forged(genuine: Event) -> Event:
    return genuine._replace(signature=event(BOB, genuine.seq, "?").signature)


@pytest.mark.parametrize(
    "bad",
    [
        forged(event(ADA, 2)),
        event(ADA, 2, community=b"Seaside!"),
        event(ADA, 2, lamport=MAX_LAMPORT_JUMP + 2),
        event(ADA, 2)._replace(part=bytes(MAX_PART + 1)),
    ],
    ids=["forged", "of another community", "far ahead of the clock", "too large"],
)
async def test_one_bad_event_refuses_its_whole_append_and_the_log_goes_on(store: EventStore, bad: Event) -> None:
    await store.append([event(ADA, 1, "before")])

    with pytest.raises(BadEvent):
        await store.append([event(ADA, 7, "in bad company"), bad])

    await store.append([event(ADA, 3, "after")])
    assert await texts(store) == ["before", "after"]


async def test_the_clock_may_rise_by_the_largest_jump_but_not_more(store: EventStore) -> None:
    top = MAX_LAMPORT_JUMP
    await store.append([event(ADA, 1, lamport=top), event(ADA, 2, lamport=2 * top)])
    await store.append([event(BOB, 1, lamport=1)])  # an old event does not turn the clock back

    with pytest.raises(BadEvent, match="clock"):
        await store.append([event(EVE, 1, lamport=3 * top + 1)])
    assert await store.append([event(EVE, 1, lamport=3 * top)]) == [Outcome.NEW]


async def test_of_what_a_peer_sent_only_the_events_far_ahead_of_the_clock_are_left_out(store: EventStore) -> None:
    far, step = event(EVE, 1, "far", lamport=2 * MAX_LAMPORT_JUMP), event(BOB, 1, "step", lamport=MAX_LAMPORT_JUMP)

    assert await store.receive([far, event(ADA, 1, "now"), step]) == [Outcome.AHEAD, Outcome.NEW, Outcome.NEW]
    assert await store.receive([far]) == [Outcome.NEW]
    assert await texts(store) == ["now", "step", "far"]


async def test_of_what_a_peer_sent_nothing_is_stored_when_one_event_is_forged(store: EventStore) -> None:
    with pytest.raises(BadEvent):
        await store.receive([event(ADA, 1), forged(event(ADA, 2))])

    assert await texts(store) == []


async def test_many_events_at_once_are_verified_as_well(store: EventStore) -> None:
    many = [event(ADA, seq) for seq in range(1, FEW_EVENTS + 3)]

    with pytest.raises(BadEvent):
        await store.append([*many, forged(event(ADA, 99))])

    assert await store.append(many) == [Outcome.NEW] * len(many)


async def test_an_append_has_a_limit(store: EventStore) -> None:
    with pytest.raises(BadRequest, match=str(MAX_EVENTS)):
        await store.append([event(ADA, 1)] * (MAX_EVENTS + 1))


async def test_a_civil_defence_alert_is_valid_in_every_community(store: EventStore) -> None:
    assert await store.append([event(ADA, 1, topic=CIVDEF, community=b"Seaside!")]) == [Outcome.NEW]


async def test_own_events_are_numbered_per_topic_and_clocked_behind_all_others(store: EventStore) -> None:
    await store.append([event(BOB, 5, lamport=100)])

    written = await store.write(ADA, [says("a"), says("b", topic=SENSE), says("c")])

    assert [(own.topic, own.seq, own.lamport) for own in written] == [
        (PEOPLE, 1, 101),
        (SENSE, 1, 102),
        (PEOPLE, 2, 103),
    ]
    assert [own.time for own in written] == [NOON] * 3
    assert await store.append(written) == [Outcome.KNOWN] * 3


async def test_writers_of_one_feed_never_take_the_same_number(store: EventStore) -> None:
    written = await asyncio.gather(*(store.write(ADA, [says(str(n)), says(str(n))]) for n in range(50)))

    assert sorted(own.seq for pair in written for own in pair) == list(range(1, 101))


async def test_a_draft_that_cannot_be_encoded_is_the_callers_mistake(store: EventStore) -> None:
    with pytest.raises(BadRequest):
        await store.write(ADA, [says("fits"), says("x" * MAX_PART)])

    assert [own.seq for own in await store.write(ADA, [Draft(PEOPLE, 1, {}, time=0)])] == [1]


async def test_since_gives_the_wanted_topics_after_a_row_up_to_the_limit(store: EventStore) -> None:
    await store.write(ADA, [says("1"), says("2", topic=SENSE), says("3"), says("4"), says("5")])

    found = await store.since(1, [PEOPLE], 2)

    assert [(row, stored.body[0]) for row, stored in found] == [(3, "3"), (4, "4")]


async def test_a_log_is_held_by_one_process(store: EventStore) -> None:
    with pytest.raises(Unavailable, match="in use"):
        await open_store(store.path)


async def test_the_log_of_another_community_is_refused(tmp_path: Path) -> None:
    await (await open_store(tmp_path / "agent.db")).close()

    with pytest.raises(ConfigError, match="another community"):
        await open_store(tmp_path / "agent.db", community=b"Seaside!")


async def test_the_file_is_closed_to_other_users(store: EventStore) -> None:
    await store.write(ADA, [says("private")])

    assert {path.stat().st_mode & 0o777 for path in store.path.parent.iterdir()} == {0o600}


async def test_a_closed_log_refuses(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "agent.db")
    await store.close()

    with pytest.raises(Unavailable, match="stopping"):
        await store.write(ADA, [says("too late")])
