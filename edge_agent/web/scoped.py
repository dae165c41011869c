"""Which scope a request comes with, and where it may go with it."""

from typing import Final

from aiohttp import web

from edge_agent.bus.capability import Trust
from edge_agent.errors import NotTrusted, Unidentified
from edge_agent.identity.scopes import Scope, Visitor, check_scope
from edge_agent.rates import RateLimit
from edge_agent.web.site import Site

CALLS: Final = web.AppKey("calls", RateLimit)
BEARER = "bearer "
PROGRAMS = ("/bus/", "/v1/")  # where programs call, and every call is checked by its name
ANYBODY = ("/pair", "/join", "/join/code")


def limit() -> RateLimit:
    return RateLimit(burst=60, per_s=10.0)  # of one token, and of one address that comes with wrong ones


def has_token(request: web.Request) -> bool:
    return "Authorization" in request.headers


async def by_token(request: web.Request, site: Site, client: str) -> Visitor:
    """Who comes with `Authorization: Bearer TOKEN`. Only a program can send that header, so no origin is needed."""
    header, calls = request.headers["Authorization"], request.app[CALLS]
    if site.bearers is None or header[: len(BEARER)].lower() != BEARER:
        raise Unidentified("send `Authorization: Bearer TOKEN`, with a token of `hearthnet token create`")
    calls.check(client, site.clock())  # before the database is asked
    visitor = await site.bearers.visitor(header[len(BEARER) :].strip(), client)
    calls.give_back(client, site.clock())
    calls.check(visitor.caller.name, site.clock())
    if request.method not in ("GET", "HEAD") and not request.path.startswith(PROGRAMS):
        raise NotTrusted("a token is for /bus/NAME; the forms of the page are for paired browsers")
    return visitor


def check_form(request: web.Request, scope: Scope) -> None:
    """Refuse the forms of the page to a browser that may only look."""
    if not scope.prefixes and not request.path.startswith(PROGRAMS) and request.path not in ANYBODY:
        raise NotTrusted(f"this needs a browser with the scope chat; this one has {scope.name}. Pair it again")


def check_call(site: Site, scope: Scope, name: str) -> None:
    """NotTrusted when a scope does not reach a capability; what only other nodes offer is for members at least."""
    needed = next((contract.trust for contract in site.bus.offers() if contract.name == name), Trust.MEMBER)
    check_scope(scope, name, needed)
