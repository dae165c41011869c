"""What an anchor declares over is not fetched any more, and nobody serves as if he had it."""

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import BadRequest, NotTrusted
from edge_agent.mesh.snapshot import LEAST, SNAPSHOT, TOPIC, Horizon, decode_ends, encode_ends
from edge_agent.mesh.syncing_capabilities import DAY_S, SyncCapabilities
from meshwire.errors import WireError
from meshwire.event import CERTIFICATE, CIVDEF, PEOPLE, REVOCATION, ROSTER, Event, assemble, digest, encode_part
from meshwire.trust import ANCHOR, MEMBER, encode_certificate, encode_revocation
from tests.events.people import NOON, Author
from tests.mesh.village import COMMUNITY, ROOT, Node, Village

OPERATOR = Caller("operator", Trust.OPERATOR)
OLD = NOON - 100 * DAY_S
ADA = Author(1)


def signed(author: Author, topic: int, seq: int, kind: int, body: dict, *, time: int = NOON) -> Event:
    part = encode_part(topic, seq, 1, time, kind, body)
    realm = bytes(8) if topic == CIVDEF else COMMUNITY
    return assemble(author.public, part, author.sign(digest(realm, author.public, part)))


def anchored(author: Author, seq: int, roles: int = MEMBER | ANCHOR) -> Event:
    return signed(ROOT, ROSTER, seq, CERTIFICATE, encode_certificate(author.public, roles, 0, None, ""))


def snapshot(author: Author, seq: int, ends: dict) -> Event:
    return signed(author, TOPIC, seq, SNAPSHOT, encode_ends(ends))


def history(old: int, young: int, *, topic: int = PEOPLE) -> list[Event]:
    """Of one author, numbered from 1."""
    times = [OLD] * old + [NOON] * young
    return [signed(ADA, topic, seq, 1, {0: "x"}, time=time) for seq, time in enumerate(times, 1)]


async def anchor_with(village: Village, events: list[Event]) -> tuple[Node, Bus]:
    anchor = await village.node(anchored(ADA, 1))
    await anchor.take(events)
    bus = Bus()
    bus.register(SyncCapabilities(anchor.syncing, anchor.store, anchor.key, now=lambda: NOON))
    return anchor, bus


async def test_a_newcomer_fetches_only_what_is_not_over_and_says_so(village: Village) -> None:
    anchor, bus = await anchor_with(village, history(LEAST + 50, 7))
    await bus.call("sync.snapshot", {"days": 90}, OPERATOR)
    newcomer = await village.node()

    await village.join(newcomer, anchor)
    await village.until(lambda: newcomer.syncing.index.row == 1 + 7 + 1, rounds=True)
    mine = SyncCapabilities(newcomer.syncing, newcomer.store, newcomer.key, now=lambda: NOON)
    bus = Bus()
    bus.register(mine)
    status = await bus.call("sync.status", {}, OPERATOR)

    assert [(one["complete_from"], one["missing"]) for one in status["skipped"]] == [(LEAST + 51, LEAST + 50)]


async def test_who_skipped_something_does_not_serve_as_if_it_were_whole(village: Village) -> None:
    anchor, bus = await anchor_with(village, history(LEAST + 50, 7))
    await bus.call("sync.snapshot", {"days": 90}, OPERATOR)
    newcomer, third = await village.node(), await village.node()
    await village.join(newcomer, anchor)
    await village.join(third, newcomer)

    await village.until(lambda: third.syncing.index.row == 9, rounds=True)

    assert newcomer.faults == third.faults == anchor.faults == []


async def test_alerts_and_certificates_never_end_by_age(village: Village) -> None:
    _, bus = await anchor_with(village, history(LEAST + 50, 0, topic=CIVDEF))

    with pytest.raises(BadRequest, match="little to spare"):
        await bus.call("sync.snapshot", {"days": 90}, OPERATOR)


async def test_only_an_anchor_can_make_a_snapshot(village: Village) -> None:
    (member,) = await village.members(1)
    bus = Bus()
    bus.register(SyncCapabilities(member.syncing, member.store, member.key, now=lambda: NOON))

    with pytest.raises(NotTrusted):
        await bus.call("sync.snapshot", {"days": 90}, OPERATOR)


async def test_a_snapshot_of_a_member_that_is_no_anchor_spares_nothing(village: Village) -> None:
    ends = {(ADA.public, PEOPLE): 50}
    teller = await village.node(anchored(ADA, 1, MEMBER), snapshot(ADA, 1, ends), *history(60, 0))
    newcomer = await village.node()

    await village.join(newcomer, teller)
    await village.settle()

    assert len(await newcomer.held()) == 62


async def test_with_the_anchor_its_word_is_revoked_and_everything_is_fetched(village: Village) -> None:
    ends = {(ADA.public, PEOPLE): 50}
    teller = await village.node(anchored(ADA, 1), snapshot(ADA, 1, ends), *history(60, 0))
    newcomer = await village.node()
    await village.join(newcomer, teller)
    await village.until(lambda: newcomer.syncing.index.row == 2 + 11, rounds=True)

    await teller.take([signed(ROOT, ROSTER, 2, REVOCATION, encode_revocation(ADA.public, "stolen"))])
    await village.settle()

    assert len(await newcomer.held()) == 63


def test_the_newest_word_of_an_anchor_counts_and_the_furthest_of_several_anchors() -> None:
    eve = Author(3)
    horizon = Horizon(lambda key: key in (ADA.public, eve.public))
    feed = (ADA.public, PEOPLE)
    horizon.learn(snapshot(ADA, 2, {feed: 20}))
    assert not horizon.learn(snapshot(ADA, 1, {feed: 90}))
    horizon.learn(snapshot(eve, 1, {feed: 10}))

    assert list(horizon.over(feed)) == [(1, 20)]
    assert horizon.feeds() == {feed}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {0: 7},
        {0: [], 1: 1},
        {0: [[ADA.public]]},
        {0: [[ADA.public[1:], [[PEOPLE, 9]]]]},
        {0: [[ADA.public, [[ROSTER, 9]]]]},
        {0: [[ADA.public, [[PEOPLE, 0]]]]},
        {0: [[ADA.public, [[PEOPLE, 1 << 32]]]]},
        {0: [[ADA.public, 9]]},
    ],
)
def test_a_snapshot_that_cannot_be_read_or_ends_what_never_ends_counts_for_nothing(body: dict) -> None:
    event = signed(ADA, TOPIC, 1, SNAPSHOT, body)

    with pytest.raises(WireError):
        decode_ends(event)
    assert not Horizon(lambda key: True).learn(event)
