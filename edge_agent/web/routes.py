"""Every address of the page, for the network and for the operator's socket."""

from aiohttp import web

from edge_agent.bus.capability import MAX_BODY, Caller, Trust
from edge_agent.rates import RateLimit
from edge_agent.web import alert_forms, calls, issue, join, metrics, pairing, public, scoped, stream
from edge_agent.web.guard import POSTS, Handler, add_headers, door, errors
from edge_agent.web.reader import Reader
from edge_agent.web.site import READER, SITE, Site

MAX_FORM = MAX_BODY + (64 << 10)  # bytes from the network: a large document and the other fields of its form
MAX_OPERATOR = 17 << 20  # the operator may send what a capability allows; the largest is a document of 10 MB as base64
ALERT = "{id:[0-9a-f]{8}-r?[0-9]{1,10}}"  # author id and number, docs/glossary.md
NAME = "{name:[a-z][a-z0-9_.]{0,63}}"  # of a capability
OPERATOR = Reader(Caller("operator", Trust.OPERATOR))
READABLE = (
    web.get("/api/alerts", public.api_alerts),
    web.get(f"/alerts/{ALERT}.cap", public.export),
    web.get("/healthz", public.health),
    web.get("/metrics", metrics.metrics),
    web.get("/readyz", public.ready),
    web.post(f"/bus/{NAME}", calls.call),
)


def network_app(site: Site) -> web.Application:
    """What browsers reach."""
    app = web.Application(middlewares=[errors, door], client_max_size=MAX_FORM)
    app[SITE] = site
    app[POSTS] = RateLimit(burst=30, per_s=0.5)  # a person filling in forms stays far below
    app[pairing.PAIRINGS] = RateLimit(burst=5, per_s=0.05)  # five tries, then one in 20 s
    app[issue.CONFIRMED] = issue.Confirmed()
    app[scoped.CALLS] = scoped.limit()
    app[join.JOINS] = join.limit()
    app.add_routes(READABLE)
    app.add_routes(join.routes())
    app.add_routes(
        (
            web.get("/", public.index),
            web.get("/favicon.ico", public.icon),
            web.get("/static/{version:[0-9a-f]{12}}/{name:[a-z]+[.][a-z]+}", public.static),
            web.get("/events", stream.events, allow_head=False),
            web.get("/alerts", public.known),
            web.get(f"/alerts/{ALERT}", public.alert),
            web.post(f"/alerts/{ALERT}/ack", alert_forms.answer),
            web.post(f"/alerts/{ALERT}/cancel", alert_forms.cancel),
            web.post("/boards/press", alert_forms.press),
            web.get("/issue", issue.show),
            web.post("/issue/preview", issue.preview),
            web.post("/issue", issue.issue),
            web.get("/pair", pairing.show),
            web.post("/pair", pairing.redeem),
        )
    )
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_end_streams)
    return app


def operator_app(site: Site) -> web.Application:
    """What the command line reaches over the Unix socket: whoever can open that is the operator."""
    app = web.Application(middlewares=[errors, _as_operator], client_max_size=MAX_OPERATOR)
    app[SITE] = site
    app.add_routes(READABLE)
    return app


@web.middleware
async def _as_operator(request: web.Request, handler: Handler) -> web.StreamResponse:
    request[READER] = OPERATOR
    return await handler(request)


async def _end_streams(app: web.Application) -> None:
    app[SITE].live.close()
