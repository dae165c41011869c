"""An alert as people see it: the same card in the list, on its own page and in no other place."""

from collections.abc import Iterable

from edge_agent.bus.capability import Json
from edge_agent.web.area import area
from edge_agent.web.html import Markup, definitions, join, tag, when
from edge_agent.web.reader import Reader
from edge_agent.web.record import Record

RANK = {"Extreme": 0, "Severe": 1, "Moderate": 2, "Minor": 3}
ANSWERS = {
    "received": "I have read it",
    "acting": "I am acting on it",
    "need help": "I need help",
    "standing down": "I am standing down",
    "mistaken": "This is a mistake",
}
MARKS = {
    "Exercise": "EXERCISE: this is a drill, not a real danger",
    "Test": "TEST: this is a test, not a real danger",
    "System": "SYSTEM MESSAGE: not a warning",
}
ON_AIR = {
    "waiting": "waiting for its turn",
    "sent": "sent",
    "relayed": "sent, and repeated by another station",
    "not on radio": "not on the radio",
    "not yet reported": "not yet reported by the gateway",
}


def alerts(answer: Json, reader: Reader) -> Markup:
    """The section of the start page: real danger first, then severity, then the newest."""
    listed = sorted(Record(answer).records("alerts"), key=_order)
    if not listed:
        return tag("p", "No alert is in force here. New ones appear by themselves.", class_="calm")
    return join([card(alert, reader, page=False) for alert in listed])


def earlier(answer: Json) -> Markup:
    """Every alert that is known, the newest first, in one line each."""
    listed = sorted(Record(answer).records("alerts"), key=lambda alert: -alert.number("issued"))
    if not listed:
        return tag("p", "No alert has been received yet.")
    return tag("ul", [tag("li", _line(alert)) for alert in listed], class_="earlier")


def card(alert: Record, reader: Reader, *, page: bool) -> Markup:
    """`page`: the card is the page about this alert, so it carries the page's own heading and no link to itself."""
    name = tag("span", alert.text("event_name"), lang=reader.language)
    alert_id = alert.text("id")
    heading = tag("h1", name, dir="auto") if page else tag("h3", tag("a", name, href=f"/alerts/{alert_id}"), dir="auto")
    severity = alert.text("severity") or "Unknown"
    return tag(
        "article",
        marks(alert),
        tag("p", tag("strong", severity), " ", _pace(alert), class_="severity"),
        heading,
        _headline(alert),
        tag("ul", [tag("li", text) for text in alert.texts("instruction_texts")],
            class_="instructions", lang=reader.language, dir="auto"),
        _facts(alert),
        answer_buttons(alert_id) if "civdef.alert.ack" in reader.may and not page else None,
        class_=f"alert {severity.lower()}",
        id=f"alert-{alert_id}",
    )  # fmt: skip


def marks(alert: Record) -> Markup:
    """What keeps a drill, a test or a dead alert from being taken for a real one."""
    words = [MARKS[alert.text("status")]] if alert.text("status") in MARKS else []
    if alert.text("scope") == "Restricted":
        words.append("RESTRICTED: not for the public, never sent by radio")
    if not alert.flag("in_force"):
        words.append(f"NOT IN FORCE: {', '.join(alert.texts('not_in_force_because'))}")
    return join([tag("p", word, class_="mark") for word in words])


def title(alert: Record) -> str:
    """One line for titles and announcements; the mark comes first there too."""
    status = alert.text("status")
    words = [status.upper() if status in MARKS else "", "" if alert.flag("in_force") else "Not in force:"]
    words += [alert.text("severity"), alert.text("event_name")]
    return " ".join(word for word in words if word)


def answer_buttons(alert_id: str) -> Markup:
    """Three answers in one tap; the alert's own page has all of them, with a note."""
    buttons = [_answer_button(answer) for answer in ("received", "acting", "need help")]
    return tag("form", buttons, method="post", action=f"/alerts/{alert_id}/ack", class_="buttons")


def _answer_button(answer: str) -> Markup:
    return tag("button", ANSWERS[answer], name="answer", value=answer)


def _line(alert: Record) -> Markup:
    link = tag("a", title(alert), href=f"/alerts/{alert.text('id')}")
    return join(link, ", ", when(alert.number("issued")))


def _order(alert: Record) -> tuple[bool, int, int]:
    return alert.text("status") != "Actual", RANK.get(alert.text("severity"), len(RANK)), -alert.number("issued")


def _pace(alert: Record) -> str:
    words = [alert.text("urgency"), alert.text("certainty")]
    return ", ".join(word.lower() for word in words if word and word != "Unknown")


def _headline(alert: Record) -> Markup:
    words = " (cut to fit the radio; the full text follows when a faster link is there)"
    cut = tag("span", words, class_="note", dir="ltr") if alert.flag("headline_cut") else None
    text = tag("span", alert.text("headline"), lang=alert.text("language") or None)
    return tag("p", text, cut, class_="headline", dir="auto")


def _facts(alert: Record) -> Markup:
    issuer = alert.record("issuer")
    widened = tag("p", "The area was widened to fit the radio; it contains the original.", class_="note")
    return definitions(
        ("Where", join(area(alert.record("area")), widened if alert.flag("area_widened") else None)),
        ("In force until", when(alert.number("expires"))),
        ("Issued", when(alert.number("issued"))),
        ("Issued by", join(tag("bdi", issuer.text("name")), " ", tag("code", issuer.text("short")))),
        ("Radio", _on_air(alert.record("radio"))),
        ("Answers", _answers(alert.records("acknowledged"))),
        ("Short id", tag("code", alert.text("id"))),
    )


def _on_air(radio: Record) -> str:
    state, tries = radio.text("state"), radio.number("tries")
    return ON_AIR.get(state, state) + (f" ({tries} transmissions)" if tries > 1 else "")


def _answers(counts: Iterable[Record]) -> str:
    return ", ".join(f"{count.number('count')} {count.text('answer')}" for count in counts)
