"""A town hall whose node listens to phones: real log, real bus, real alerts."""

import pytest

from edge_agent.alerts.capabilities import AlertCapabilities
from edge_agent.alerts.view import AlertView
from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import verify
from edge_agent.identity.members import Members
from edge_agent.phones.answers import PhoneAnswers
from edge_agent.phones.capabilities import PhoneCapabilities
from edge_agent.phones.view import PhoneView
from edge_agent.radio.notice_view import NoticeView
from meshwire.event import community_id
from tests.alerts.town import HALL, NOON, ROOT, Clock, Town

ANNA, BEN = 0x9E7595A8, 0x0001ABCD
GATEWAY, MEMBER, STRANGER = (Caller(name, getattr(Trust, name)) for name in ("OPERATOR", "MEMBER", "STRANGER"))


class Node:
    """The parts of one node that phones meet."""

    def __init__(self, town, key):
        self.town, self.key = town, key
        self.bus = Bus()
        self.answers = PhoneAnswers(town.store, town.members, key, self.bus, now=town.clock)
        issuer = town.issuer(key)
        self.bus.register(AlertCapabilities(issuer, town.reader, town.store, key))
        self.bus.register(PhoneCapabilities(self.answers, town.store, key, now=town.clock))

    async def types(self, verb, text="", *, radio=ANNA, name="Anna", at=NOON):
        """The answer to what somebody typed at the gateway."""
        body = {"radio": radio, "name": name, "verb": verb, "text": text, "at": at}
        return (await self.bus.call("phones.text", body, GATEWAY))["answer"]

    async def ask(self, name, caller=MEMBER, /, **body):
        return await self.bus.call(name, body, caller)

    async def events(self, topic=3):
        return [event for _, event in await self.town.store.since(0, [topic], 1000)]


@pytest.fixture
async def town(tmp_path):
    clock = Clock()
    store = await EventStore.open(
        tmp_path / "agent.db", community=community_id(ROOT.public), verify=verify,
        views=[AlertView(), PhoneView(), NoticeView()], now=clock,
    )  # fmt: skip
    opened = Town(store, clock, Members(store, ROOT.public))
    await opened.certify(HALL)
    yield opened
    await store.close()


@pytest.fixture
def node(town):
    return Node(town, HALL)
