"""What stands before every handler: host name, origin, rate, caller, and the form of errors."""

import json
import math
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from edge_agent.errors import BadRequest, EdgeError, NotFound, NotTrusted, TooLarge
from edge_agent.identity.scopes import Visitor
from edge_agent.rates import RateLimit, client_name
from edge_agent.text import printable
from edge_agent.web.gate import check_host, check_origin
from edge_agent.web.html import tag
from edge_agent.web.language import preferred
from edge_agent.web.page import page
from edge_agent.web.reader import STRANGER, Reader, reader_for
from edge_agent.web.scoped import by_token, check_form, has_token
from edge_agent.web.site import READER, Site, reader_of, site_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
COOKIE = "hearthnet"
MAX_TOKEN = 128  # characters; ours have fewer, longer ones are not worth a look into the database
POSTS: Final = web.AppKey("posts", RateLimit)
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser sends `Origin: null` and no form could be checked
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")  # answers depend on the reader


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors as JSON for programs and as a page for people."""
    try:
        return await handler(request)
    except EdgeError as error:
        return _answer(request, error, error.status)
    except web.HTTPRequestEntityTooLarge as error:
        told: EdgeError = TooLarge(f"the request is too long, at most {error.text} allowed")
        return _answer(request, told, error.status)
    except web.HTTPNotFound as error:
        return _answer(request, NotFound("there is no such page; the start page lists what there is"), error.status)
    except web.HTTPMethodNotAllowed as error:
        allowed = ", ".join(sorted(error.allowed_methods))
        told = BadRequest(f"{error.method} is not possible here, but {allowed} is")
        return _answer(request, told, error.status)


@web.middleware
async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """For requests over the network: a name of ours, an own origin, a bearable rate; then find the caller."""
    site = site_of(request)
    request[READER] = Reader()
    check_host(request.headers.get("Host", ""), site.names)
    language = preferred(request.headers.get("Accept-Language", ""), site.languages)
    if has_token(request):
        visitor: Visitor | None = await by_token(request, site, client_of(request))
    else:
        visitor = await _by_cookie(request, site)
    request[READER] = reader_for(visitor, language, site.bus.offers())
    return await handler(request)


async def _by_cookie(request: web.Request, site: Site) -> Visitor | None:
    changes = request.method not in ("GET", "HEAD")
    if changes:
        check_origin(request.headers)
        request.app[POSTS].check(client_of(request), site.clock())
    token = request.cookies.get(COOKIE, "")
    visitor = await site.sessions.visitor(token) if 0 < len(token) <= MAX_TOKEN else None
    if changes and visitor is not None:
        check_form(request, visitor.scope)
    return visitor


def client_of(request: web.Request) -> str:
    """The address that a request came from, as rates and limits count it."""
    return client_name(request.remote or "")


def need_pairing(request: web.Request) -> None:
    """Refuse a browser that is not paired; what the caller may do beyond that is for the capability to say."""
    if reader_of(request).caller is STRANGER:
        raise NotTrusted("this needs a paired browser; open /pair and type the code that `hearthnet pair` prints")


def json_response(body: object, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, dumps=json.dumps)


def _answer(request: web.Request, error: EdgeError, status: int) -> web.Response:
    """Long and unprintable words from the request stay out of the message."""
    message = printable(str(error))
    if "text/html" not in request.headers.get("Accept", ""):
        answer = json_response({"error": error.as_json() | {"message": message}}, status)
    else:
        answer = _error_page(request, error, message)
        answer.set_status(status)
    if error.retry_after_s is not None:
        answer.headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    return answer


def _error_page(request: web.Request, error: EdgeError, message: str) -> web.Response:
    back = tag("p", tag("a", "To the start page", href="/"), class_="buttons")
    unpaired = error.code == NotTrusted.code
    pair = tag("p", tag("a", "Pair this browser", href="/pair"), class_="buttons") if unpaired else None
    reader = request.get(READER, Reader())
    return page(
        site_of(request).assets, reader, "Not done", tag("h1", "This was not done"), tag("p", message), pair, back
    )
