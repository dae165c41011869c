"""What every handler can reach, and what the page needs from the rest of the agent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from edge_agent.bus.bus import Bus
from edge_agent.clock import Clock
from edge_agent.identity.scopes import Visitor
from edge_agent.web.assets import Assets
from edge_agent.web.fragments import Fragments
from edge_agent.web.limits import Limits
from edge_agent.web.live import Live
from edge_agent.web.reader import Reader


class Sessions(Protocol):
    """Paired browsers."""

    async def visitor(self, token: str) -> Visitor | None:
        """Whom a token stands for; None when it is unknown or over."""

    async def redeem(self, code: str, *, label: str, client: str) -> str:
        """A token for a one-time code; an EdgeError says why not. `label` names the browser, `client` its address."""


class Bearers(Protocol):
    """Programs with API tokens."""

    async def visitor(self, text: str, client: str) -> Visitor:
        """Whom a token stands for; an EdgeError says why it stands for nobody. `client` is the address it came from."""


@dataclass(frozen=True, slots=True)
class Site:
    bus: Bus
    sessions: Sessions
    live: Live
    fragments: Fragments
    assets: Assets
    clock: Clock
    limits: Limits
    languages: Sequence[str]  # in which the node can say instructions
    names: frozenset[str]  # by which browsers may call this node, besides its addresses
    not_ready: Callable[[], Sequence[str]]  # reasons why the node cannot do its work yet
    bearers: Bearers | None = None  # without it the node takes no tokens


SITE = web.AppKey("site", Site)
READER = web.RequestKey("reader", Reader)  # put there by the guard


def site_of(request: web.Request) -> Site:
    return request.app[SITE]


def reader_of(request: web.Request) -> Reader:
    return request[READER]
