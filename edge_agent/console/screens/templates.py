"""What an alert can begin with, and the form's answers as a request. Pure."""

from collections.abc import Mapping

from edge_agent.console.model import Field
from edge_agent.console.reading import text
from meshwire import registry, vocabulary

WORST_FIRST = tuple(reversed(registry.SEVERITIES))
NONE = "-"
INSTRUCTIONS = (NONE, *vocabulary.INSTRUCTIONS[1:])
# An exercise unless somebody chooses otherwise: a real alert should need one thought more.
TEMPLATES: Mapping[str, Mapping[str, str]] = {
    "empty": {},
    "flood: leave the river": {
        "event": "flood", "severity": "Severe", "headline": "Flood: leave the river side now",
        "first": "leave-river", "second": "do-not-enter-floodwater",
    },
    "storm: stay indoors": {
        "event": "storm", "severity": "Severe", "headline": "Storm: stay indoors", "first": "stay-indoors",
        "second": "keep-away-from-windows",
    },
    "smoke: close windows": {
        "event": "fire", "severity": "Severe", "headline": "Smoke: go indoors, close windows and doors",
        "first": "close-windows-and-doors", "second": "switch-off-ventilation",
    },
    "evacuation": {
        "event": "other", "severity": "Extreme", "headline": "Leave the area now", "first": "leave-now",
        "second": "go-to-assembly-point",
    },
}  # fmt: skip


def fields(template: str) -> tuple[Field, ...]:
    """The form; an event that the registry does not have becomes the first one."""
    begin = TEMPLATES.get(template, {})
    events = vocabulary.EVENTS
    event = begin.get("event", "other")
    return (
        Field("status", "status", "Exercise", ("Exercise", "Test", "Actual")),
        Field("event", "event", event if event in events else events[0], tuple(sorted(events))),
        Field("severity", "severity", begin.get("severity", "Unknown"), WORST_FIRST),
        Field("urgency", "urgency", "Immediate", tuple(reversed(registry.URGENCIES))),
        Field("certainty", "certainty", "Observed", tuple(reversed(registry.CERTAINTIES))),
        Field("headline", "headline", begin.get("headline", ""), longest=160),
        Field("area", "codes AGS:05154036"),
        Field("circle", "circle lat,lon,3km"),
        Field("first", "do", begin.get("first", NONE), INSTRUCTIONS),
        Field("second", "and do", begin.get("second", NONE), INSTRUCTIONS),
        Field("lifetime_min", "minutes in force", "180", longest=5),
    )


def request(answers: Mapping[str, object]) -> dict[str, object]:
    """The body of civdef.alert.preview and civdef.alert.issue."""
    names = ("status", "event", "severity", "urgency", "certainty", "headline", "area", "circle")
    asked: dict[str, object] = {name: text(answers, name) for name in names if text(answers, name)}
    asked["instructions"] = [word for key in ("first", "second") if (word := text(answers, key)) not in ("", NONE)]
    minutes = text(answers, "lifetime_min")
    asked["lifetime_min"] = int(minutes) if minutes.isascii() and minutes.isdecimal() else minutes
    return {"fields": asked}
