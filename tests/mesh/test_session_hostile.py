"""Peers that are members and lie: each is bounded, and who forges is cut off and named."""

import pytest

from edge_agent.errors import BadEvent, BadRequest, LinkLost
from edge_agent.events.model import MAX_LAMPORT_JUMP
from edge_agent.mesh.ranges import LIMIT, Ranges
from edge_agent.mesh.session import MAX_ROUNDS
from edge_agent.mesh.session_forks import CHEAP, MAX_PROBES
from edge_agent.mesh.session_messages import (
    MAX_EVENTS_SIZE,
    MAX_NAMES,
    MAX_SIZE,
    Claim,
    Digests,
    Events,
    News,
    Probe,
    State,
    Summary,
    Want,
)
from edge_agent.mesh.session_wants import MAX_LIES, WINDOW
from meshwire.event import NODE, PEOPLE, Event
from tests.events.people import Author
from tests.mesh.eve import FEED, KEY, answer, eve_at
from tests.mesh.village import COMMUNITY, Node, Village, certified, said

STATE = State(COMMUNITY, bytes(32), reply=False)
SECRET = State(b"Seaside!", bytes(32), reply=False)
CLAIM = Claim(FEED, 1, bytes(16), Ranges([(1, 2)]))
BEYOND = Want(1, False, {FEED: Ranges((2 * n, 2 * n + 1) for n in range(1, MAX_NAMES + 2))})


@pytest.fixture
async def anna(village: Village) -> Node:
    return (await village.members(2))[0]


def forged(event: Event) -> Event:
    return event._replace(signature=said(Author(1), 1, "something else").signature)


async def test_a_forged_event_is_not_stored_and_its_sender_is_cut_off_and_named(anna: Node) -> None:
    async with eve_at(anna) as eve:
        await eve.claim(*range(1, 10))
        await eve.answer(*(said(KEY, n) for n in range(1, 9)), forged(said(KEY, 9)))

        reason = await eve.is_cut_off()

    assert isinstance(reason, BadEvent)
    assert "peer" in str(reason)
    assert len(await anna.held()) == 2


async def test_an_event_of_another_community_counts_as_forged(anna: Node) -> None:
    async with eve_at(anna) as eve:
        await eve.claim(1)
        await eve.answer(said(KEY, 1, community=b"Seaside!"))

        assert isinstance(await eve.is_cut_off(), BadEvent)


async def test_events_that_nobody_asked_for_are_not_stored(anna: Node) -> None:
    async with eve_at(anna) as eve:
        await eve.claim(1)
        await eve.answer(said(KEY, 1), said(KEY, 2))

        assert "nobody had asked for" in str(await eve.is_cut_off())

    assert len(await anna.held()) == 2


async def test_nothing_is_asked_for_of_an_author_without_certificate(anna: Node) -> None:
    stranger = Author(99)
    async with eve_at(anna) as eve:
        await eve.say(News({(stranger.public, PEOPLE): Ranges([(1, 9)])}))
        await eve.claim(4)

        want = await eve.hear(Want)

    assert set(want.names) == {FEED}


async def test_who_does_not_hold_what_it_claims_is_asked_three_times(anna: Node) -> None:
    async with eve_at(anna) as eve:
        await eve.say(News({FEED: Ranges([(1, LIMIT)])}))
        for _ in range(MAX_LIES):
            await eve.answer()

        assert "does not hold" in str(await eve.is_cut_off())


async def test_a_question_is_bounded_however_much_is_claimed(anna: Node) -> None:
    async with eve_at(anna) as eve:
        await eve.say(News({FEED: Ranges([(1, LIMIT)])}))
        wants = [await eve.hear(Want) for _ in range(WINDOW)]

        await eve.say(answer(wants[0].number, said(KEY, 1), more=True))
        wants.append(await eve.hear(Want))

    assert [sum(numbers.count for numbers in want.names.values()) for want in wants] == [MAX_NAMES] * (WINDOW + 1)
    assert wants[-1].names[FEED].minus(wants[0].names[FEED]).count == 1  # the rest of the first, and one more


async def test_an_event_far_ahead_of_the_clock_is_left_out_and_not_asked_for_again_and_again(anna: Node) -> None:
    far = said(KEY, 1, lamport=5 * MAX_LAMPORT_JUMP)
    async with eve_at(anna) as eve:
        await eve.claim(1, 2, 3)
        await eve.answer(far, said(KEY, 2), said(KEY, 3))
        await eve.answer(far)  # the others may have moved the clock: asked for once more
        await eve.claim(7)

        want = await eve.hear(Want)

    assert list(want.names[FEED]) == [(7, 8)]
    assert len(await anna.held()) == 4


@pytest.mark.parametrize(
    ("said_by_eve", "reason"),
    [
        ([b""], "CBOR"),
        ([b"\xff" * 50], "CBOR"),
        ([bytes(MAX_SIZE + 1)], "bytes"),
        ([b"\x84\x03" + bytes(MAX_EVENTS_SIZE)], "bytes"),
        ([SECRET], "another community"),
        ([Summary([], last=True)], "nobody had asked for"),
        ([answer(1)], "nobody had asked for"),
        ([STATE, Summary([CLAIM, CLAIM], last=False)], "out of order"),
        ([STATE, Summary([CLAIM], last=False), Summary([CLAIM], last=True)], "out of order"),
        ([BEYOND], "too much"),
        ([Want(1, False, {(KEY.public, NODE): Ranges([(1, 9)])})], "none of ours"),
    ],
)
async def test_what_no_honest_peer_says_ends_the_exchange(anna: Node, said_by_eve: list, reason: str) -> None:
    async with eve_at(anna) as eve:
        await eve.say(*said_by_eve)

        fault = await eve.is_cut_off()

    assert isinstance(fault, BadRequest)
    assert reason in str(fault)


async def test_who_asks_without_taking_the_answers_is_cut_off(anna: Node) -> None:
    async with eve_at(anna) as eve:
        want = Want(1, False, {FEED: Ranges([(1, LIMIT)])})
        await eve.say(*[want] * 200)

        assert "before it has got" in str(await eve.is_cut_off())


async def test_an_answer_is_bounded_however_much_is_asked_for(anna: Node) -> None:
    await anna.take([said(KEY, n) for n in range(1, 800)])
    await anna.take([said(KEY, n, "x" * 100_000) for n in range(1000, 1005)])
    async with eve_at(anna) as eve:
        await eve.say(Want(1, False, {FEED: Ranges([(1, LIMIT)])}))
        many = await eve.hear(Events)
        await eve.say(Want(2, False, {FEED: Ranges([(1000, LIMIT)])}))
        large = await eve.hear(Events)

    assert (len(many.events), many.more) == (MAX_NAMES, True)
    assert (len(large.events), large.more) == (2, True)


async def test_a_peer_gets_few_summaries_between_two_rounds(anna: Node) -> None:
    await anna.take([said(KEY, 1)])
    async with eve_at(anna) as eve:
        for _ in range(MAX_ROUNDS):
            await eve.say(STATE)
            await eve.hear(Summary)
        await eve.say(STATE, Want(1, False, {FEED: Ranges([(1, 2)])}))

        with pytest.raises(AssertionError, match="Summary"):
            await eve.hear(Summary, before=Events)


async def test_a_peer_gets_few_digests_between_two_rounds(anna: Node) -> None:
    async with eve_at(anna) as eve:
        given = 0
        for _ in range(MAX_PROBES + 10):
            await eve.say(Probe(FEED, 1, LIMIT))
            given += len((await eve.hear(Digests)).digests) > 0

    assert given == MAX_PROBES


async def test_a_probe_of_a_long_feed_counts_as_several(anna: Node) -> None:
    await anna.take([said(KEY, n) for n in range(1, 3 * CHEAP + 1)])
    async with eve_at(anna) as eve:
        given = 0
        for _ in range(MAX_PROBES // 4 + 10):
            await eve.say(Probe(FEED, 1, LIMIT))
            given += len((await eve.hear(Digests)).digests) > 0

    assert given == MAX_PROBES // 4


async def test_digests_that_differ_for_ever_end_the_search_after_some_probes(anna: Node) -> None:
    await anna.take([said(KEY, n) for n in range(1, 5000)])
    async with eve_at(anna) as eve:
        await eve.say(STATE, Summary([Claim(FEED, 4999, bytes([9]) * 16, Ranges([(1, 5000)]))], last=True))
        for probes in range(MAX_PROBES):
            await eve.hear(Probe)
            await eve.say(Digests([bytes([probes % 256]) * 16] * 64))
        await eve.say(Digests([bytes(16)] * 64), Want(1, False, {FEED: Ranges([(1, 2)])}))

        with pytest.raises(AssertionError, match="Probe"):
            await eve.hear(Probe, before=Events)


async def test_a_peer_that_does_not_answer_is_let_go(village: Village, anna: Node) -> None:
    async with eve_at(anna) as eve:
        await eve.claim(1)
        await eve.hear(Want)
        await village.until(lambda: bool(anna.faults), rounds=True)

        assert isinstance(await eve.is_cut_off(), LinkLost)


async def test_what_a_silent_peer_was_asked_for_is_asked_of_another_when_it_goes(village: Village, anna: Node) -> None:
    async with eve_at(anna) as silent, eve_at(anna) as honest:
        await silent.claim(1)
        await silent.hear(Want)
        await honest.claim(1)
        await honest.say(STATE)
        await honest.hear(State)
        await silent.say(b"")
        await silent.is_cut_off()

        await honest.answer(said(KEY, 1))
        await village.until(lambda: anna.syncing.index.row == 3)


async def test_a_silent_peer_does_not_hold_up_a_certificate_that_another_one_has(village: Village, anna: Node) -> None:
    new = certified(Author(50), 50)
    names = {(new.author, new.topic): Ranges([(50, 51)])}
    async with eve_at(anna) as silent, eve_at(anna) as honest:
        await silent.say(News(names))
        await silent.hear(Want)
        await honest.say(News(names))

        await honest.answer(new)
        await village.until(lambda: anna.syncing.index.row == 3)
