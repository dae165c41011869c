"""A town with a receiver and a link to a gateway's socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from edge_agent.alerts.documents import AlertDocuments
from edge_agent.bus.bus import Bus
from edge_agent.errors import Unavailable
from edge_agent.radio.link import RadioLink
from edge_agent.radio.long_events import LongEvents
from edge_agent.radio.objects import RadioObjects
from edge_agent.radio.receive import Receiver
from edge_agent.radio.texts import PhoneTexts
from tests.alerts.town import HALL, ROOT, Town
from tests.radio.gateway_end import GatewayEnd


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    opened = await Town.open(tmp_path / "agent.db")
    yield opened
    await opened.store.close()


@pytest.fixture
def receiver(town):
    return Receiver(town.store, town.members)


@pytest.fixture
def bus():
    return Bus()


@pytest.fixture
def link(town, receiver, bus, tmp_path):
    """Not started. `link.told` is set whenever it notifies."""
    told = asyncio.Event()
    path = tmp_path / "gateway.sock"
    long_events = LongEvents(town.store, town.members, HALL, now=town.clock)
    documents = AlertDocuments(town.store, town.members, HALL, now=town.clock)
    objects = RadioObjects((documents, long_events), town.store, pause_s=0, head_start_s=0)
    made = RadioLink(
        path, town.store, receiver, PhoneTexts(bus), objects,
        announce=long_events.announce, root=ROOT.public, now=town.clock, notify=told.set, again_s=0.01,
    )  # fmt: skip
    made.told = told
    return made


@pytest.fixture
async def gateway(tmp_path):
    async with GatewayEnd.listening(tmp_path / "gateway.sock") as end:
        yield end


@pytest.fixture
async def start():
    """Run something until the test ends; its task."""
    tasks = []

    def begin(work):
        tasks.append(asyncio.create_task(work))
        return tasks[-1]

    yield begin
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            await task
