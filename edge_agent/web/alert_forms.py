"""What a paired person may do with one alert: answer it, cancel it."""

from aiohttp import web

from edge_agent.web.alert_parts import ANSWERS
from edge_agent.web.fields import box, buttons, labelled, line, panel
from edge_agent.web.forms import first, form_of
from edge_agent.web.guard import need_pairing
from edge_agent.web.html import Markup, join, tag
from edge_agent.web.reader import Reader
from edge_agent.web.record import Record
from edge_agent.web.site import reader_of, site_of

MAX_NOTE = 280  # docs/protocol/event.md, acknowledgement


def alert_forms(alert: Record, reader: Reader) -> Markup:
    forms = [_answer_form(alert.text("id"))] if "civdef.alert.ack" in reader.may else []
    if alert.flag("in_force") and "civdef.alert.cancel" in reader.may:
        forms.append(_cancel_form(alert.text("id")))
    return join(forms)


async def answer(request: web.Request) -> web.StreamResponse:
    """Say what one does about an alert; the answer goes back by radio."""
    need_pairing(request)
    form, alert_id = await form_of(request), request.match_info["id"]
    body = {"id": alert_id, "answer": first(form, "answer"), "note": first(form, "note")}
    await site_of(request).bus.call("civdef.alert.ack", body, reader_of(request).caller)
    raise web.HTTPSeeOther(f"/alerts/{alert_id}")


async def cancel(request: web.Request) -> web.StreamResponse:
    need_pairing(request)
    form, alert_id = await form_of(request), request.match_info["id"]
    body = {"id": alert_id, "reason": first(form, "reason")}
    await site_of(request).bus.call("civdef.alert.cancel", body, reader_of(request).caller)
    raise web.HTTPSeeOther(f"/alerts/{alert_id}")


async def press(request: web.Request) -> web.StreamResponse:
    """Press a board's button from here."""
    need_pairing(request)
    body = {"board": first(await form_of(request), "board")}
    await site_of(request).bus.call("board.press", body, reader_of(request).caller)
    raise web.HTTPSeeOther("/")


def _answer_form(alert_id: str) -> Markup:
    choices = [box("radio", "answer", answer, words, required=True) for answer, words in ANSWERS.items()]
    return panel(
        f"/alerts/{alert_id}/ack",
        tag("h2", "Answer"),
        tag("fieldset", tag("legend", "What do you do about it?"), choices),
        labelled(f"Note, at most {MAX_NOTE} characters", line("note", longest=MAX_NOTE)),
        buttons(tag("button", "Send the answer")),
    )


def _cancel_form(alert_id: str) -> Markup:
    return panel(
        f"/alerts/{alert_id}/cancel",
        tag("h2", "Cancel this alert"),
        tag("p", "A cancellation is signed and sent by radio like the alert. It cannot be taken back."),
        labelled("Reason", line("reason", longest=MAX_NOTE, required=True)),
        buttons(tag("button", "Cancel this alert", class_="danger")),
    )
