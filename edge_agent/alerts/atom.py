"""What an alert feed lists: links to CAP documents, or one CAP document itself. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from edge_agent.errors import BadRequest

MAX_ENTRIES = 1000  # looked at; a national feed on a stormy day lists some hundred
CAP_TYPES = frozenset({"application/cap+xml", "application/common-alerting-protocol+xml"})
VERSIONS = ("updated", "pubDate", "id", "guid")


@dataclass(frozen=True, slots=True)
class Entry:
    """`url` of a CAP document; `version` changes when the document does."""

    url: str
    version: str


def entries(data: bytes, base: str) -> Sequence[Entry] | None:
    """The CAP documents that an Atom or RSS feed links to; None when `data` is itself a CAP alert, else BadRequest."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadRequest(f"the feed is not well-formed XML: {error}") from None
    kind = _local(root)
    if kind == "alert":
        return None
    if kind not in ("feed", "rss"):
        raise BadRequest(f"the feed is a <{kind}>; Atom, RSS and CAP are understood")
    items = [item for item in root.iter() if _local(item) in ("entry", "item")]
    found = [_entry(item, base) for item in items[:MAX_ENTRIES]]
    return [entry for entry in found if entry is not None]


def _entry(item: Element, base: str) -> Entry | None:
    version = "".join((child.text or "").strip() for child in item if _local(child) in VERSIONS)
    links = [child for child in item if _local(child) == "link"]
    link = next(filter(_is_cap_link, links), next(filter(_may_be_cap_link, links), None))
    url = None if link is None else _absolute(base, (link.get("href") or link.text or "").strip())
    return None if url is None else Entry(url, version)


def _absolute(base: str, reference: str) -> str | None:
    """An http or https address; None for what is no such thing."""
    try:
        url = urljoin(base, reference)
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:  # "http://[" for example
        return None


def _is_cap_link(link: Element) -> bool:
    return _type(link) in CAP_TYPES


def _may_be_cap_link(link: Element) -> bool:
    """Many feeds do not say the type of their only kind of link."""
    return _type(link) in ("", "text/xml", "application/xml") and link.get("rel") in (None, "alternate")


def _type(link: Element) -> str:
    return (link.get("type") or "").split(";")[0].strip()


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
