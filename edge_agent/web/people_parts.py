"""Who calls for help and who is safe, as people wrote by radio."""

from edge_agent.bus.capability import Json
from edge_agent.web.html import Markup, join, tag, when
from edge_agent.web.reader import Reader
from edge_agent.web.record import Record


def people(answer: Json, reader: Reader) -> Markup:
    state = Record(answer)
    calls, safe = state.records("sos"), state.records("check_ins")
    if not calls and not safe:
        return tag("p", "Nobody has called for help or checked in by radio.")
    note = "Anybody can use the number of another radio: nobody has checked who wrote this."
    return join([_call(one) for one in calls], tag("ul", [_check_in(one) for one in safe]) if safe else None,
                tag("p", note, class_="note"))  # fmt: skip


def _call(call: Record) -> Markup:
    later = call.number("said_safe")
    return tag(
        "article",
        tag("h3", "SOS ", tag("bdi", call.text("who"))),
        tag("p", call.text("text")) if call.text("text") else None,
        tag("p", when(call.number("time")), ", heard by ", tag("bdi", call.text("heard_by"))),
        tag("p", "The same radio said later that it is safe: ", when(later)) if later else None,
        class_="sos",
    )


def _check_in(check_in: Record) -> Markup:
    said = f": {check_in.text('text')}" if check_in.text("text") else ""
    return tag("li", tag("bdi", check_in.text("who")), " is safe", said, ", ", when(check_in.number("time")))
