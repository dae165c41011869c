"""/join: the door for nodes that want to become members, and the page where members invite and decide."""

from typing import Final

from aiohttp import web

from edge_agent.bus.body import parse_body
from edge_agent.bus.capability import Json
from edge_agent.errors import BadRequest, TooLarge
from edge_agent.rates import RateLimit
from edge_agent.web.forms import first, form_of, in_time
from edge_agent.web.guard import client_of, json_response, need_pairing
from edge_agent.web.html import tag
from edge_agent.web.join_parts import how_to_join, invite_form, made, open_invites, waiting
from edge_agent.web.page import page
from edge_agent.web.reader import STRANGER
from edge_agent.web.record import Record
from edge_agent.web.site import reader_of, site_of

JOINS: Final = web.AppKey("joins", RateLimit)
MAX_REQUEST = 2048  # bytes; a request has under 700


def routes() -> tuple[web.RouteDef, ...]:
    return (
        web.get("/join", show),
        web.post("/join", knock),
        web.post("/join/code", code),
        web.post("/join/invite", invite),
        web.post("/join/end", end),
        web.post("/join/approve", approve),
        web.post("/join/refuse", refuse),
    )


def limit() -> RateLimit:
    return RateLimit(burst=10, per_s=0.25)  # a node that waits asks every five seconds


async def knock(request: web.Request) -> web.StreamResponse:
    return await _as_stranger(request, "community.join")


async def code(request: web.Request) -> web.StreamResponse:
    return await _as_stranger(request, "community.join.code")


async def _as_stranger(request: web.Request, name: str) -> web.StreamResponse:
    site = site_of(request)
    request.app[JOINS].check(client_of(request), site.clock())
    if request.content_type != "application/json":
        raise BadRequest("send JSON with the header Content-Type: application/json")
    if request.content_length is None or request.content_length > MAX_REQUEST:
        raise TooLarge(f"a request to join has at most {MAX_REQUEST} bytes")
    body = parse_body(await in_time(request, request.read()), MAX_REQUEST)
    return json_response(await site.bus.call(name, body, STRANGER))


async def show(request: web.Request) -> web.StreamResponse:
    site, reader = site_of(request), reader_of(request)
    if "community.invite" not in reader.may:
        return page(site.assets, reader, "Join", tag("h1", "Join this community"), how_to_join())
    requests = Record(await site.bus.call("community.request.list", {}, reader.caller))
    invites = Record(await site.bus.call("community.invite.list", {}, reader.caller))
    return page(
        site.assets, reader, "Nodes that join", tag("h1", "Nodes that join"),
        tag("h2", "They wait"), waiting(requests), tag("h2", "Invite a node"), invite_form(),
        tag("h2", "Open invites"), open_invites(invites),
    )  # fmt: skip


async def invite(request: web.Request) -> web.StreamResponse:
    site, reader = site_of(request), reader_of(request)
    need_pairing(request)
    form = await form_of(request)
    body: dict[str, object] = {"note": first(form, "note"), "trusted": bool(first(form, "trusted"))}
    body |= {name: _number(first(form, name), name) for name in ("uses", "days") if first(form, name)}
    answer = Record(await site.bus.call("community.invite", body, reader.caller))
    return page(site.assets, reader, "Invite", tag("h1", "Invite"), made(answer))


async def end(request: web.Request) -> web.StreamResponse:
    return await _done(request, "community.invite.end", "id")


async def approve(request: web.Request) -> web.StreamResponse:
    return await _done(request, "community.request.approve", "node")


async def refuse(request: web.Request) -> web.StreamResponse:
    return await _done(request, "community.request.refuse", "node")


async def _done(request: web.Request, name: str, field: str) -> web.StreamResponse:
    need_pairing(request)
    body: Json = {field: first(await form_of(request), field)}
    await site_of(request).bus.call(name, body, reader_of(request).caller)
    raise web.HTTPSeeOther("/join")


def _number(text: str, name: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 4:
        raise BadRequest(f"{name} must be a whole number")
    return int(text)
