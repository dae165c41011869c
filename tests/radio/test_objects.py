"""What the agent tells its gateway about documents, and what it takes from it."""

import asyncio
from dataclasses import dataclass, field
from random import Random

import pytest

from edge_agent.events.model import Draft
from edge_agent.radio.objects import RadioObjects
from meshwire import document, event
from tests.alerts.town import HALL, cap

DATA = cap().encode()
DIGEST = document.digest_of(DATA)


@dataclass(frozen=True)
class Known:
    digest: bytes = DIGEST
    data: bytes | None = DATA
    expires: int = 99
    is_news: bool = True


@dataclass
class Shelf:
    """The alerts' side: what is in force, what was added."""

    found: list = field(default_factory=list)
    added: list = field(default_factory=list)

    async def in_force(self):
        return self.found

    async def add(self, data):
        self.added.append(data)


@dataclass
class Gateway:
    told: asyncio.Queue = field(default_factory=asyncio.Queue)

    async def send(self, message):
        await self.told.put(message)

    async def next(self):
        async with asyncio.timeout(5):
            return await self.told.get()


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def objects(town, shelf):
    return RadioObjects((shelf,), town.store, pause_s=0, head_start_s=0)


async def something_happens(town):
    await town.store.write(HALL, [Draft(event.PEOPLE, 1, {})])


async def test_a_document_that_is_here_is_handed_over_packed(objects, shelf, start):
    shelf.found = [Known()]
    gateway = Gateway()
    start(objects.run(gateway.send))

    told = await gateway.next()

    assert {name: value for name, value in told.items() if name != "bytes"} == {
        "is": "object", "digest": DIGEST, "expires": 99, "push": True,
    }  # fmt: skip
    assert b"".join(document.unpack([told["bytes"]])) == DATA


async def test_what_is_lacking_is_asked_for_and_then_no_more(objects, shelf, start, town):
    shelf.found = [Known(data=None)]
    gateway = Gateway()
    start(objects.run(gateway.send))
    asked = await gateway.next()

    await objects.take(DIGEST, document.pack(DATA))
    shelf.found = [Known(is_news=False)]
    await something_happens(town)

    assert asked == {"is": "wanted", "digests": [DIGEST]}
    assert shelf.added == [DATA]
    assert await gateway.next() == {"is": "wanted", "digests": []}
    assert (await gateway.next())["push"] is False


async def test_each_gateway_is_told_everything_once(objects, shelf, start, town):
    shelf.found = [Known()]
    first, second = Gateway(), Gateway()
    begun = start(objects.run(first.send))
    await first.next()
    await something_happens(town)
    shelf.found = [Known(), Known(digest=bytes(12), data=b"<another/>")]
    await something_happens(town)
    later = await first.next()
    begun.cancel()

    start(objects.run(second.send))

    assert later["digest"] == bytes(12)
    assert [(await second.next())["digest"] for _ in range(2)] == [DIGEST, bytes(12)]


async def test_a_document_that_is_too_long_is_not_offered_and_the_reason_is_kept(objects, shelf, start):
    noise = Random(1).randbytes(9000)
    long = Known(digest=document.digest_of(noise), data=noise)
    shelf.found = [long, Known()]
    gateway = Gateway()
    start(objects.run(gateway.send))

    told = await gateway.next()

    assert told["digest"] == DIGEST
    assert "the radio carries at most 8192" in objects.not_offered[long.digest.hex()]


@pytest.mark.parametrize("packed", [b"", b"\x01", document.pack(b"<another/>"), document.pack(DATA)[:-1], bytes(9000)])
async def test_what_is_not_the_document_is_dropped(objects, shelf, start, packed):
    shelf.found = [Known(data=None)]
    gateway = Gateway()
    start(objects.run(gateway.send))
    await gateway.next()

    await objects.take(DIGEST, packed)

    assert shelf.added == []


async def test_a_document_that_no_alert_names_is_dropped(objects, shelf):
    await objects.take(DIGEST, document.pack(DATA))

    assert shelf.added == []
