"""Lies, requests without end and old frames: what they cost a gateway, in virtual time."""

import logging

import pytest

from lora_gateway.port.port import Packet, Reception
from lora_gateway.repair.feeds import Feeds
from meshwire import need, summary, wanted
from meshwire.event import CIVDEF, PEOPLE, author_id
from meshwire.need import Need
from meshwire.radio_key import control_key, seal
from meshwire.summary import Summary
from meshwire.vector import Feed, digest, split
from tests.gateway.sync_lab import DAY_S, SyncLab, Town, framed, gateways, holds, whisper

log = logging.getLogger(__name__)


@pytest.fixture
def town():
    return Town()


@pytest.fixture
async def lab(tmp_path):
    made = SyncLab(tmp_path, seed=7)
    yield made
    await made.close()


def said_by_insider(town, body):
    return seal(control_key(town.root.key), body)


async def test_summaries_of_strangers_cost_nothing(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    await lab.hold(ada, *(town.members[1].say() for _ in range(20)))
    await lab.advance(3600)
    before = ada.spent()
    body = summary.encode(Summary([], [], False, b"xxx", b"yyyy", None, True))

    for number in range(200):
        await whisper(lab, ada, seal(control_key(bytes([number]) * 32), body))
        await whisper(lab, ada, body)
        await lab.advance(2)

    assert ada.station.dropped["not of our community"] == 400
    assert ada.spent("need", "repair")[0] == 0
    assert ada.spent()[0] - before[0] <= 2  # its own summaries


async def test_an_insider_that_lies_in_every_summary_gets_a_bounded_share_of_the_air(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    events = [*town.roster, *(one.say() for one in town.members for _ in range(10))]
    await lab.hold(ada, *events)
    await lab.advance(3600)
    before, before_repair = ada.spent(), ada.spent("repair")[0]
    holdings = holds(ada)
    trusted = ada.keeper.trusted
    roster_digest = Feeds(town.root.key, trusted, ada.keeper.holdings).roster_digest

    for number in range(360):
        claimed = [Feed(PEOPLE, 1, 4_000_000_000 + number, ())]
        lie = Summary([(b"liar", number + 1)], [], False, b"xxx", number.to_bytes(4, "big"), None, True)
        await whisper(lab, ada, said_by_insider(town, summary.encode(lie)))
        part = split(claimed, True, 200)[0]
        told = summary.encode(
            lie._replace(roster_digest=roster_digest, vector=part, vector_digest=digest(claimed), asks_full=False)
        )
        await whisper(lab, ada, said_by_insider(town, told))
        await lab.advance(10)

    frames, size, airtime_ms = (after - at for after, at in zip(ada.spent(), before, strict=True))
    log.info("an hour of an insider's lies: %d frames, %d bytes, %d ms", frames, size, airtime_ms)
    assert ada.spent("repair")[0] <= before_repair + 3 * len(events) + 12 * len(town.roster)
    assert ada.spent("summary", "need")[2] < 0.03 * 3600 * 1000
    assert ada.spent("summary")[0] < 60
    assert holds(ada) == holdings


async def test_an_insider_that_asks_for_everything_again_and_again_is_answered_seldom(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    await lab.hold(ada, *(town.members[1].say() for _ in range(10)))
    request = Need([(author_id(town.members[1].key), PEOPLE, 1, 1000)], [author_id(town.members[1].key)], None, None)
    for _ in range(300):
        await whisper(lab, ada, said_by_insider(town, need.encode(request)))
        await lab.advance(10)
    assert ada.spent("repair")[0] <= 3 * 10 + 3 + 3000 / 300


async def test_a_request_by_the_indexes_of_another_roster_is_not_answered(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    await lab.hold(ada, *(one.say() for one in town.members))
    request = Need([], [], b"xxx", wanted.encode({(PEOPLE, index): [(1, 1)] for index in range(1, 6)}, 100))
    await whisper(lab, ada, said_by_insider(town, need.encode(request)))
    await lab.advance(60)
    assert ada.spent("repair") == (0, 0, 0)


async def test_a_request_for_an_alert_that_has_ended_is_not_answered(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    utc = int(lab.utc)
    await lab.hold(ada, town.authority.warn(time=utc), town.authority.warn(time=utc, replaces=[(None, 1)]))
    request = Need([(author_id(town.authority.key), CIVDEF, 1, 2)], [], None, None)
    await whisper(lab, ada, said_by_insider(town, need.encode(request)))
    await lab.advance(60)
    assert ada.spent("repair")[0] == 1


async def test_a_forgery_of_the_answer_does_not_silence_who_has_it(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    event = town.members[1].say()
    await lab.hold(ada, event)
    request = Need([(author_id(event.author), PEOPLE, 1, 1)], [], None, None)
    await whisper(lab, ada, said_by_insider(town, need.encode(request)))
    await whisper(lab, ada, framed(event)[:-1] + b"x")
    await lab.advance(10)
    assert ada.spent("repair")[0] == 1


async def test_a_month_of_frames_played_back_is_neither_relayed_nor_told(lab, town):
    (ada,) = await gateways(lab, town, "ada")
    events = [one.say(time=int(lab.utc)) for one in town.members for _ in range(30)]
    events += [town.authority.warn(time=int(lab.utc)) for _ in range(5)]
    await lab.hold(ada, *events)
    await ada.database.write(("DELETE FROM seen", ()))  # names are forgotten long before
    lab.utc_ahead += 30 * DAY_S
    before = len(await ada.forwarder.store.inbox_after(0, 1000))

    for event in events:
        reception = Reception(Packet(framed(event), 7, 6, 5, 5), -90, 5)
        await ada.forwarder.hear(reception, lab.now, lab.utc)
        await lab.advance(1)

    assert ada.spent("relay") == (0, 0, 0)
    assert len(await ada.forwarder.store.inbox_after(0, 1000)) == before
    assert ada.station.dropped["heard before"] == len(events)
