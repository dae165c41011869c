"""CAP 1.2 made from an alert as readers have it, naming the document it came from. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from edge_agent.alerts import cap as cap_document
from edge_agent.alerts.model import RESTRICTED, Document, Stored, alert_id, expiry
from edge_agent.errors import BadRequest
from meshwire import registry, vocabulary
from meshwire.alert import Alert
from meshwire.area import Area
from meshwire.event import author_id
from meshwire.phrasebook import Phrasebook

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
ORIGINAL = "hearthnet:original"  # parameter: sender,identifier,sent of the document that the alert was made from
_NOT_XML = dict.fromkeys([*range(0x20), 0xFFFE, 0xFFFF])  # XML 1.0, section 2.2


def to_cap(stored: Stored, document: Document | None, replaced: Sequence[Stored] = ()) -> bytes:
    """The alert as CAP 1.2; `document` is the one it was made from, `replaced` what it updates or cancels."""
    alert = stored.alert
    root = Element("alert", xmlns=NAMESPACE)
    _put(root, "identifier", stored.id)
    _put(root, "sender", _sender(stored))
    _put(root, "sent", _time(stored.event.time))
    _put(root, "status", registry.STATUSES[alert.status])
    _put(root, "msgType", registry.MESSAGE_TYPES[alert.message_type])
    is_restricted = stored.event.topic == RESTRICTED
    _put(root, "scope", "Restricted" if is_restricted else "Public")
    if is_restricted:
        _put(root, "restriction", "this node only")
    if replaced:
        _put(root, "references", " ".join(f"{_sender(one)},{one.id},{_time(one.event.time)}" for one in replaced))
    _put_info(root, stored, document)
    indent(root)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def replaced_ids(stored: Stored) -> list[str]:
    """The ids of the alerts that this one updates or cancels."""
    own = author_id(stored.event.author)
    return [alert_id(author or own, stored.event.topic, seq) for author, seq in stored.alert.replaces]


def _put_info(root: Element, stored: Stored, document: Document | None) -> None:
    alert, sent = stored.alert, stored.event.time
    language = registry.LANGUAGES[alert.language]
    book = Phrasebook(language)
    info = SubElement(root, "info")
    _put(info, "language", language)
    _put(info, "category", registry.CATEGORIES[alert.category])
    _put(info, "event", book.event(alert.event_code))
    for bit, word in enumerate(registry.RESPONSES):
        if alert.responses >> bit & 1:
            _put(info, "responseType", word)
    _put(info, "urgency", registry.URGENCIES[alert.urgency])
    _put(info, "severity", registry.SEVERITIES[alert.severity])
    _put(info, "certainty", registry.CERTAINTIES[alert.certainty])
    if alert.event_code < len(vocabulary.EVENTS):
        _put_pair(info, "eventCode", "hearthnet:event", vocabulary.EVENTS[alert.event_code])
    if alert.onset_min:
        _put(info, "onset", _time(sent + 60 * alert.onset_min))
    _put(info, "expires", _time(expiry(stored.event, alert)))
    if alert.headline:
        _put(info, "headline", alert.headline)
    if alert.instructions:
        _put(info, "instruction", " ".join(book.instruction(code) for code in alert.instructions))
    for name, value in _parameters(alert, document):
        _put_pair(info, "parameter", name, value)
    _put_area(info, alert.area)


def _parameters(alert: Alert, document: Document | None) -> Iterator[tuple[str, str]]:
    known = [vocabulary.INSTRUCTIONS[code] for code in alert.instructions if code < len(vocabulary.INSTRUCTIONS)]
    if known:
        yield "hearthnet:instructions", " ".join(known)
    if alert.headline_cut:
        yield "hearthnet:headline", "shortened"
    if alert.area_widened:
        yield "hearthnet:area", "simplified"
    if alert.digest:
        yield "hearthnet:digest", alert.digest.hex()
    if document:
        yield ORIGINAL, _original(document)


def _original(document: Document) -> str:
    """sender,identifier,sent; without sent when another node passed on a document that cannot be read here."""
    try:
        sent = cap_document.parse(document.data).reference.sent
    except BadRequest:
        return f"{document.sender},{document.identifier}"
    return f"{document.sender},{document.identifier},{sent}"


def _put_area(info: Element, area: Area) -> None:
    element = SubElement(info, "area")
    schemes = {code: name for code, name, _ in registry.GEOCODE_SCHEMES}
    pairs = [_pair(schemes, scheme, value) for scheme, value in area.geocodes]
    parts = [f"{name} {value}" for name, value in pairs]
    parts += [f"polygon of {len(ring)} corners" for ring in area.polygons]
    parts += [f"{radius / 10:g} km around {_degrees(lat)},{_degrees(lon)}" for lat, lon, radius in area.circles]
    _put(element, "areaDesc", "; ".join(parts) or "not given")
    for ring in area.polygons:
        _put(element, "polygon", " ".join(f"{_degrees(lat)},{_degrees(lon)}" for lat, lon in (*ring, ring[0])))
    for lat, lon, radius in area.circles:
        _put(element, "circle", f"{_degrees(lat)},{_degrees(lon)} {radius / 10:g}")
    for name, value in pairs:
        _put_pair(element, "geocode", name, value)


def _pair(schemes: dict[int, str], scheme: int, value: str) -> tuple[str, str]:
    if scheme == 0 and "=" in value:
        name, _, value = value.partition("=")
        return name or "other", value
    return schemes.get(scheme, f"scheme {scheme}"), value


def _sender(stored: Stored) -> str:
    return f"hearthnet:{stored.event.author.hex()}"


def _time(seconds: int) -> str:
    """UTC as CAP writes it; an event may carry a time that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")
    except (ValueError, OverflowError) as error:
        raise BadRequest(f"the alert names the time {seconds}, which is not a date") from error


def _degrees(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}"


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text.translate(_NOT_XML)


def _put_pair(parent: Element, name: str, key: str, value: str) -> None:
    element = SubElement(parent, name)
    _put(element, "valueName", key)
    _put(element, "value", value)
