"""Form fields with their labels."""

from collections.abc import Iterable

from edge_agent.web.html import Child, Markup, tag

Options = Iterable[tuple[object, str]]


def labelled(words: str, control: Child) -> Markup:
    return tag("label", tag("span", words), control)


def line(name: str, *, value: str = "", longest: int | None = None, **attributes: str | bool) -> Markup:
    """A field for one line of text; the browser offers nothing that was typed before."""
    return tag("input", name=name, value=value or None, maxlength=longest, autocomplete="off", **attributes)


def box(kind: str, name: str, value: object, words: str, *, checked: bool = False, required: bool = False) -> Markup:
    """A checkbox or radio button before its words."""
    control = tag("input", type=kind, name=name, value=str(value), checked=checked, required=required)
    return tag("label", control, tag("span", words), class_="inline")


def select(name: str, options: Options, chosen: str) -> Markup:
    found = [tag("option", words, value=str(value), selected=str(value) == chosen) for value, words in options]
    return tag("select", found, name=name)


def buttons(*content: Child) -> Markup:
    return tag("p", *content, class_="buttons")


def panel(action: str, *content: Child, files: bool = False) -> Markup:
    """A form that posts to `action`, in a frame of its own."""
    encoding = "multipart/form-data" if files else None
    return tag("form", *content, method="post", action=action, enctype=encoding, class_="panel")
