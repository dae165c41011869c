"""Issuing an alert: form, preview, confirmation. Every step is a plain page."""

from collections import OrderedDict
from typing import Final

from aiohttp import web

from edge_agent.bus.capability import Json
from edge_agent.errors import BadRequest, EdgeError
from edge_agent.web.drafts import Form, body
from edge_agent.web.forms import first, form_of
from edge_agent.web.guard import need_pairing
from edge_agent.web.html import Child, Markup, tag
from edge_agent.web.issue_form import cap_form, fields_form
from edge_agent.web.issue_preview import preview_of
from edge_agent.web.page import page
from edge_agent.web.record import Record
from edge_agent.web.site import reader_of, site_of

MAX_DRAFTS = 64  # confirmed drafts remembered, so that pressing twice issues once


class Confirmed:
    """The drafts that were confirmed lately, and the alert each one became."""

    def __init__(self) -> None:
        self._alerts: OrderedDict[str, str] = OrderedDict()

    def begin(self, draft: str) -> str | None:
        """None for a draft seen the first time, then what became of it ("": under way)."""
        if draft in self._alerts:
            return self._alerts[draft]
        self._alerts[draft] = ""
        while len(self._alerts) > MAX_DRAFTS:
            self._alerts.popitem(last=False)
        return None

    def end(self, draft: str, alert_id: str) -> None:
        self._alerts[draft] = alert_id

    def forget(self, draft: str) -> None:
        self._alerts.pop(draft, None)


CONFIRMED: Final = web.AppKey("confirmed", Confirmed)


async def show(request: web.Request) -> web.StreamResponse:
    need_pairing(request)
    return _page(request, {})


async def preview(request: web.Request) -> web.StreamResponse:
    """What the alert will be on the air; nothing is issued."""
    need_pairing(request)
    form = await form_of(request)
    try:
        answer = await site_of(request).bus.call("civdef.alert.preview", body(form), reader_of(request).caller)
    except BadRequest as error:
        response = _page(request, form, _problem(error))
        response.set_status(error.status)
        return response
    return _page(request, form, preview_of(form, Record(answer), reader_of(request)))


async def issue(request: web.Request) -> web.StreamResponse:
    need_pairing(request)
    form, confirmed = await form_of(request), request.app[CONFIRMED]
    draft = first(form, "draft")[:40]
    if not draft:
        raise BadRequest("look at the preview first, then confirm it there")
    before = confirmed.begin(draft)
    if before == "":
        raise BadRequest("this alert is being issued already; the start page shows it in a moment")
    if before is None:
        before = await _issue(request, form, draft)
    raise web.HTTPSeeOther(f"/alerts/{before}")


async def _issue(request: web.Request, form: Form, draft: str) -> str:
    """The id of the new alert. When it fails, for whatever reason, the same draft may be tried again."""
    confirmed, alert_id = request.app[CONFIRMED], ""
    call: Json = body({key: values for key, values in form.items() if key != "draft"})
    try:
        answer = await site_of(request).bus.call("civdef.alert.issue", call, reader_of(request).caller)
        alert_id = Record(answer).text("id")
    finally:
        if alert_id:
            confirmed.end(draft, alert_id)
        else:
            confirmed.forget(draft)
    return alert_id


def _page(request: web.Request, form: Form, *above: Child) -> web.Response:
    site, reader = site_of(request), reader_of(request)
    by_fields = fields_form(form, reader.language, site.languages)
    forms = (by_fields, cap_form(form)) if "event" in form else (cap_form(form), by_fields)
    return page(site.assets, reader, "Issue an alert", tag("h1", "Issue an alert"), *above, forms)


def _problem(error: EdgeError) -> Markup:
    return tag("p", str(error), class_="problem", role="alert")
