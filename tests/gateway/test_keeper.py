"""What becomes of a heard frame, with real keys and a real SQLite file."""

import asyncio
from collections import Counter

import pytest

from lora_gateway.air.seen import MAX_SEEN, name_of
from lora_gateway.port.port import Packet, Reception
from lora_gateway.store.database import Database
from lora_gateway.store.store import Store
from lora_gateway.trust.admission import ALL_STRANGERS, PER_AUTHOR
from lora_gateway.trust.keeper import MAX_UNSAVED, Keeper
from lora_gateway.trust.trusted import BURST
from meshwire.event import CIVDEF, PEOPLE
from meshwire.trust import AUTHORITY
from tests.gateway.sync_lab import UTC, Writer, framed

ROOT = Writer("root")
ADA = Writer("ada", ROOT)
BOB = Writer("bob", ROOT)
ADA_CERTIFIED = ROOT.certify(ADA, seq=1)
BOB_CERTIFIED = ROOT.certify(BOB, seq=2, roles=AUTHORITY)
FULL_DISK = "PRAGMA max_page_count = 1"


@pytest.fixture
async def database(tmp_path):
    opened = await Database.open(tmp_path / "gateway.db")
    yield opened
    await opened.close()


@pytest.fixture
async def keeper(database):
    return await started(database)


async def started(database):
    keeper = Keeper(Store(database), Counter())
    await keeper.load()
    return keeper


@pytest.fixture
async def member(keeper):
    """A keeper that knows the community, ada and bob."""
    await keeper.set_roots([ROOT.key], UTC)
    await hear(keeper, ADA_CERTIFIED, BOB_CERTIFIED)
    return keeper


async def hear(keeper, *events, now=0.0, utc=UTC, hops_left=3):
    """What became of the last one."""
    for event in events:
        frame = event if isinstance(event, bytes) else framed(event)
        reception = Reception(Packet(frame, 7, hops_left, 1, 1), -90, 4)
        taken = await keeper.hear(name_of(frame), reception, now=now, utc=utc)
    return taken


async def inbox(database):
    return await Store(database).inbox_after(0, 5000)


def forged(event):
    frame = bytearray(framed(event))
    frame[-1] ^= 1
    return bytes(frame)


async def test_without_a_community_frames_pass_unjudged(keeper, database):
    taken = await hear(keeper, ADA.say(seq=1))
    assert (taken.refused, taken.relay) == (None, True)
    assert [one.verified for one in await inbox(database)] == [False]
    assert (await hear(keeper, ADA.say(seq=1))).refused == "heard before"


async def test_a_verified_event_is_kept_told_and_relayed_once(member, database):
    taken = await hear(member, ADA.say(seq=1))
    assert (taken.refused, taken.relay, [event.author for event in taken.events]) == (None, True, [ADA.key])
    assert await member.archive.frame((ADA.key, PEOPLE, 1), UTC) == framed(ADA.say(seq=1))
    assert (await inbox(database))[-1].verified
    assert (await hear(member, ADA.say(seq=1))).refused == "heard before"


async def test_a_forgery_under_a_known_name_leaves_no_trace_and_does_not_block_the_real_one(member, database):
    before = len(await inbox(database))
    taken = await hear(member, forged(ADA.say(seq=1)))
    assert (taken.refused, taken.relay, taken.events) == ("forged", False, [])
    assert len(await inbox(database)) == before
    assert member.strangers.ids == set()

    assert (await hear(member, ADA.say(seq=1))).refused is None


async def test_a_stranger_waits_for_the_certificate_also_across_a_restart(keeper, database):
    await keeper.set_roots([ROOT.key], UTC)
    taken = await hear(keeper, ADA.say("first", seq=1), ADA.say("second", seq=2))
    assert (taken.refused, taken.relay) == ("unknown author", True)
    for _ in range(ALL_STRANGERS.burst):
        copy = await hear(keeper, ADA.say("second", seq=2))
        assert (copy.refused, copy.relay) == ("waits for its author's certificate", False)
    assert await inbox(database) == []

    keeper = await started(database)
    taken = await hear(keeper, ADA_CERTIFIED, utc=UTC + 60)

    assert [(event.topic, event.seq) for event in taken.events] == [(1, 1), (PEOPLE, 1), (PEOPLE, 2)]
    assert [one.at for one in await inbox(database)] == [UTC + 60, UTC, UTC]
    assert keeper.strangers.ids == set()


@pytest.mark.parametrize("turns", range(12))
async def test_a_certificate_that_comes_while_a_stranger_is_written_lets_it_in(keeper, database, turns):
    await keeper.set_roots([ROOT.key], UTC)

    async def certify():
        for _ in range(turns):
            await asyncio.sleep(0)  # a turn of the loop: the certificate meets the frame at every step of its way
        certificate = framed(ADA_CERTIFIED)
        await keeper.own(name_of(certificate), certificate, UTC)

    await asyncio.gather(hear(keeper, ADA.say(seq=1)), certify())

    assert [one.frame for one in await inbox(database)] == [framed(ADA.say(seq=1))]
    assert keeper.strangers.ids == set()


async def test_a_flood_of_strangers_is_bounded_and_counted(member):
    refused = [(await hear(member, Writer(f"eve {number}", ROOT).say(seq=1))).refused for number in range(60)]
    assert refused.count("unknown author") == ALL_STRANGERS.burst
    assert (await hear(member, ADA.say(seq=1))).refused is None


async def test_a_frame_played_back_after_its_name_was_forgotten_finds_the_door_closed(member, database):
    await hear(member, ADA.say(seq=1), ADA.say(seq=2000))
    await database.write(("DELETE FROM seen", ()))
    assert (await hear(member, ADA.say(seq=2000))).refused == "heard before"
    assert (await hear(member, ADA.say(seq=500))).refused == "too old"
    assert MAX_SEEN < 100_000


async def test_playing_back_costs_no_signature_check(member, database):
    await hear(member, ADA.say(seq=1))
    for _ in range(BURST + 10):
        assert (await hear(member, ADA.say(seq=1))).refused == "heard before"
    assert (await hear(member, ADA.say(seq=2))).refused is None


async def test_a_fork_reaches_the_agent_as_evidence_and_the_first_event_stays(member, database):
    await hear(member, ADA.say("yes", seq=1))
    taken = await hear(member, ADA.say("no", seq=1))
    assert taken.refused is None
    assert [one.frame for one in await inbox(database)][-1] == framed(ADA.say("no", seq=1))
    assert await member.archive.frame((ADA.key, PEOPLE, 1), UTC) == framed(ADA.say("yes", seq=1))
    assert (await hear(member, ADA.say("no", seq=1))).refused == "heard before"


async def test_one_author_is_relayed_within_its_rate_and_kept_in_any_case(member):
    taken = [await hear(member, ADA.say(seq=seq), hops_left=3, now=200.0) for seq in range(1, 41)]
    assert [one.refused for one in taken] == [None] * 40
    assert sum(one.relay for one in taken) == PER_AUTHOR.burst


async def test_repair_does_not_use_up_the_rate_of_relaying(member):
    for seq in range(1, 41):
        await hear(member, ADA.say(seq=seq), hops_left=0)
    assert (await hear(member, ADA.say(seq=50))).relay


async def test_what_the_agent_sends_is_kept_for_repair_and_not_told_back(member, database):
    before = len(await inbox(database))
    frame = framed(BOB.warn(seq=1))
    [event] = await member.own(name_of(frame), frame, UTC)
    assert (event.author, event.topic) == (BOB.key, CIVDEF)
    assert [one.ref for one in member.alerts(UTC)] == [(BOB.key, 1)]
    assert len(await inbox(database)) == before
    assert await member.own(name_of(frame), frame, UTC) == []


async def test_alerts_leave_when_they_are_cancelled_expire_or_their_author_is_revoked(member):
    await hear(
        member, BOB.warn(seq=1), BOB.warn(seq=2, lifetime_min=60), BOB.warn(seq=3, cancel=True, replaces=[(None, 1)])
    )
    assert [one.seq for one in member.alerts(UTC)] == [2, 3]
    assert [one.seq for one in member.alerts(UTC + 3600)] == [3]
    await hear(member, ROOT.revoke(BOB, seq=3))
    assert member.alerts(UTC + 3600) == []


async def test_everything_is_there_after_a_restart(member, database):
    await hear(member, ADA.say(seq=1), BOB.warn(seq=1), BOB.warn(seq=2), BOB.warn(seq=3, replaces=[(None, 2)]))
    await hear(member, ROOT.revoke(ADA, seq=3))

    again = await started(database)

    assert again.trusted.index(ROOT.key) == member.trusted.index(ROOT.key) == [ROOT.key, BOB.key]
    assert {feed: again.holdings[feed] for feed in again.holdings} == {
        feed: member.holdings[feed] for feed in member.holdings
    }
    assert [one.ref for one in again.alerts(UTC)] == [(BOB.key, 1), (BOB.key, 3)]


async def test_another_community_makes_strangers_of_the_old_one(member, database):
    await hear(member, ADA.say(seq=1))
    other = Writer("other root")
    await member.set_roots([other.key], UTC)
    assert member.trusted.index(other.key) == [other.key]
    assert (await hear(member, ADA.say(seq=2))).refused == "unknown author"

    await member.set_roots([ROOT.key], UTC)
    assert (await hear(member, ADA.say(seq=2))).refused == "heard before"


async def test_a_full_disk_stops_nothing_but_says_so(member, database):
    await database.read(FULL_DISK)
    big = [ADA.say("x" * 90, seq=seq) for seq in range(1, 400)]
    taken = [await hear(member, event, hops_left=0, now=event.seq) for event in big]

    assert {one.refused for one in taken} == {None}
    assert "disk" in member.trouble.reason
    assert len(member.unsaved) == MAX_UNSAVED
    assert (await hear(member, big[-1])).refused == "heard before"

    await database.read("PRAGMA max_page_count = 1000000")
    assert (await hear(member, ADA.say(seq=500), now=500.0)).refused is None
    assert member.trouble.reason == ""


async def test_a_read_only_disk_stops_nothing_but_says_so(member, database):
    await database.read("PRAGMA query_only = ON")
    taken = await hear(member, BOB.warn(seq=1))
    assert (taken.refused, taken.relay) == (None, True)
    assert "readonly" in member.trouble.reason
    assert (await hear(member, BOB.warn(seq=1))).refused == "heard before"
