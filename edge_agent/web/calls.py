"""POST /bus/NAME: any capability as JSON, for paired browsers and for the operator."""

from aiohttp import web

from edge_agent.bus.body import parse_body
from edge_agent.bus.bus import How
from edge_agent.bus.params import params_of
from edge_agent.errors import BadRequest
from edge_agent.web.forms import in_time
from edge_agent.web.guard import json_response, need_pairing
from edge_agent.web.scoped import check_call
from edge_agent.web.site import reader_of, site_of


async def call(request: web.Request) -> web.StreamResponse:
    """`{output, meta}`. In the query: `node`, the id of the one that is to answer, and `param=NAME=VALUE`."""
    need_pairing(request)
    if request.content_type != "application/json":  # a form of another site cannot claim this type
        raise BadRequest("send JSON with the header Content-Type: application/json")
    data = await in_time(request, request.read())
    name, bus, scope = request.match_info["name"], site_of(request).bus, reader_of(request).scope
    if scope is not None:
        check_call(site_of(request), scope, name)
    body = parse_body(data, bus.max_body(name))
    answer = await bus.ask(name, body, reader_of(request).caller, **_how(request))
    return json_response(answer.as_json())


def _how(request: web.Request) -> How:
    how: How = {}
    if node := request.query.get("node"):
        how["node"] = node
    if params := request.query.getall("param", []):
        how["params"] = params_of(params)
    return how
