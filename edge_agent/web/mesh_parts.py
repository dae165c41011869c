"""The other nodes of the community: where each one is, and whom it has links with."""

from edge_agent.bus.capability import Json
from edge_agent.web.html import Markup, join, tag
from edge_agent.web.reader import Reader
from edge_agent.web.record import Record
from edge_agent.web.state_parts import duration


def nodes(answer: Json, reader: Reader) -> Markup:
    listed = Record(answer).records("peers")
    if not listed:
        return tag("p", "No other node is known. Invite one under “Nodes that join”.")
    names = {one.text("node"): one.text("name") or one.text("short") for one in listed}
    return tag("ul", [_node(one, names) for one in listed], class_="listed")


def _node(one: Record, names: dict[str, str]) -> Markup:
    links = [names[node] for node in one.texts("peers") if node in names]
    return tag(
        "li",
        tag("strong", tag("bdi", names[one.text("node")])), f": {_state(one)}",
        tag(
            "p", f"{one.text('trust')}, ", tag("code", one.text("short")),
            join(", linked with ", tag("bdi", ", ".join(links))) if links else None, class_="note",
        ),
    )  # fmt: skip


def _state(one: Record) -> str:
    match one.text("state"):
        case "linked":
            way = "through a hub" if one.flag("relayed") else "directly"
            return f"linked {way}, offers {one.number('capabilities')} capabilities"
        case "stale":
            return f"last heard {duration(one.number('heard_s'))} ago"
    return "not reached yet"
