"""Gateways agree over radio alone: real stations, stores and frames, in virtual time."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lora_gateway.ether.channel import Conditions
from meshwire.event import CIVDEF, PEOPLE, ROSTER, author_id
from meshwire.frame import decode_event
from tests.gateway.sync_lab import DAY_S, SyncLab, Town, Writer, agree, alerts, framed, gateways, holds, whisper

log = logging.getLogger(__name__)

REPAIR = ("summary", "need", "repair")


@pytest.fixture
def town():
    return Town()


@pytest.fixture
async def lab(tmp_path):
    made = SyncLab(tmp_path, seed=7)
    yield made
    await made.close()


async def test_two_gateways_that_were_apart_for_a_week_agree_over_radio_alone(lab, caplog):
    """Seven days of 30 authors, 700 events and changes of the roster on both sides, 10 % of the frames lost."""
    caplog.set_level(logging.INFO)
    lab.channel.conditions = Conditions(0.1)
    town = Town(30)
    ada, bob = await gateways(lab, town, "ada", "bob")
    lab.part([ada], [bob])
    for day in range(7):
        lab.utc_ahead += DAY_S
        newcomer = Writer(f"newcomer {day}", town.root)
        await lab.hold(ada, town.root.certify(newcomer), newcomer.say(f"day {day}", time=int(lab.utc)))
        for side, at in ((ada, 0), (bob, 15)):
            writers = [town.members[at + lab.chance.randrange(15)] for _ in range(50)]
            await lab.hold(side, *(one.say(f"day {day}", time=int(lab.utc)) for one in writers))
        await lab.hold(ada, town.authority.warn(time=int(lab.utc), lifetime_min=1440))
    await lab.hold(bob, town.root.revoke(town.members[3]))
    for gateway in (ada, bob):
        gateway.station.tally.counts.clear()

    lab.part()
    seconds = await lab.until(lambda: agree(lab, ada, bob), limit_s=8 * 3600)
    await lab.advance(1800)

    assert [len(alerts(one, lab.utc)) for one in (ada, bob)] == [1, 1]
    assert ada.keeper.trusted.index(town.root.key) == bob.keeper.trusted.index(town.root.key)
    assert "in agreement with a neighbour again" in caplog.text
    frames, size, airtime_ms = (sum(pair) for pair in zip(ada.spent(*REPAIR), bob.spent(*REPAIR), strict=True))
    assert (frames, size, airtime_ms) == tuple(sum(pair) for pair in zip(ada.spent(), bob.spent(), strict=True))
    events = sum(one.spent("repair")[0] for one in (ada, bob))
    log.info(
        "a week apart: %d events said, %d frames, %d bytes, %d ms, %d s", events, frames, size, airtime_ms, seconds
    )
    assert 700 < events < 1.3 * 720
    assert airtime_ms < 1000 * 0.2 * (seconds + 1800)  # two stations at a duty cycle of 10 %
    control = sum(one.spent("summary", "need")[1] for one in (ada, bob))
    assert control < 0.12 * size
    assert ada.forwarder.repair.status()["agrees"]
    assert ada.station.dropped["too many to say"] == bob.station.dropped["too many to say"] == 0


async def test_a_difference_of_a_few_events_is_repaired_within_minutes_and_then_it_is_quiet(lab, town):
    ada, bob = await gateways(lab, town, "ada", "bob")
    await lab.until(lambda: ada.forwarder.repair.status()["agrees"], limit_s=3600)
    await lab.hold(ada, *(town.members[1].say() for _ in range(5)))
    await lab.until(lambda: agree(lab, ada, bob), limit_s=1200)
    await lab.advance(3600)

    before = [one.spent(*REPAIR)[0] for one in (ada, bob)]
    await lab.advance(4 * 3600)
    assert sum(one.spent(*REPAIR)[0] for one in (ada, bob)) - sum(before) <= 2 * 4 * 4  # a summary in 16 minutes each


async def test_who_was_switched_on_late_gets_the_roster_first_and_the_alerts_soon(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    await lab.hold(ada, *(one.say(time=int(lab.utc)) for one in town.members for _ in range(20)))
    await lab.hold(ada, town.authority.warn(time=int(lab.utc)))
    await lab.advance(2 * 3600)

    late = await lab.gateway("late", town.root)
    seconds = await lab.until(lambda: alerts(late, lab.utc) == alerts(ada, lab.utc), limit_s=600, step_s=5)
    assert seconds < 600
    await lab.until(lambda: agree(lab, ada, late), limit_s=4 * 3600)
    order = [one.frame for one in await late.forwarder.store.inbox_after(0, 1000)]
    topics = [decode_event(frame).fields.topic for frame in order]
    assert max(at for at, topic in enumerate(topics) if topic == ROSTER) < len(topics) / 4


async def test_five_gateways_that_were_partitioned_converge_after_the_merge(lab, town):
    made = await gateways(lab, town, "a", "b", "c", "d", "e")
    lab.part(made[:2], made[2:4], made[4:])
    for number, gateway in enumerate(made):
        await lab.hold(gateway, *(town.members[number].say(f"{number}") for _ in range(12)))
    await lab.advance(2 * 3600)
    assert agree(lab, *made[:2])
    assert agree(lab, *made[2:4])
    assert not agree(lab, *made)

    lab.part()
    await lab.until(lambda: agree(lab, *made), limit_s=4 * 3600)
    said = sum(one.spent("repair")[0] for one in made)
    log.info("five gateways: %d events said for 60", said)
    assert said < 3 * 60  # twelve that each of three groups lacks, and each group's own before


async def test_while_rosters_differ_nothing_is_said_that_the_other_side_holds(lab, town):
    """One certificate more shifts every author index."""
    ada, bob = await gateways(lab, town, "ada", "bob")
    for number, one in enumerate(town.members):
        for event in [one.say() for _ in range(3 * number)]:
            await lab.hold(ada, event)
            await lab.hold(bob, event)
    first = min((Writer(f"newcomer {number}", town.root) for number in range(20)), key=lambda one: author_id(one.key))
    await lab.hold(ada, town.root.certify(first))

    await lab.until(lambda: agree(lab, ada, bob), limit_s=3600)
    await lab.advance(3600)

    assert sum(one.spent("repair")[0] for one in (ada, bob)) == 1


async def test_of_many_who_agree_few_say_so(lab, town):
    made = await gateways(lab, town, *"abcde")
    await lab.advance(3600)
    before = sum(one.spent("summary")[0] for one in made)
    await lab.advance(8 * 3600)
    intervals = 8 * 3600 / 960
    assert sum(one.spent("summary")[0] for one in made) - before < 3.5 * intervals


async def test_many_who_hold_the_same_answer_once(lab, town):
    made = await gateways(lab, town, "a", "b", "c", "d")
    events = [town.members[number % 6].say() for number in range(24)]
    for gateway in made:
        await lab.hold(gateway, *events)
    await lab.advance(3600)
    before = sum(one.spent("repair")[0] for one in made)

    late = await lab.gateway("late", town.root)
    await lab.hold(late, *town.roster)
    await lab.until(lambda: agree(lab, late, *made), limit_s=3600)

    assert sum(one.spent("repair")[0] for one in made) - before < 1.5 * 24


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 11)), max_size=24), st.integers(0, 99))
async def test_gateways_converge_whatever_reached_whom_in_which_order(tmp_path_factory, deliveries, seed):
    town = Town(3)
    ada, bob, eve = town.members
    events = [
        *town.roster, ada.say(), ada.say(), bob.say(), bob.say(), eve.say(), ada.warn(), ada.warn(replaces=[(None, 1)]),
        town.root.revoke(eve), town.root.certify(eve),
    ]  # fmt: skip
    lab = SyncLab(tmp_path_factory.mktemp("lab"), seed=seed, loss=0.1, preset="ShortFast")
    made = [await lab.gateway(name, town.root) for name in ("a", "b", "c")]
    for who, what in deliveries:
        await lab.hold(made[who], events[what])

    await lab.advance(5 * 3600)

    first = made[0]
    assert all(
        one.keeper.trusted.statements(town.root.key) == first.keeper.trusted.statements(town.root.key) for one in made
    )
    assert all(holds(one) == holds(first) for one in made)
    assert all(alerts(one, lab.utc) == alerts(first, lab.utc) for one in made)
    await lab.close()


async def test_repair_goes_on_for_hours_without_an_agent_and_after_a_restart(lab, town):
    ada, bob = await gateways(lab, town, "ada", "bob")
    bob = await lab.gateway("bob")  # its disk is all it has
    await lab.hold(ada, *(town.members[2].say() for _ in range(9)), town.authority.warn(time=int(lab.utc)))
    await lab.until(lambda: agree(lab, ada, bob), limit_s=3600)
    inbox = await bob.forwarder.store.inbox_after(0, 100)
    assert len(inbox) == 10
    assert all(one.verified for one in inbox)


async def test_alerts_that_ended_or_expired_are_neither_told_nor_repaired(lab, town):
    ada, bob = await gateways(lab, town, "ada", "bob")
    utc = int(lab.utc)
    authority = town.authority
    await lab.hold(ada, authority.warn(time=utc), authority.warn(replaces=[(None, 1)], time=utc))
    await lab.hold(ada, authority.warn(time=utc, lifetime_min=1))
    lab.now += 120
    await lab.until(lambda: alerts(bob, lab.utc), limit_s=1200)
    await lab.advance(3600)
    assert alerts(bob, lab.utc) == [(authority.key, 2)]
    assert not bob.keeper.holdings.has((authority.key, CIVDEF), 1)
    assert not bob.keeper.holdings.has((authority.key, CIVDEF), 3)


async def test_a_revocation_reaches_the_other_side_and_ends_what_it_ends_there(lab, town):
    ada, bob = await gateways(lab, town, "ada", "bob")
    for gateway in (ada, bob):
        await lab.hold(gateway, town.authority.warn(seq=1, time=int(lab.utc)))
    await lab.hold(ada, town.root.revoke(town.authority))
    await lab.until(lambda: not alerts(bob, lab.utc), limit_s=1200)


async def test_a_clock_that_jumps_loses_nothing(lab, town):
    ada, bob = await gateways(lab, town, "ada", "bob")
    await lab.hold(ada, town.authority.warn(time=int(lab.utc)), town.members[1].say(time=int(lab.utc)))
    lab.utc_ahead += 400 * DAY_S  # the alert seems to have expired
    await lab.advance(1800)
    lab.utc_ahead -= 400 * DAY_S
    await lab.until(lambda: agree(lab, ada, bob) and alerts(bob, lab.utc), limit_s=3600)
    lab.utc_ahead -= 400 * DAY_S
    await lab.advance(1800)
    assert alerts(ada, lab.utc) == alerts(bob, lab.utc)


async def test_the_certificate_of_a_stranger_is_asked_for_by_name(lab, town):
    ada, bob = await gateways(lab, town, "ada", "bob")
    await lab.until(lambda: ada.forwarder.repair.status()["agrees"], limit_s=3600)
    newcomer = Writer("newcomer", town.root)
    await lab.hold(ada, town.root.certify(newcomer))
    await whisper(lab, bob, framed(newcomer.say()))
    assert bob.forwarder.repair.status()["unknown_authors"] == 1

    await lab.until(lambda: not bob.forwarder.repair.status()["unknown_authors"], limit_s=60, step_s=5)

    assert bob.keeper.holdings.has((newcomer.key, PEOPLE), 1)


async def test_without_a_community_nothing_is_said_and_the_status_says_why(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    dumb = await lab.gateway("dumb")
    await lab.advance(3600)
    assert dumb.spent() == (0, 0, 0)
    assert dumb.forwarder.repair.status()["reason"] == "no agent has said which community this is"
    assert ada.spent("summary")[0] > 0
