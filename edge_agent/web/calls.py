"""POST /bus/NAME: any capability as JSON, for paired browsers and for the operator."""

from aiohttp import web

from edge_agent.bus.bus import parse_body
from edge_agent.bus.capability import MAX_BODY
from edge_agent.errors import BadRequest
from edge_agent.web.forms import in_time
from edge_agent.web.guard import json_response, need_pairing
from edge_agent.web.site import reader_of, site_of


async def call(request: web.Request) -> web.StreamResponse:
    need_pairing(request)
    if request.content_type != "application/json":  # a form of another site cannot claim this type
        raise BadRequest("send JSON with the header Content-Type: application/json")
    data = await in_time(request, request.read())
    name, bus = request.match_info["name"], site_of(request).bus
    limit = next((contract.max_body for contract in bus.offers() if contract.name == name), MAX_BODY)
    return json_response(await bus.call(name, parse_body(data, limit), reader_of(request).caller))
