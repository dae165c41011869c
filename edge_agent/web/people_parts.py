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
    note = (
        "Anybody can use the number of another radio: nobody has checked who wrote this, where no signature is named."
    )
    return join([_call(one) for one in calls], tag("ul", [_check_in(one) for one in safe]) if safe else None,
                tag("p", note, class_="note"))  # fmt: skip


def _call(call: Record) -> Markup:
    return tag(
        "article",
        tag("h3", "SOS ", tag("bdi", call.text("who"))),
        tag("p", call.text("text")) if call.text("text") else None,
        tag("p", _time(call), _source(call)),
        tag("p", _later(call)) if call.has("said_safe") else None,
        class_="sos",
    )


def _check_in(check_in: Record) -> Markup:
    said = f": {check_in.text('text')}" if check_in.text("text") else ""
    return tag("li", tag("bdi", check_in.text("who")), " is safe", said, ", ", _time(check_in))


def _later(call: Record) -> Markup:
    later = call.number("said_safe")
    who = "The same board or node" if call.flag("verified") else "The same radio"
    return join(f"{who} said later that it is safe", join(": ", when(later)) if later else None)


def _time(one: Record) -> Markup | str:
    return when(one.number("time")) if one.number("time") else "by a board without a clock"


def _source(one: Record) -> Markup:
    """A board or node signs with a key that the community certified; a radio proves nothing."""
    if one.flag("verified"):
        return join(", signed by its own key")
    return join(", heard by ", tag("bdi", one.text("heard_by")))
