"""What an alert feed lists: links to CAP documents, or one CAP document itself. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from edge_agent.errors import BadRequest

MAX_ENTRIES = 50  # the newest; a feed that lists more repeats itself at the next poll
CAP_TYPES = frozenset({"application/cap+xml", "application/common-alerting-protocol+xml"})


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
    url, version = None, ""
    for child in item:
        name = _local(child)
        if name == "link" and _is_alert_link(child):
            url = urljoin(base, (child.get("href") or child.text or "").strip())
        if name in ("updated", "pubDate", "id", "guid"):
            version += (child.text or "").strip()
    if url is None or urlsplit(url).scheme not in ("http", "https"):
        return None
    return Entry(url, version)


def _is_alert_link(link: Element) -> bool:
    """A link of a CAP type, or one without a type where the feed has no other kind."""
    kind = (link.get("type") or "").split(";")[0].strip()
    return kind in CAP_TYPES or (kind in ("", "text/xml", "application/xml") and link.get("rel") in (None, "alternate"))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
