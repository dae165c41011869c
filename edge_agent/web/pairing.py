"""GET and POST /pair: a one-time code becomes a token in a cookie."""

from typing import Final

from aiohttp import web

from edge_agent.rates import RateLimit
from edge_agent.text import printable
from edge_agent.web.fields import buttons, labelled, line, panel
from edge_agent.web.forms import first, form_of
from edge_agent.web.guard import COOKIE, client_of
from edge_agent.web.html import tag
from edge_agent.web.page import page
from edge_agent.web.reader import STRANGER
from edge_agent.web.site import reader_of, site_of

PAIRINGS: Final = web.AppKey("pairings", RateLimit)
COOKIE_AGE_S = 400 * 86400  # the longest a browser keeps one; the node decides when the token ends
MAX_LABEL = 40


async def show(request: web.Request) -> web.StreamResponse:
    site, reader = site_of(request), reader_of(request)
    paired = tag("p", "This browser is paired. A new code replaces that.") if reader.caller is not STRANGER else None
    code = line("code", longest=16, required=True, autocapitalize="characters", spellcheck="false", class_="code")
    form = panel(
        "/pair",
        labelled("Code", code),
        labelled("Name for this browser", line("label", longest=MAX_LABEL, placeholder="Kitchen phone")),
        buttons(tag("button", "Pair")),
    )
    hint = tag("p", "Type the code that ", tag("code", "make run"), " or ", tag("code", "hearthnet pair"),
               " printed on this node. It works once, for ten minutes.")  # fmt: skip
    return page(site.assets, reader, "Pair this browser", tag("h1", "Pair this browser"), paired, hint, form)


async def redeem(request: web.Request) -> web.StreamResponse:
    site, client = site_of(request), client_of(request)
    request.app[PAIRINGS].check(client, site.clock())
    form = await form_of(request)
    label = printable(first(form, "label"), MAX_LABEL) or "a browser"
    token = await site.sessions.redeem(first(form, "code"), label=label, client=client)
    response = web.HTTPSeeOther("/")
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_AGE_S, path="/", httponly=True, samesite="Strict", secure=request.secure
    )
    raise response
