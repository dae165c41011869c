"""HTML built from values. Every text is escaped here and nowhere else, so peers' words cannot become markup."""

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeAlias

from edge_agent.text import OVERRIDES

Child: TypeAlias = "str | int | None | Iterable[Child]"
VOID = frozenset({"br", "input", "link", "meta"})  # elements without content and end tag
UNSEEN = (*range(9), 11, 12, *range(14, 32), *range(127, 160), *map(ord, OVERRIDES))
CONTROLS = dict.fromkeys(UNSEEN, "\N{REPLACEMENT CHARACTER}")  # characters that hide or reorder what stands beside them


class Markup(str):
    """Text that is HTML already; made by `tag` and `join` only."""

    __slots__ = ()


def join(*children: Child) -> Markup:
    """The children one after the other: Markup as it is, other text escaped, None left out."""
    return Markup("".join(_rendered(child) for child in children))


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """`tag("p", text, class_="note", data_id=7)`. An attribute that is None or False is left out, True stands alone."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def when(utc_s: int) -> Markup:
    """A moment in the node's own time zone, which it names; the script shows it in the reader's zone."""
    if utc_s <= 0:
        return tag("span", "unknown time")
    moment = datetime.fromtimestamp(utc_s, UTC)
    return tag("time", moment.astimezone().strftime("%a %-d %b, %H:%M %Z"), datetime=moment.strftime("%Y-%m-%dT%H:%MZ"))


def definitions(*rows: tuple[str, Child]) -> Markup:
    """A definition list; rows whose value is None or empty are left out."""
    return tag("dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in rows if value not in (None, "")])


def _rendered(child: Child) -> str:
    if isinstance(child, Markup):
        return child
    if child is None:
        return ""
    if isinstance(child, str | int):
        return html.escape(str(child).translate(CONTROLS))
    return "".join(_rendered(grandchild) for grandchild in child)


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value).translate(CONTROLS))}"'
