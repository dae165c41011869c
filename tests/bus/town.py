"""Several real buses in one process, joined by the very maps and bytes that travel between nodes."""

import asyncio

import cbor2

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.bus.envelope import answer_of, request_map, request_of
from edge_agent.errors import EdgeError, LinkLost
from edge_agent.identity.keys import node_id

OPERATOR = Caller("operator", Trust.OPERATOR)
MEMBER = Caller("a member", Trust.MEMBER)


def key(letter):
    return letter.encode() * 32


def id_of(letter):
    return node_id(key(letter))


class JoinedLink:
    """To another bus, which sees `caller` at this end. `asked`: what went over it.

    `cut`: nobody is there; `silent`: somebody is, who never answers.
    """

    def __init__(self, bus, caller):
        self.bus, self.caller = bus, caller
        self.asked = []
        self.cut = self.silent = False

    async def call(self, request, send):
        if self.cut:
            raise LinkLost("nobody answers there")
        data = cbor2.dumps(request_map(request))
        self.asked.append(request)
        if self.silent:
            await asyncio.Event().wait()
        return answer_of(cbor2.loads(await self._served(data, send)))

    async def _served(self, data, send):
        work = asyncio.create_task(self.bus.serve(request_of(cbor2.loads(data)), self.caller, send))
        try:
            await asyncio.wait([work])
        finally:
            work.cancel()
        error = work.exception()
        if error is None:
            return cbor2.dumps(work.result().as_json())
        told = error if isinstance(error, EdgeError) else EdgeError("a bug over there")
        return cbor2.dumps({"error": told.as_json()})


def node(letter, *providers, **options):
    """A node that offers what the providers do."""
    bus = Bus(id_of(letter), **options)
    for provider in providers:
        bus.register(provider)
    return bus


def join(here, there, *, trust=Trust.MEMBER, energy=1.0):
    """Let `here` call `there`, which trusts it so far; the link. Letters are those of `node`."""
    letters = {id_of(letter): letter for letter in "abcdefgh"}
    me, other = letters[here.node], letters[there.node]
    link = JoinedLink(there, Caller(f"node {me}", trust, key(me)))
    here.peers.update(key(other), f"node {other}", there.adverts(), link, energy=energy)
    return link


class Clock:
    """Steady seconds that only the test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now
