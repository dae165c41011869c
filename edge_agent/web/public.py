"""What everybody may read: the start page, alerts, health."""

from aiohttp import web

from edge_agent.web import assets
from edge_agent.web.alert_forms import alert_forms
from edge_agent.web.alert_parts import card, earlier, title
from edge_agent.web.fragments import CONTENT
from edge_agent.web.guard import json_response
from edge_agent.web.html import tag
from edge_agent.web.page import page, start
from edge_agent.web.record import Record
from edge_agent.web.site import reader_of, site_of

CAP_TYPE = "application/cap+xml"


async def index(request: web.Request) -> web.StreamResponse:
    site, reader = site_of(request), reader_of(request)
    node = Record(await site.bus.call("node.status", {}, reader.caller))
    fragments = {section: await site.fragments.get(section, reader) for section in CONTENT}
    return start(site.assets, reader, node.text("name"), fragments)


async def alert(request: web.Request) -> web.StreamResponse:
    site, reader = site_of(request), reader_of(request)
    body = {"id": request.match_info["id"], "language": reader.language}
    shown = Record(await site.bus.call("civdef.alert.get", body, reader.caller))
    forms = alert_forms(shown, reader)
    download = tag("a", "Download as CAP 1.2", href=f"/alerts/{shown.text('id')}.cap")
    links = tag("p", download, " ", tag("a", "Alerts in force", href="/"), class_="links")
    return page(site.assets, reader, title(shown), card(shown, reader, page=True), links, forms)


async def known(request: web.Request) -> web.StreamResponse:
    """Every alert that this node knows, for those who look for one that has ended."""
    site, reader = site_of(request), reader_of(request)
    answer = await site.bus.call("civdef.alert.list", {"all": True, "language": reader.language}, reader.caller)
    return page(site.assets, reader, "All known alerts", tag("h1", "All known alerts"), earlier(answer))


async def export(request: web.Request) -> web.StreamResponse:
    site, reader = site_of(request), reader_of(request)
    answer = Record(await site.bus.call("civdef.alert.export", {"id": request.match_info["id"]}, reader.caller))
    name = f'attachment; filename="{request.match_info["id"]}.cap"'
    return web.Response(
        body=answer.text("cap").encode("utf-8"),
        content_type=CAP_TYPE,
        charset="utf-8",
        headers={"Content-Disposition": name},
    )


async def api_alerts(request: web.Request) -> web.StreamResponse:
    site, reader = site_of(request), reader_of(request)
    return json_response(await site.bus.call("civdef.alert.list", {"language": reader.language}, reader.caller))


async def health(request: web.Request) -> web.StreamResponse:
    return json_response({"alive": True})


async def ready(request: web.Request) -> web.StreamResponse:
    reasons = list(site_of(request).not_ready())
    return json_response({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)


async def static(request: web.Request) -> web.StreamResponse:
    return assets.response(site_of(request).assets, request.match_info["version"], request.match_info["name"])


async def icon(request: web.Request) -> web.StreamResponse:
    """Some browsers ask for /favicon.ico whatever the page says."""
    raise web.HTTPMovedPermanently(site_of(request).assets.url("icon.svg"))
