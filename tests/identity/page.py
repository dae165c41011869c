"""A founder's page on loopback: real server, real bus, real pairing and tokens."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Trust
from edge_agent.clock import steady_s
from edge_agent.identity.capabilities import IdentityCapabilities
from edge_agent.identity.joining import CommunityCapabilities
from edge_agent.identity.link import Link
from edge_agent.identity.pairing import Pairing
from edge_agent.identity.token_capabilities import TokenCapabilities
from edge_agent.identity.tokens import Tokens
from edge_agent.web.live import Live
from edge_agent.web.server import WebServer
from tests.identity.founder import founder


class Page:
    def __init__(self, node, pairing, tokens, port):
        self.node, self.pairing, self.tokens = node, pairing, tokens
        self.url, self.address = f"http://127.0.0.1:{port}", f"127.0.0.1:{port}"

    def here(self, link):
        """The same invite with the address of this test's page."""
        return Link(link.secret, link.root_hash, link.expires, (self.address,))

    @asynccontextmanager
    async def browser(self, trust=Trust.STRANGER):
        cookies = {}
        if trust:
            token = await self.pairing.redeem(self.pairing.new_code(trust).text, label="phone", client="")
            cookies = {"hearthnet": token}
        async with aiohttp.ClientSession(self.url, headers={"Origin": self.url}, cookies=cookies) as session:
            yield session


@asynccontextmanager
async def serving(home, *, ask=False):
    async with founder(home, ask=ask) as node:
        bus, pairing, tokens = Bus(), Pairing(node.log), Tokens(node.log, now=node.clock)
        bus.register(IdentityCapabilities(node.identity, node.log, node.members, pairing))
        bus.register(CommunityCapabilities(node.inviting, node.door, node.granter))
        bus.register(TokenCapabilities(tokens))
        server = WebServer(
            bus=bus, sessions=pairing, live=Live(), not_ready=lambda: (), languages=("en",), listen="127.0.0.1", port=0,
            names=(), operator_socket=home / "run" / "agent.sock", clock=steady_s, bearers=tokens,
        )  # fmt: skip
        task = asyncio.create_task(server.run())
        try:
            yield Page(node, pairing, tokens, await server.started())
        finally:
            task.cancel()
            await asyncio.wait([task])
