"""The form for a new alert: from a CAP document, or by fields."""

from collections.abc import Sequence

from edge_agent.web.drafts import Form
from edge_agent.web.fields import Options, box, buttons, labelled, line, panel, select
from edge_agent.web.html import Markup, tag
from meshwire.phrasebook import Phrasebook
from meshwire.registry import CERTAINTIES, SEVERITIES, URGENCIES
from meshwire.vocabulary import EVENTS, INSTRUCTIONS

LIFETIMES = ((30, "30 minutes"), (60, "1 hour"), (180, "3 hours"), (360, "6 hours"), (720, "12 hours"), (1440, "1 day"),
             (4320, "3 days"))  # fmt: skip
STATUSES = (("Exercise", "Exercise (a drill)"), ("Test", "Test"), ("Actual", "Actual (a real danger)"))
OVERRIDES = (("", "as the file says"), ("Exercise", "an exercise (a drill)"), ("Test", "a test"))
FILES = ".xml,.cap,text/xml,application/cap+xml"
MAX_HEADLINE = 160  # CAP 1.2 advises at most 160 characters


def cap_form(form: Form) -> Markup:
    retime = "retime" in form or "cap" not in form
    return panel(
        "/issue/preview",
        tag("h2", "From a CAP document"),
        labelled("File (CAP 1.2 or 1.1, XML)", tag("input", type="file", name="cap_base64", accept=FILES)),
        labelled("or paste it", tag("textarea", _first(form, "cap"), name="cap", rows=4, spellcheck="false")),
        labelled("Issue it as", select("status_override", OVERRIDES, _first(form, "status_override"))),
        box(
            "checkbox",
            "retime",
            "yes",
            "Start it now, with the same length",
            checked=retime,
        ),
        _submit(),
        files=True,
    )


def fields_form(form: Form, language: str, languages: Sequence[str]) -> Markup:
    phrases = Phrasebook(language)
    return panel(
        "/issue/preview",
        tag("h2", "By fields"),
        labelled("Status", select("status", STATUSES, _first(form, "status"))),
        labelled("Event", select("event", _events(phrases), _first(form, "event") or "flood")),
        tag(
            "div",
            labelled("Severity", select("severity", _plain(SEVERITIES), _first(form, "severity") or "Severe")),
            labelled("Urgency", select("urgency", _plain(URGENCIES), _first(form, "urgency") or "Immediate")),
            labelled("Certainty", select("certainty", _plain(CERTAINTIES), _first(form, "certainty") or "Observed")),
            class_="columns",
        ),
        _text(form, "headline", "Headline", longest=MAX_HEADLINE, required=True, dir="auto"),
        labelled("Language of the headline", _languages(languages, _first(form, "language") or language)),
        tag("h3", "Where (at least one)"),
        _text(form, "area", "Area codes", placeholder="AGS:05154036 SAME:006109"),
        _text(form, "circle", "Circle: latitude,longitude and radius in km", placeholder="51.84,6.24 3"),
        _text(form, "polygon", "Polygon: corners as latitude,longitude", placeholder="51.83,6.21 51.86,6.2 51.85,6.27"),
        labelled("In force for", select("lifetime_min", LIFETIMES, _first(form, "lifetime_min") or "180")),
        _instructions(phrases, form.get("instructions", ())),
        _submit(),
    )


def hidden(form: Form) -> list[Markup]:
    """The same answers again, out of sight, for the form that confirms them."""
    return [
        tag("input", type="hidden", name=key, value=value) for key, values in form.items() for value in values if value
    ]


def _events(phrases: Phrasebook) -> Options:
    """By name in the reader's language."""
    return sorted(
        ((key, phrases.event(code)) for code, key in enumerate(EVENTS)), key=lambda option: option[1].casefold()
    )


def _languages(languages: Sequence[str], chosen: str) -> Markup:
    return select("language", [(language, language) for language in languages], chosen)


def _instructions(phrases: Phrasebook, chosen: Sequence[str]) -> Markup:
    boxes = [
        box("checkbox", "instructions", code, phrases.instruction(code), checked=str(code) in chosen)
        for code in range(1, len(INSTRUCTIONS))
    ]
    legend = tag("legend", "What people should do (each costs one byte on the air)")
    return tag("fieldset", legend, tag("div", boxes, lang=phrases.language, class_="choices"))


def _text(form: Form, name: str, words: str, *, longest: int | None = None, **attributes: str | bool) -> Markup:
    return labelled(words, line(name, value=_first(form, name), longest=longest, spellcheck="false", **attributes))


def _plain(words: Sequence[str]) -> Options:
    """The table's words from the worst to unknown."""
    return [(word, word) for word in reversed(words)]


def _submit() -> Markup:
    return buttons(tag("button", "Preview"), " Nothing is sent before you confirm.")


def _first(form: Form, key: str) -> str:
    return next((value for value in form.get(key, ()) if value.strip()), "")
