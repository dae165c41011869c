"""From a neighbour's radio to the log and back: fake radios, both real halves, and the real socket between them."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest

from edge_agent.alerts.documents import AlertDocuments
from edge_agent.errors import Unavailable
from edge_agent.phones import wording
from edge_agent.radio.link import RadioLink
from edge_agent.radio.long_events import LongEvents
from edge_agent.radio.objects import RadioObjects
from edge_agent.radio.receive import Receiver
from edge_agent.radio.texts import PhoneTexts
from lora_gateway.air.forwarder import Forwarder
from lora_gateway.app import make_station
from lora_gateway.config import Settings
from lora_gateway.link.server import AgentLink
from lora_gateway.phones import words
from lora_gateway.phones.users import MARK
from lora_gateway.port.port import Text
from lora_gateway.store.database import Database
from lora_gateway.store.store import Store
from meshwire.event import CHECK_IN, SOS
from tests.alerts.town import HALL, ROOT
from tests.gateway.meshtastic.test_driver import event, port_of, running, up
from tests.gateway.phones.test_on_a_radio import GATEWAY, NEIGHBOUR, served
from tests.gateway.phones.test_on_a_radio import radios as radios


@asynccontextmanager
async def at_work(work):
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            await task


@pytest.fixture
async def street(radios, tmp_path):
    """A neighbour's radio, and a gateway that answers it."""
    (tmp_path / "run").mkdir(mode=0o700)
    database = await Database.open(tmp_path / "gateway.db")
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        gateway = await stack.enter_async_context(running(port_of(radios[0])))
        neighbour = await stack.enter_async_context(running(port_of(radios[1])))
        await up(gateway)
        await up(neighbour)
        desk = await stack.enter_async_context(served(gateway, database))
        forwarder = Forwarder(make_station(Settings(), gateway.radio), Store(database), gateway, relay=False)
        link = AgentLink(forwarder, desk, region="EU_868")
        await stack.enter_async_context(at_work(link.run(tmp_path / "run" / "gateway.sock")))
        yield neighbour


@pytest.fixture
def connect(node, tmp_path):
    """The agent's end of the link, for as long as it is wanted."""
    town = node.town

    @asynccontextmanager
    async def connected():
        greeted = asyncio.Event()
        long_events = LongEvents(town.store, town.members, HALL, now=town.clock)
        objects = RadioObjects(
            (AlertDocuments(town.store, town.members, HALL, now=town.clock), long_events), town.store
        )
        link = RadioLink(
            tmp_path / "run" / "gateway.sock", town.store, Receiver(town.store, town.members), PhoneTexts(node.bus),
            objects, announce=long_events.announce, root=ROOT.public, now=town.clock, notify=greeted.set, again_s=0.01,
        )  # fmt: skip
        async with at_work(link.run()):
            async with asyncio.timeout(10):
                await greeted.wait()
            yield

    return connected


async def typed(neighbour, text):
    await neighbour.send_text(text, to=GATEWAY, alert=False)
    return (await event(neighbour, Text)).text


async def test_a_call_for_help_is_in_the_log_before_it_is_answered(street, connect, node):
    async with connect():
        answer = await typed(street, "SOS roof of Mill Lane 3")

    [sos] = await node.events()
    assert answer == MARK + wording.HELP_COMES
    assert (sos.kind, sos.body[0], sos.body[2]) == (SOS, NEIGHBOUR, "roof of Mill Lane 3")


async def test_what_was_typed_while_the_agent_was_away_is_written_down_when_it_comes(street, connect, node):
    assert await typed(street, "ok at the school") == MARK + words.KEPT
    assert await node.events() == []

    async with connect():
        later = (await event(street, Text)).text

    [check_in] = await node.events()
    assert later == MARK + wording.SAFE
    assert (check_in.kind, check_in.body[2]) == (CHECK_IN, "at the school")
