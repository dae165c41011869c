"""Alerts: list, read in full, answer, issue with preview and a typed word, cancel. Pure."""

from dataclasses import replace

from edge_agent.console.canvas import fact
from edge_agent.console.model import (
    Action,
    Confirm,
    Do,
    Field,
    Form,
    Line,
    News,
    Reading,
    Row,
    Screen,
    State,
    Step,
    why_not,
    with_agent,
)
from edge_agent.console.reading import Json, number, record, text, texts
from edge_agent.console.screens.overview import alert_words
from edge_agent.console.screens.templates import TEMPLATES, fields, request

ANSWERS = ("received", "acting", "need help", "standing down", "mistaken")
READ_JOB, ACK_JOB, CANCEL_JOB = "civdef.alert.get", "civdef.alert.ack", "civdef.alert.cancel"
EVENT_KEYS = ("event_name", "severity", "urgency", "certainty")
PREVIEW_JOB, ISSUE_JOB = "civdef.alert.preview", "civdef.alert.issue"


def lines(state: State) -> list[Line]:
    """Those in force, as the agent last told them."""
    head = f"In force: {len(state.facts.alerts)}" + (" (as last heard)" if state.facts.down else "")
    rows: list[Line] = [Row(f"{text(one, 'id'):<14} {alert_words(one)}", text(one, "id")) for one in state.facts.alerts]
    return [head, *rows] if rows else [head, "", "No alert is in force."]


def actions(state: State) -> list[Action]:
    may_issue = with_agent(state, why_not(state, "issue"))
    return [
        Action("a", "answer", _answer, with_agent(state, why_not(state, "acknowledge"))),
        Action("i", "issue", _choose, may_issue),
        Action("c", "cancel one", _cancel, may_issue),
    ]


def enter(state: State, key: str) -> Step:
    return state, (Do(READ_JOB, {"id": key}),)


def read(state: State, news: News) -> Step:
    """An alert in full."""
    if news.problem:
        return state.saying(news.problem), ()
    alert, width = news.body, state.width
    radio, issuer = record(alert, "radio"), record(alert, "issuer")
    why = "; ".join(texts(alert, "not_in_force_because"))
    answers = ", ".join(f"{text(one, 'answer')} {number(one, 'count')}" for one in _records(alert, "acknowledged"))
    told = [
        *fact("alert", f"{text(alert, 'id')} ({text(alert, 'message_type')})", width),
        *fact("status", f"{text(alert, 'status').upper()}, {why or 'in force'}", width),
        *fact("event", ", ".join(text(alert, key) for key in EVENT_KEYS), width),
        *fact("headline", text(alert, "headline"), width),
        *[line for words in texts(alert, "instruction_texts") for line in fact("do", words, width)],
        *fact("area", area_words(record(alert, "area")), width),
        *fact("issued by", f"{text(issuer, 'name') or 'unknown'} {text(issuer, 'short')}", width),
        *fact("ends in", f"{max(0, number(alert, 'expires') - state.now_s) // 60} min", width),
        *fact("radio", f"{text(radio, 'state')}, {number(radio, 'tries')} transmissions", width),
        *fact("answers", answers or "none", width),
    ]
    return state.showing(Reading("Alert", tuple(told), about=text(alert, "id"))), ()


def area_words(area: Json) -> str:
    codes = [f"{one[0]} {one[1]}" for one in _lists(area, "geocodes") if len(one) == 2]
    rings = [f"polygon of {len(one)} corners" for one in _lists(area, "polygons")]
    circles = [f"{one[2]} km around {one[0]}, {one[1]}" for one in _lists(area, "circles") if len(one) == 3]
    return ", ".join((*codes, *rings, *circles))


def _answer(state: State, key: str) -> Step:
    if not key:
        return state.saying("choose an alert first"), ()
    form = Form(
        f"Answer the alert {key}", ACK_JOB,
        (Field("answer", "answer", ANSWERS[0], ANSWERS), Field("note", "note", longest=100)),
        at=0, extra={"id": key}, submit="send the answer",
    )  # fmt: skip
    return state.showing(form), ()


def acknowledged(state: State, news: News) -> Step:
    if news.problem:
        return _in_form(state, news.problem), ()
    said = f"answered {text(news.body, 'id')}: {text(news.body, 'answer')}"
    return replace(state, over=()).saying(said), (Do("look"),)


def _cancel(state: State, key: str) -> Step:
    if not key:
        return state.saying("choose an alert first"), ()
    alert = next((one for one in state.facts.alerts if text(one, "id") == key), {})
    said = (alert_words(alert), "", "It ends everywhere the cancellation is heard. That cannot be taken back.")
    return state.showing(Confirm(f"Cancel {key}", said, "CANCEL", Do(CANCEL_JOB, {"id": key}))), ()


def cancelled(state: State, news: News) -> Step:
    return state.saying(news.problem or f"cancelled; the cancellation is {text(news.body, 'id')}"), (Do("look"),)


def _choose(state: State, _: str) -> Step:
    names = tuple(TEMPLATES)
    form = Form(
        "Issue an alert: what to begin with", "template",
        (Field("template", "template", names[0], names),), submit="fill in the form",
    )  # fmt: skip
    return state.showing(form), ()


def chosen(state: State, news: News) -> Step:
    """The form, filled in from the template."""
    title = "Issue an alert (nothing is sent before you confirm)"
    form = Form(title, PREVIEW_JOB, fields(text(news.body, "template")), submit="preview")
    return state.back().showing(form), ()


def previewed(state: State, news: News) -> Step:
    """What it will be on the air, and the word that sends it."""
    form = state.over[-1] if state.over else None
    if not isinstance(form, Form):
        return state, ()
    if news.problem:
        return _in_form(state, news.problem), ()
    answer, width = news.body, state.width
    actual = text(answer, "status") == "Actual"
    warning = "REAL ALERT: people will act on it, and sirens sound when it is Severe or Extreme."
    seconds = number(record(answer, "airtime_ms"), "LongFast") / 1000
    told = [
        warning if actual else f"{text(answer, 'status').upper()}: every screen will say so.",
        *fact("event", f"{text(answer, 'event')}, {text(answer, 'severity')}", width),
        *fact("headline", text(answer, "headline") + (" (cut to fit)" if answer.get("headline_cut") else ""), width),
        *fact("area", area_words(record(answer, "area")), width),
        *fact("in force for", f" {number(answer, 'lifetime_min')} min", width),
        *fact("on the air", f"{number(answer, 'payload_bytes')} bytes, {seconds:.2f} s each time on LongFast", width),
        *[line for words in texts(answer, "left_out") for line in fact("left out", words, width)],
    ]
    said = Confirm("Preview", tuple(told), "REAL" if actual else "SEND", Do(ISSUE_JOB, request(form.answers)))
    return state.with_top(replace(form, problem="")).showing(said), ()


def issued(state: State, news: News) -> Step:
    return state.saying(news.problem or f"issued as {text(news.body, 'id')}"), (Do("look"),)


def _in_form(state: State, problem: str) -> State:
    top = state.over[-1] if state.over else None
    return state.with_top(replace(top, problem=problem)) if isinstance(top, Form) else state.saying(problem)


def _records(values: Json, key: str) -> list[Json]:
    found = values.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _lists(values: Json, key: str) -> list[list[object]]:
    found = values.get(key)
    return [one for one in found if isinstance(one, list)] if isinstance(found, list) else []


TOLD = {
    READ_JOB: read, ACK_JOB: acknowledged, CANCEL_JOB: cancelled, "template": chosen, PREVIEW_JOB: previewed,
    ISSUE_JOB: issued,
}  # fmt: skip
SCREEN = Screen("Alerts", lines, actions, enter)
