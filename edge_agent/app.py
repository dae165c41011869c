"""The composition root of the agent: the only file that knows every part."""

import asyncio
import logging
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from edge_agent.address import page_address
from edge_agent.alerts.capabilities import AlertCapabilities
from edge_agent.alerts.documents import AlertDocuments
from edge_agent.alerts.expiry import ExpiryWatch
from edge_agent.alerts.feeds import FeedPoll
from edge_agent.alerts.issuing import AlertIssuer
from edge_agent.alerts.reading import AlertReader
from edge_agent.alerts.view import AlertView
from edge_agent.alerts.watch import FolderWatch
from edge_agent.boards.capabilities import BoardCapabilities
from edge_agent.boards.heard import heard
from edge_agent.boards.link import BoardLinks
from edge_agent.bus.bus import Bus
from edge_agent.bus.capabilities import BusCapabilities
from edge_agent.bus.strategies import strategies_of
from edge_agent.clock import steady_s, utc_s
from edge_agent.config import Config, load
from edge_agent.config import Node as NodeSettings
from edge_agent.errors import ungrouped
from edge_agent.events.capabilities import LogCapabilities
from edge_agent.events.store import EventStore
from edge_agent.events.views import View
from edge_agent.identity.capabilities import IdentityCapabilities
from edge_agent.identity.community import Identity, load_identity
from edge_agent.identity.keys import verify
from edge_agent.identity.members import Members
from edge_agent.identity.pairing import Pairing
from edge_agent.identity.standing import name_of
from edge_agent.identity.token_capabilities import TokenCapabilities
from edge_agent.identity.tokens import Tokens
from edge_agent.identity.wiring import membership
from edge_agent.lock import held, run_folder
from edge_agent.log import RING
from edge_agent.mesh.energy import energy
from edge_agent.mesh.wiring import Mesh, door_of, mesh
from edge_agent.node.capabilities import Node, NodeCapabilities
from edge_agent.node.newest import NewestLines
from edge_agent.phones.answers import PhoneAnswers
from edge_agent.phones.capabilities import PhoneCapabilities
from edge_agent.phones.view import PhoneView
from edge_agent.radio.capabilities import RadioCapabilities
from edge_agent.radio.link import RadioLink
from edge_agent.radio.long_events import LongEvents
from edge_agent.radio.notice_view import NoticeView
from edge_agent.radio.objects import RadioObjects
from edge_agent.radio.receive import Receiver
from edge_agent.radio.telling_time import TimeTeller
from edge_agent.radio.texts import PhoneTexts
from edge_agent.reach.capabilities import ReachCapabilities
from edge_agent.reach.journal import ReachJournal
from edge_agent.reach.probe import parse_all
from edge_agent.reach.watch import ReachWatch
from edge_agent.relay.wiring import Hubs, join_hubs
from edge_agent.sensors.capabilities import SensorCapabilities
from edge_agent.sensors.view import SensorView
from edge_agent.supervisor import Service, Supervisor
from edge_agent.web.live import Live
from edge_agent.web.server import WebServer
from meshwire.phrasebook import LANGUAGES

log = logging.getLogger(__name__)
STOP_S = 8.0  # less than the parent or a service manager waits before it kills


async def run(home: Path, *, listen: str | None, port: int | None) -> None:
    """The agent of `home` until SIGTERM or Ctrl-C; `listen` and `port` win over the settings."""
    config = load(home)
    identity = load_identity(home)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with held(home, "agent"):
        async with _opened(home, identity) as store:
            address = (listen or config.http.listen, port or config.http.port)
            supervisor = Supervisor(_wire(home, config, identity, store, address))
            await _until_stopped(supervisor, stop)


@asynccontextmanager
async def _opened(home: Path, identity: Identity) -> AsyncIterator[EventStore]:
    views: list[View] = [AlertView(), PhoneView(), NoticeView(), SensorView()]
    store = await EventStore.open(
        home / "agent.db", community=identity.community, verify=verify, views=views, now=utc_s
    )
    try:
        yield store
    finally:
        await store.close()


@dataclass(frozen=True, slots=True)
class _Core:
    """What every part is made of. `page`: where the page listens."""

    home: Path
    config: Config
    identity: Identity
    store: EventStore
    members: Members
    bus: Bus
    live: Live
    page: tuple[str, int]


def _wire(home: Path, config: Config, identity: Identity, store: EventStore, page: tuple[str, int]) -> list[Service]:
    """Every object of the agent, and the services among them."""
    bus = Bus(
        identity.key.node_id,
        strategies=strategies_of(config.bus.strategy, config.bus.strategies),
        energy=energy,
        online=lambda: reach.online(),
    )
    core = _Core(home, config, identity, store, Members(store, identity.root), bus, Live(), page)
    pairing, tokens, radio, hubs = Pairing(store), Tokens(store), _radio(core), Hubs()
    issuer = AlertIssuer(store, core.members, identity.key, now=utc_s, language=config.alerts.language)
    boards = BoardLinks(home / "run" / "boards", notify=lambda: core.live.notify("boards"))
    others = mesh(
        config, identity, store, core.members, bus, page=page, notify=lambda: core.live.notify("nodes"),
        relays=hubs.places,
    )  # fmt: skip
    reach, reach_status = _reach(core, radio, others, hubs)
    granter, community = membership(
        home, identity, store, core.members, approve=config.community.approve, cosigners=config.community.cosigners,
        page=page, mesh_port=door_of(config.mesh, page)[1],
    )  # fmt: skip
    for provider in (
        NewestLines(RING),
        IdentityCapabilities(identity, store, core.members, pairing),
        *community,
        TokenCapabilities(tokens),
        LogCapabilities(store, home),
        RadioCapabilities(radio),
        BoardCapabilities(boards, lambda: heard(radio.status.get("boards"), utc_s())),
        SensorCapabilities(store, core.members),
        reach_status,
        *others.capabilities,
        BusCapabilities(bus),
        _node(core),
        _phones(core),
    ):
        bus.register(provider)
    web = _web(core, pairing, tokens, radio)
    services: list[Service] = [web, granter, radio, boards, reach, _News(store, core.live), *others.services]
    return [*services, *_alerts(core, radio, issuer, reach), *_relays(core, others, hubs, reach)]


def _alerts(core: _Core, radio: RadioLink, issuer: AlertIssuer, reach: ReachWatch) -> list[Service]:
    config, reader = core.config.alerts, AlertReader(core.store, core.members, now=utc_s, radio=lambda: radio.sending)
    core.bus.register(AlertCapabilities(issuer, reader, core.store, core.identity.key))
    services: list[Service] = [ExpiryWatch(reader, lambda: core.live.notify("alerts"))]
    if config.watch:
        services.append(FolderWatch(core.home / config.watch, issuer.issue_document))
    for url in config.feeds:
        services.append(
            FeedPoll(
                url, issuer.issue_document, poll_s=config.poll_s, way_out=reach.way_out, answered=reach.saw_internet
            )
        )
    return services


def _web(core: _Core, pairing: Pairing, tokens: Tokens, radio: RadioLink) -> WebServer:
    listen, port = core.page
    return WebServer(
        bus=core.bus, sessions=pairing, live=core.live, languages=LANGUAGES, listen=listen, port=port,
        names=core.config.http.names, operator_socket=run_folder(core.home) / "agent.sock", clock=steady_s,
        not_ready=lambda: _not_ready(radio), bearers=tokens,
    )  # fmt: skip


def _node(core: _Core) -> NodeCapabilities:
    key = core.identity.key
    node = Node(
        name=lambda: _name(core), node_id=key.node_id, short=key.short, community=core.identity.community.hex(),
        address=lambda: page_address(*core.page), events=lambda: core.store.read(_count), offers=core.bus.offers,
    )  # fmt: skip
    return NodeCapabilities(node, steady=steady_s)


async def _name(core: _Core) -> str:
    """What the settings say; where they say nothing, the name in the certificate."""
    name = core.config.node.name
    certified = name_of(await core.members.roster(), core.identity.key.public)
    return certified or name if name == NodeSettings().name else name


def _relays(core: _Core, others: Mesh, hubs: Hubs, reach: ReachWatch) -> list[Service]:
    return join_hubs(
        hubs, core.config.relay.hubs, core.home, core.identity, core.store, core.members, others.peering,
        door=door_of(core.config.mesh, core.page), now=utc_s, way_out=reach.leads_to,
    )  # fmt: skip


def _radio(core: _Core) -> RadioLink:
    store, members, key, root = core.store, core.members, core.identity.key, core.identity.root
    documents = AlertDocuments(store, members, key, now=utc_s)
    long_events = LongEvents(store, members, key, now=utc_s)
    return RadioLink(
        core.home / "run" / "gateway.sock", store, Receiver(store, members), PhoneTexts(core.bus),
        RadioObjects((documents, long_events), store), announce=long_events.announce, root=root,
        now=utc_s, notify=lambda: _tell_radio(core.live),
        time=TimeTeller(members, key, root, setting=core.config.node.time, now=utc_s, steady=steady_s),
    )  # fmt: skip


def _reach(core: _Core, radio: RadioLink, others: Mesh, hubs: Hubs) -> tuple[ReachWatch, ReachCapabilities]:
    config, journal = core.config, ReachJournal(core.store)
    watch = ReachWatch(
        parse_all(config.reach.probes), journal, peers=lambda: len(others.peering.places()),
        radio=lambda: radio.up, changed=lambda: core.live.notify("reach"), now=utc_s, steady=steady_s,
        more=bool(config.alerts.feeds or config.relay.hubs), hub=hubs.show_internet,
    )  # fmt: skip
    return watch, ReachCapabilities(watch, journal)


def _phones(core: _Core) -> PhoneCapabilities:
    store, key = core.store, core.identity.key
    answers = PhoneAnswers(store, core.members, key, core.bus, now=utc_s, language=core.config.alerts.language)
    return PhoneCapabilities(answers, store, key, now=utc_s)


def _not_ready(radio: RadioLink) -> list[str]:
    """Why alerts would not go out now."""
    return [f"radio: {radio.down}"] if radio.down else []


def _tell_radio(live: Live) -> None:
    live.notify("radio")
    live.notify("boards")  # those that are heard by radio
    live.notify("alerts")  # each alert shows how far its frame has come


@dataclass(frozen=True, slots=True)
class _News:
    """Tells the open pages that the log has grown."""

    store: EventStore
    live: Live
    name: str = "news"

    async def run(self) -> None:
        async for _ in self.store.changes():
            self.live.notify("alerts")
            self.live.notify("people")
            self.live.notify("sensors")
            self.live.notify("node")


def _count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM event").fetchone()[0])


async def _until_stopped(supervisor: Supervisor, stop: asyncio.Event) -> None:
    with ungrouped():
        async with asyncio.TaskGroup() as group:
            running = group.create_task(supervisor.run())
            await stop.wait()
            asyncio.get_running_loop().call_later(STOP_S, _give_up)
            running.cancel()


def _give_up() -> None:
    """A part that does not end must not keep the others from being started again; the log has what was acknowledged."""
    log.error("a part of the agent did not end within %.0f s; ending without it", STOP_S)
    os._exit(1)
