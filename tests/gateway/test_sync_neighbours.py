"""Neighbours of other kinds: boards, gateways of several communities, large communities, a gateway with a dead disk."""

import pytest

from lora_gateway.air.flood import Flight
from lora_gateway.air.priority import Priority
from lora_gateway.errors import Refused
from meshwire import summary, vector
from meshwire.event import CIVDEF, PEOPLE, author_id
from meshwire.radio_key import control_key, opened, seal
from meshwire.trust import AUTHORITY
from tests.gateway.sync_lab import SyncLab, Town, Writer, alerts, framed, gateways, holds, whisper


@pytest.fixture
def town():
    return Town()


@pytest.fixture
async def lab(tmp_path):
    made = SyncLab(tmp_path, seed=3)
    yield made
    await made.close()


def board_says(town, held, declined=()):
    return seal(control_key(town.root.key), summary.encode(summary.alerts_only(held, list(declined))))


async def said_within(lab, gateway, seconds):
    """The summaries that a gateway says."""
    key, before = control_key(gateway.keeper.trusted.roots[0]), len(lab.said)
    await lab.advance(seconds)
    frames = [frame for name, frame in lab.said[before:] if name == gateway.name]
    return [summary.decode(opened(key, frame)) for frame in frames if frame[:2] == summary.HEAD]


async def test_a_board_that_lacks_an_alert_gets_it_within_seconds_and_one_that_declines_it_does_not(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    await lab.hold(ada, town.authority.warn(time=int(lab.utc)))
    ref = (author_id(town.authority.key), 1)

    await whisper(lab, ada, board_says(town, [], [ref]))
    await lab.advance(10)
    assert ada.spent("repair")[0] == 0
    await whisper(lab, ada, board_says(town, [ref]))
    await lab.advance(10)
    assert ada.spent("repair")[0] == 0
    await whisper(lab, ada, board_says(town, []))
    await lab.advance(10)
    assert ada.spent("repair")[0] == 1


async def test_boards_that_are_switched_on_one_after_the_other_all_get_the_alert(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    await lab.hold(ada, town.authority.warn(time=int(lab.utc)))
    for _ in range(10):
        before = ada.spent("repair")[0]
        for _ in range(4):  # summaries of its first minutes
            await whisper(lab, ada, board_says(town, []))
            await lab.advance(120)
        assert ada.spent("repair")[0] > before


async def test_an_alert_that_only_a_board_holds_is_asked_for(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    await whisper(lab, ada, board_says(town, [(author_id(town.authority.key), 1)]))
    await lab.advance(10)
    assert ada.spent("need")[0] == 1
    await whisper(lab, ada, framed(town.authority.warn(time=int(lab.utc))))
    assert alerts(ada, lab.utc) == [(town.authority.key, 1)]


async def test_alerts_that_nobody_has_are_asked_for_six_times_in_an_hour(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    id = author_id(town.authority.key)
    for _ in range(110):
        await whisper(lab, ada, board_says(town, [(id, 1), (id, 5), (id, 9)]))
        await lab.advance(30)
    assert ada.spent("need")[0] == 6


async def test_an_alert_of_somebody_whom_no_root_has_made_an_authority_is_declined(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    ref = (author_id(town.members[2].key), 5)
    for _ in range(5):
        await whisper(lab, ada, board_says(town, [ref]))
        await lab.advance(30)
    assert ada.spent("need")[0] == 0
    said = await said_within(lab, ada, 3600)
    assert said
    assert all(one.declined == [ref] for one in said)


async def test_low_bytes_are_not_told_to_somebody_with_another_roster(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    await lab.hold(ada, *(one.say() for one in town.members))
    other = summary.encode(summary.Summary([], [], False, b"xxx", b"yyyy", None, False))
    await whisper(lab, ada, seal(control_key(town.root.key), other))
    said = await said_within(lab, ada, 60)
    assert [vector.decode(one.vector).is_full for one in said if one.vector] == [True]


async def test_a_gateway_of_two_communities_keeps_them_apart_and_agrees_with_both(lab, town):
    other = Writer("other root")
    eve = Writer("eve", other)
    both = await lab.gateway("both", town.root, other)
    (ours,) = await gateways(lab, town, "ours")
    theirs = await lab.gateway("theirs", other)
    await lab.hold(theirs, other.certify(eve, roles=AUTHORITY), *(eve.say() for _ in range(3)))
    await lab.hold(ours, *(town.members[1].say() for _ in range(3)))

    await lab.advance(2 * 3600)

    for writer in (eve, town.members[1]):
        assert both.keeper.holdings[(writer.key, PEOPLE)].high == 3
    assert not ours.keeper.holdings.has((eve.key, PEOPLE), 1)
    assert not theirs.keeper.holdings.has((town.members[1].key, PEOPLE), 1)


async def test_a_community_whose_vector_needs_several_frames_agrees_as_well(tmp_path):
    lab = SyncLab(tmp_path, seed=5, preset="ShortFast")
    town = Town(300)
    ada, bob = await gateways(lab, town, "ada", "bob")
    for one in town.members:
        event = one.say()
        await lab.hold(ada, event)
        await lab.hold(bob, event)
    await lab.hold(ada, *(town.members[lab.chance.randrange(300)].say() for _ in range(60)))
    await lab.hold(bob, *(town.members[0].say() for _ in range(10)), town.members[299].say())

    await lab.until(lambda: holds(ada) == holds(bob), limit_s=4 * 3600)
    await lab.close()


async def test_with_a_disk_that_takes_nothing_an_alert_is_sent_and_the_agent_is_told(lab, town):
    ada, bob = await gateways(lab, town, "ada", "bob")
    await ada.database.read("PRAGMA query_only = ON")
    frame = framed(town.authority.warn(time=int(lab.utc)))

    with pytest.raises(Refused, match="sent but not kept.*readonly"):
        await ada.forwarder.submit(b"1", frame, Priority.ALERT, 0)
    [outgoing] = ada.station.outbox.waiting()
    outgoing.flight = Flight(lab.now)  # taken by the clock of this machine, sent by that of the lab
    await lab.advance(60)

    assert bob.keeper.holdings.has((town.authority.key, CIVDEF), 1)
    assert "readonly" in ada.forwarder.repair.status()["disk"]
