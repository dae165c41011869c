"""Typed access to the children of a CAP element; every refusal names the element and its line. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from edge_agent.alerts.cap_xml import Node
from edge_agent.errors import BadRequest

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_YEARS = range(1970, 2101)


class Fields:
    """One element and its place in the document, for example `info[2]/area[1]`."""

    def __init__(self, node: Node, path: str) -> None:
        self.node = node
        self.path = path

    def refuse(self, node: Node, problem: str, *, number: int = 0) -> NoReturn:
        """Raise BadRequest for a child of this element."""
        name = node.name if number == 0 else f"{node.name}[{number}]"
        place = self.path if node is self.node else f"{self.path}/{name}".lstrip("/")
        raise BadRequest(f"CAP: {place}, line {node.line}: {problem}")

    def nodes(self, name: str) -> list[Node]:
        namespace = self.node.namespace
        return [child for child in self.node.children if child.name == name and child.namespace == namespace]

    def inner(self, name: str) -> list["Fields"]:
        """Child elements that have children of their own."""
        nodes = self.nodes(name)
        return [Fields(node, f"{self.path}/{name}[{at}]".lstrip("/")) for at, node in enumerate(nodes, 1)]

    def optional(self, name: str) -> Node | None:
        """The only child of that name that is not blank, or None."""
        nodes = self.nodes(name)
        if len(nodes) > 1:
            self.refuse(nodes[1], "given more than once")
        return nodes[0] if nodes and nodes[0].text else None

    def required(self, name: str) -> Node:
        node = self.optional(name)
        if node is None:
            path = self.path or self.node.name
            raise BadRequest(f"CAP: {path}, line {self.node.line}: {name} is missing")
        return node

    def text(self, name: str) -> str:
        """The text of an optional child, "" when there is none."""
        node = self.optional(name)
        return node.text if node else ""

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(node.text for node in self.nodes(name) if node.text)

    def choice(self, name: str, words: Sequence[str]) -> str:
        """A required enumeration; CAP's words are matched exactly, as the standard asks."""
        return self._one_of(self.required(name), words)

    def choices(self, name: str, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._one_of(node, words) for node in self.nodes(name))

    def time(self, name: str) -> datetime | None:
        """A moment with its offset; blank or absent is None."""
        return self._moment(node) if (node := self.optional(name)) else None

    def moment(self, name: str) -> datetime:
        """A required moment."""
        return self._moment(self.required(name))

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """valueName and value of each child; CAP 1.0 wrote them as `name=value`."""
        return tuple(self._pair(field) for field in self.inner(name))

    def _moment(self, node: Node) -> datetime:
        if not _TIME.fullmatch(node.text):
            self.refuse(node, f"{_short(node.text)} is not a date and time with offset, as 2026-05-01T14:30:00+02:00")
        try:
            moment = datetime.fromisoformat(node.text)
        except ValueError as error:
            self.refuse(node, f"{_short(node.text)}: {error}")
        if moment.year not in _YEARS:
            self.refuse(node, f"{_short(node.text)} is not between {_YEARS[0]} and {_YEARS[-1]}")
        return moment

    def _pair(self, field: "Fields") -> tuple[str, str]:
        if not field.node.children and "=" in field.node.text:
            key, _, value = field.node.text.partition("=")
            return key.strip(), value.strip()
        return field.required("valueName").text, field.text("value")

    def _one_of(self, node: Node, words: Sequence[str]) -> str:
        if node.text not in words:
            self.refuse(node, f"{_short(node.text)} is not one of {', '.join(words)}")
        return node.text


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "...")
