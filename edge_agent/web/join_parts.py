"""The parts of the page where members invite and decide who is let in."""

from edge_agent.qr import dark_modules
from edge_agent.web.fields import box, buttons, labelled, line, panel
from edge_agent.web.html import Markup, definitions, join, tag, when
from edge_agent.web.record import Record

MODULE = 6  # pixels
MARGIN = 4  # modules of white around a code


def how_to_join() -> Markup:
    return join(
        tag("p", "Somebody invites your node into the community. On the machine that shall join, type:"),
        tag("p", tag("code", "hearthnet join '", tag("i", "the whole address of this page"), "'")),
        tag("p", "The part of the address behind # is the invite; this node has not seen it.", class_="note"),
    )


def waiting(answer: Record) -> Markup:
    requests = answer.records("requests")
    if not requests:
        return tag("p", "Nobody waits to be let in.")
    note = None if answer.flag("grants") else tag(
        "p", "The root key is not open on this node: type ", tag("code", "hearthnet member approve"), " where it is.",
        class_="note",
    )  # fmt: skip
    return join(note, tag("ul", [_request(one, grants=answer.flag("grants")) for one in requests]))


def _request(one: Record, *, grants: bool) -> Markup:
    joins = one.text("matter") == "join"
    yes = tag("button", "Let in" if joins else "Agree") if grants else None
    no = tag("button", "Turn away", formaction="/join/refuse", class_="quiet") if joins else None
    node = line("node", value=one.text("node_id"), type="hidden")
    form = panel("/join/approve", node, buttons(yes, " ", no)) if yes or no else None
    asked = join(", ", when(one.number("time"))) if joins else None
    return tag("li", tag("bdi", one.text("name")), f" ({one.text('short')}) {one.text('words')}", asked, form)


def invite_form() -> Markup:
    return panel(
        "/join/invite",
        labelled("For whom", line("note", longest=32, placeholder="Fire station")),
        labelled("How many nodes", line("uses", value="1", longest=3, inputmode="numeric")),
        labelled("For how many days", line("days", value="7", longest=2, inputmode="numeric")),
        box("checkbox", "trusted", "yes", "They become trusted members at once"),
        buttons(tag("button", "Make an invite")),
    )


def open_invites(answer: Record) -> Markup:
    invites = answer.records("invites")
    return tag("ul", [_open_invite(one) for one in invites]) if invites else tag("p", "There is no open invite.")


def _open_invite(one: Record) -> Markup:
    used = f", {one.number('asked')} of {one.number('uses')} used, until "
    form = panel("/join/end", line("id", value=one.text("id"), type="hidden"), buttons(tag("button", "End")))
    return tag("li", tag("bdi", one.text("note") or one.text("id")), used, when(one.number("expires")), form)


def made(answer: Record) -> Markup:
    return join(
        tag("p", "Scan it, or type one of the two on the machine that shall join. Whoever has it is let in."),
        qr_code(answer.text("link")),
        definitions(
            ("Link", tag("code", answer.text("link"))),
            ("On a console", tag("code", f"hearthnet join {answer.text('code')}")),
            ("It must show these words", tag("strong", answer.text("words"))),
        ),
        tag("p", "Somebody has to agree then, on this page.") if answer.flag("asks") else None,
        tag("p", tag("a", "Nodes that join", href="/join"), class_="links"),
    )


def qr_code(text: str) -> Markup:
    """Black on white whatever the page's colours are: scanners expect that."""
    rows = dark_modules(text)
    size = len(rows) + 2 * MARGIN
    ink = "".join(
        f"M{x + MARGIN} {y + MARGIN}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return tag(
        "svg", tag("rect", width=size, height=size, fill="#fff"), tag("path", d=ink, fill="#000"),
        viewBox=f"0 0 {size} {size}", width=size * MODULE, height=size * MODULE, role="img", aria_label="QR code",
    )  # fmt: skip
