"""What the boards' sensors said last."""

from edge_agent.bus.capability import Json
from edge_agent.web.html import Markup, join, tag, when
from edge_agent.web.reader import Reader
from edge_agent.web.record import Record


def sensors(answer: Json, reader: Reader) -> Markup:
    listed = Record(answer).records("sensors")
    if not listed:
        return tag("p", "No sensor has reported a change.")
    note = "Sensors of neighbours, not of an authority: look for yourself where you can."
    return join(tag("ul", [_sensor(one) for one in listed], class_="listed"), tag("p", note, class_="note"))


def _sensor(one: Record) -> Markup:
    state = one.text("state")
    said = "does not answer" if state == "silent" else one.text("value")
    return tag(
        "li",
        tag("strong", f"{state.upper()} ") if state in ("alarm", "watch") else None,
        tag("bdi", one.text("name")), f": {one.text('kind')} {said}".rstrip(),
        tag(
            "p", "board ", tag("bdi", one.text("board")),
            join(", since ", when(one.number("time"))) if one.number("time") else None, class_="note",
        ),
        class_="sos" if state == "alarm" else None,
    )  # fmt: skip
