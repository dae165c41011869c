"""Frames that wait for their author's certificate, in a real SQLite file."""

from collections import Counter

import pytest

from lora_gateway.air.seen import name_of
from lora_gateway.port.port import Packet, Reception
from lora_gateway.store.database import Database
from lora_gateway.store.trouble import Trouble
from lora_gateway.trust.strangers import MAX_OF_ONE, MAX_STRANGERS, Strangers
from meshwire.event import author_id
from tests.gateway.frames import event_frame
from tests.gateway.sync_lab import UTC, Writer, framed

ADA = Writer("ada")


@pytest.fixture
async def strangers(tmp_path):
    database = await Database.open(tmp_path / "gateway.db")
    yield Strangers(database, Trouble(), Counter())
    await database.close()


async def keep(strangers, frame):
    return await strangers.keep(name_of(frame), Reception(Packet(frame, 7, 3, 1, 1), -90, 4), UTC)


async def test_one_of_them_cannot_push_out_the_others(strangers):
    await keep(strangers, framed(ADA.say(seq=1)))
    for seq in range(1, MAX_OF_ONE + 4):
        await keep(strangers, event_frame(seq, author=b"eve"))

    [waiting] = await strangers.of(author_id(ADA.key))
    assert waiting.reception == Reception(Packet(framed(ADA.say(seq=1)), 0, 0, 0, 0), -90, 4)
    assert waiting.at == UTC


async def test_many_names_are_bounded_too(strangers):
    for number in range(MAX_STRANGERS + 5):
        await keep(strangers, event_frame(1, author=number.to_bytes(4, "big"), size=90))
    assert len(strangers.ids) == MAX_STRANGERS


async def test_a_copy_waits_only_once_and_is_new_again_when_it_was_forgotten(strangers):
    frame = framed(ADA.say(seq=1))
    for _ in range(2):
        await keep(strangers, frame)
    assert len(await strangers.of(author_id(ADA.key))) == 1
    assert await strangers.has(name_of(frame))
    assert not await strangers.has(name_of(framed(ADA.say(seq=2))))

    await strangers.forget(author_id(ADA.key), await strangers.of(author_id(ADA.key)))

    assert await strangers.of(author_id(ADA.key)) == []
    assert not await strangers.has(name_of(frame))


async def test_they_are_known_again_after_a_restart(strangers):
    await keep(strangers, framed(ADA.say(seq=1)))
    strangers.ids = set()
    await strangers.load()
    assert strangers.ids == {author_id(ADA.key)}


async def test_one_that_comes_while_others_are_judged_goes_on_waiting(strangers):
    await keep(strangers, framed(ADA.say(seq=1)))
    judged = await strangers.of(author_id(ADA.key))
    await keep(strangers, framed(ADA.say(seq=2)))

    await strangers.forget(author_id(ADA.key), judged)

    assert [one.reception.packet.frame for one in await strangers.of(author_id(ADA.key))] == [framed(ADA.say(seq=2))]
    assert strangers.ids == {author_id(ADA.key)}
