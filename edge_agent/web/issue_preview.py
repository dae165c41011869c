"""What an alert will be on the air, and the button that sends it."""

import secrets

from edge_agent.web.area import area
from edge_agent.web.drafts import Form
from edge_agent.web.fields import buttons
from edge_agent.web.html import Markup, definitions, join, tag
from edge_agent.web.issue_form import hidden
from edge_agent.web.reader import Reader
from edge_agent.web.record import Record
from edge_agent.web.state_parts import duration
from meshwire.phrasebook import Phrasebook
from meshwire.vocabulary import EVENTS

LONGFAST = "LongFast"  # the preset that most Meshtastic radios use
DRAFT_BYTES = 16  # of chance in a draft's name; it only has to differ from other drafts


def preview_of(form: Form, answer: Record, reader: Reader) -> Markup:
    draft = tag("input", type="hidden", name="draft", value=secrets.token_urlsafe(DRAFT_BYTES))
    confirm = buttons(tag("button", "Sign and send", class_="danger"), " or change it below.")
    return tag(
        "section",
        tag("h2", "Preview", id="preview-title"),
        _mark(answer),
        _content(answer, Phrasebook(reader.language)),
        _cost(answer),
        tag("form", hidden(form), draft, confirm, method="post", action="/issue"),
        class_="panel preview",
        aria_labelledby="preview-title",
        role="status",
    )


def _mark(answer: Record) -> Markup:
    status = answer.text("status")
    if status == "Actual":
        words = "REAL ALERT: people will act on it, and sirens sound when it is Severe or Extreme."
        return tag("p", words, class_="problem")
    return tag("p", f"{status.upper()}: every screen will say so.", class_="mark")


def _content(answer: Record, phrases: Phrasebook) -> Markup:
    event = phrases.event(EVENTS.index(answer.text("event")))
    cut = tag("span", " (cut to fit)", class_="note") if answer.flag("headline_cut") else None
    widened = tag("p", "widened to fit; it contains the original", class_="note")
    instructions = [tag("li", phrases.instruction(code)) for code in answer.numbers("instructions")]
    return definitions(
        ("Severity", answer.text("severity")),
        ("Event", tag("bdi", event)),
        ("Headline", join(tag("span", answer.text("headline"), dir="auto"), cut)),
        ("What to do", tag("ul", instructions, dir="auto") if instructions else "no instruction"),
        ("Where", join(area(answer.record("area")), widened if answer.flag("area_widened") else None)),
        ("In force for", duration(60 * answer.number("lifetime_min"))),
    )


def _cost(answer: Record) -> Markup:
    left_out = tag("ul", [tag("li", item) for item in answer.texts("left_out")])
    rest = ("Not on the radio", left_out if answer.texts("left_out") else "nothing is left out")
    if not answer.number("frames"):
        return definitions(("Radio", "restricted: it stays on this node and is not sent by radio"))
    airtime = answer.record("airtime_ms").number(LONGFAST)
    return definitions(
        ("Size", f"{answer.number('payload_bytes')} bytes in one radio frame"),
        ("Airtime", f"{airtime / 1000:.2f} s each time it is sent ({LONGFAST})"),
        rest,
    )
