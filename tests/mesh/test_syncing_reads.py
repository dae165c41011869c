"""What syncing reads of the log fits the messages of the exchange."""

import pytest

from edge_agent.events.store import EventStore
from edge_agent.mesh import syncing_reads as reads
from edge_agent.mesh.index import names_of
from edge_agent.mesh.session_codec import decode, encode
from edge_agent.mesh.session_messages import BUDGET, MAX_EVENTS_SIZE, Answer, Events, Want
from meshwire.event import MAX_PART, SENSE
from tests.events.people import Author, event


@pytest.mark.parametrize("beside", [84, 132])
async def test_the_largest_answer_is_one_that_the_peer_takes(store: EventStore, beside: int) -> None:
    size = BUDGET // 255 - beside  # the short ones alone just miss the budget, without and with what each of them costs
    short = [event(Author(number), 1, "x" * size) for number in range(1, 256)]
    long = event(Author(1), 1, "x" * (MAX_PART - 21), topic=SENSE)
    for one in [*short, long]:
        await store.append([one])

    names = dict(sorted(names_of(short).items())) | names_of([long])
    found, more = await store.read(lambda db: reads.wanted(db, Want(1, False, names)))
    answer = encode(Answer(1, more, found))

    assert isinstance(decode(answer), Events)
    assert more or len(found) == 256
    assert len(answer) <= MAX_EVENTS_SIZE


async def test_an_answer_says_that_there_is_more_only_when_there_is(store: EventStore) -> None:
    events = [event(Author(1), seq) for seq in range(1, 601)]
    await store.append(events)

    first = await store.read(lambda db: reads.wanted(db, Want(1, False, names_of(events[:512]))))
    whole = await store.read(lambda db: reads.wanted(db, Want(1, False, names_of(events))))

    assert (len(first[0]), first[1]) == (512, False)
    assert (len(whole[0]), whole[1]) == (512, True)
