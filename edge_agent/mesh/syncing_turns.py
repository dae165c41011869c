"""Which of two nodes begins the one conversation that keeps their logs equal."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from edge_agent.errors import BadRequest, NotTrusted, TooBusy
from edge_agent.identity.keys import short_id
from edge_agent.mesh.syncing import Syncing
from edge_agent.mesh.syncing_exchange import MessageLink

GRACE_S = 5.0  # in which the node with the lower key has begun, if it can reach the other at all


class Turns:
    """Both sides may have found each other: the lower key begins, the higher one waits a moment for it.

    `shunned` says whether nothing is taken from a node; `shun` is called when it sent what no honest one sends.
    """

    def __init__(
        self, own: bytes, syncing: Syncing, *, shunned: Callable[[bytes], bool], shun: Callable[[bytes], None]
    ) -> None:
        self._own = own
        self._syncing = syncing
        self._shunned, self._shun = shunned, shun
        self._talking: set[bytes] = set()
        self._ends: dict[bytes, asyncio.Event] = {}  # of the conversations with those that have a link

    async def ours(self, node: bytes) -> bool:
        """Whether it is for us to begin; takes a moment where it should be for the other."""
        if self._own > node:
            await asyncio.sleep(GRACE_S)
        return node not in self._talking

    async def until_end(self, node: bytes, limit_s: float) -> None:
        """Wait until a conversation with the node ends, at most so long: the first sign that it is gone."""
        end = self._ends.setdefault(node, asyncio.Event())
        end.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                await end.wait()

    def over(self, node: bytes) -> None:
        """A conversation with the node ended, or could not begin."""
        if end := self._ends.get(node):
            end.set()

    async def start(self, node: bytes, messages: MessageLink) -> None:
        await self._talk(node, messages, starts=True)

    async def welcome(self, node: bytes, messages: MessageLink) -> None:
        """The other node has begun."""
        if self._shunned(node):
            raise NotTrusted("this node sent what no honest one sends, and has to wait")
        try:
            await self._talk(node, messages, starts=False)
        except BadRequest:
            self._shun(node)
            raise

    async def _talk(self, node: bytes, messages: MessageLink, *, starts: bool) -> None:
        if node in self._talking:
            raise TooBusy("the logs are being compared already")
        self._talking.add(node)
        try:
            await self._syncing.exchange(messages, short_id(node), starts=starts)
        finally:
            self._talking.discard(node)
            self.over(node)
