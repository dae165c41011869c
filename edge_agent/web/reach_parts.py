"""How far the node reaches, and what changed lately."""

from edge_agent.bus.capability import Json
from edge_agent.web.html import Markup, join, tag, when
from edge_agent.web.reader import Reader
from edge_agent.web.record import Record

WORDS = {
    "online": "The internet is there",
    "lan": "The neighbourhood's network is there",
    "radio": "Only the radio reaches others",
    "alone": "This node reaches nobody",
}
SHOWN = 5


def reach(answer: Json, reader: Reader) -> Markup:
    told = Record(answer)
    state = told.text("state")
    changes = told.records("changes")[:SHOWN]
    return join(
        tag("p", tag("strong", WORDS.get(state, state)), ": ", told.text("reason"), "."),
        tag("ul", [_change(one) for one in changes], class_="listed") if changes else None,
    )


def _change(one: Record) -> Markup:
    return tag("li", when(one.number("at")), f": {one.text('after')}, before that {one.text('before')}")
