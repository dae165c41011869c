"""A founder's node with its door for newcomers, without the page around it; the clock stands until a test moves it."""

from contextlib import asynccontextmanager

from edge_agent.bus.bus import Bus
from edge_agent.identity.community import found, open_log
from edge_agent.identity.granting import Granter
from edge_agent.identity.inviting import Inviting
from edge_agent.identity.joindoor import JoinDoor
from edge_agent.identity.joinwire import decode_answer, encode_request, request_for
from edge_agent.identity.keys import Key
from edge_agent.identity.leaving import LeavingCapabilities
from edge_agent.identity.ledgers import Ledgers
from edge_agent.identity.link import root_hash
from edge_agent.identity.members import Members
from edge_agent.identity.membership import INVITED_ROLES

NOW = 1_800_000_000
DAY = 86400
ADDRESS = "192.168.178.20:7080"
BOB, CARL, EVE = Key(b"b" * 32), Key(b"c" * 32), Key(b"e" * 32)


class Clock:
    def __init__(self, now=float(NOW)):
        self.now = now

    def __call__(self):
        return self.now


class Founder:
    def __init__(self, home, identity, log, *, ask=False):
        self.home, self.identity, self.log = home, identity, log
        self.clock = Clock()
        self.members = Members(log, identity.root)
        self.ledgers = Ledgers(log, identity)
        self.granter = Granter(home, identity, log, self.members, self.ledgers, ask=ask, cosigners=2, now=self.clock)
        self.inviting = Inviting(
            identity, self.members, self.ledgers, addresses=lambda: [ADDRESS], now=self.clock, steady=self.clock
        )
        self.door = JoinDoor(identity, self.members, self.ledgers, self.granter, mesh_port=7081, now=self.clock)

    async def link(self, uses=1, days=7, roles=INVITED_ROLES, note="Bob"):
        return await self.inviting.invite(uses=uses, days=days, roles=roles, note=note)

    async def ask(self, link, key=BOB, name="bob"):
        """What a node that holds the link gets; None while nobody has decided."""
        data = encode_request(link.root_hash, request_for(link, key, name))
        return decode_answer(await self.door.knock(data), key)

    async def roles(self, key):
        certificate = (await self.members.roster()).certificate(key.public)
        return certificate.roles if certificate else 0

    async def invite_ids(self):
        return [one.id for one in await self.inviting.open_invites()]

    @property
    def root_hash(self):
        return root_hash(self.identity.root)


@asynccontextmanager
async def founder(home, *, ask=False, passphrase=None):
    identity = await found(home, name="mill", passphrase=passphrase)
    log = await open_log(home, identity)
    try:
        yield Founder(home, identity, log, ask=ask)
    finally:
        await log.close()


def own_bus(mill):
    bus = Bus()
    ledgers, granter = mill.ledgers, mill.granter
    bus.register(LeavingCapabilities(mill.home, mill.identity, mill.members, ledgers, granter, now=mill.clock))
    return bus
