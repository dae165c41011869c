"""CAP 1.2 (and 1.1 and 1.0) documents as values. OASIS CAP-v1.2, section 3.2. Pure: no I/O, no clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from edge_agent.alerts import cap_geometry
from edge_agent.alerts.cap_fields import Fields
from edge_agent.alerts.cap_geometry import Circle, Point
from edge_agent.alerts.cap_xml import Node, read
from edge_agent.errors import BadRequest

VERSIONS = {
    "urn:oasis:names:tc:emergency:cap:1.2": "1.2",
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "http://www.incident.com/cap/1.0": "1.0",
}
SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
DEFAULT_LANGUAGE = "en-US"  # what the standard says an info without language is in

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
_VERY_LIKELY = "Very Likely"  # CAP 1.0; the standard asks to read it as Likely

Pairs = tuple[tuple[str, str], ...]  # valueName and value
Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message; `sent` as it was written."""

    sender: str
    identifier: str
    sent: str

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{self.sent}"


@dataclass(frozen=True, slots=True)
class CapArea:
    description: str
    polygons: tuple[tuple[Point, ...], ...]
    circles: tuple[Circle, ...]
    geocodes: Pairs
    altitude: str
    ceiling: str


@dataclass(frozen=True, slots=True)
class CapInfo:
    language: str
    categories: tuple[str, ...]
    event: str
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    event_codes: Pairs
    effective: datetime | None
    onset: datetime | None
    expires: datetime | None
    headline: str
    description: str
    instruction: str
    others: Pairs  # senderName, audience, web, contact: for people, never on the radio
    parameters: Pairs
    resources: tuple[str, ...]  # resourceDesc of each
    areas: tuple[CapArea, ...]


@dataclass(frozen=True, slots=True)
class CapAlert:
    """`data` are the bytes that were parsed; `is_signed`: an XML signature is in them, which is not verified here."""

    version: str
    identifier: str
    sender: str
    sent: datetime
    status: str
    message_type: str
    scope: str
    references: tuple[Reference, ...]
    others: Pairs  # source, restriction, addresses, code, note, incidents
    infos: tuple[CapInfo, ...]
    is_signed: bool
    data: bytes

    @property
    def reference(self) -> Reference:
        """How a later message names this one."""
        return Reference(self.sender, self.identifier, self.sent.isoformat())


def parse(data: bytes) -> CapAlert:
    """Parse a document that somebody else wrote; BadRequest names the element and the line of what is wrong."""
    root = read(data)
    version = VERSIONS.get(root.namespace)
    if root.name != "alert" or version is None:
        found = f"{root.name} of {root.namespace!r}" if root.namespace else f"{root.name} without a namespace"
        raise BadRequest(f"CAP: line {root.line}: the document is {found[:120]}, not a CAP 1.0 to 1.2 alert")
    alert = Fields(root, "")
    return CapAlert(
        version=version,
        identifier=_name(alert, "identifier"),
        sender=_name(alert, "sender"),
        sent=alert.moment("sent"),
        status=alert.choice("status", STATUSES),
        message_type=alert.choice("msgType", MESSAGE_TYPES),
        scope=_scope(alert),
        references=_references(alert),
        others=_present(alert, ("source", "restriction", "addresses", "code", "note", "incidents")),
        infos=tuple(_info(info) for info in alert.inner("info")),
        is_signed=_is_signed(root),
        data=data,
    )


def _name(alert: Fields, name: str) -> str:
    node = alert.required(name)
    if any(character in " ,<&" or character.isspace() for character in node.text):
        alert.refuse(node, "spaces, commas, < and & are not allowed here")
    return node.text


def _scope(alert: Fields) -> str:
    scope = alert.choice("scope", SCOPES)
    needed = {"Restricted": "restriction", "Private": "addresses"}.get(scope)
    if needed:
        alert.required(needed)
    return scope


def _references(alert: Fields) -> tuple[Reference, ...]:
    node = alert.optional("references")
    triples = [word.split(",") for word in node.text.split()] if node else []
    for triple in triples:
        if node and (len(triple) != 3 or not all(triple)):
            alert.refuse(node, f"{','.join(triple)[:80]!r} is not 'sender,identifier,sent'")
    return tuple(Reference(*triple) for triple in triples)


def _present(fields: Fields, names: tuple[str, ...]) -> Pairs:
    return tuple((name, text) for name in names for text in fields.texts(name))


def _is_signed(root: Node) -> bool:
    return any(node.name == "Signature" and node.namespace == SIGNATURE_NAMESPACE for node in root.children)


def _info(info: Fields) -> CapInfo:
    if not info.nodes("category"):
        info.required("category")
    certainty = info.choice("certainty", (*CERTAINTIES, _VERY_LIKELY))
    return CapInfo(
        language=info.text("language") or DEFAULT_LANGUAGE,
        categories=info.choices("category", CATEGORIES),
        event=info.required("event").text,
        responses=info.choices("responseType", RESPONSES),
        urgency=info.choice("urgency", URGENCIES),
        severity=info.choice("severity", SEVERITIES),
        certainty="Likely" if certainty == _VERY_LIKELY else certainty,
        event_codes=info.pairs("eventCode"),
        effective=info.time("effective"),
        onset=info.time("onset"),
        expires=info.time("expires"),
        headline=info.text("headline"),
        description=info.text("description"),
        instruction=info.text("instruction"),
        others=_present(info, ("senderName", "audience", "web", "contact")),
        parameters=info.pairs("parameter"),
        resources=tuple(resource.required("resourceDesc").text for resource in info.inner("resource")),
        areas=tuple(_area(area) for area in info.inner("area")),
    )


def _area(area: Fields) -> CapArea:
    return CapArea(
        description=area.required("areaDesc").text,
        polygons=_shapes(area, "polygon", cap_geometry.polygon),
        circles=_shapes(area, "circle", cap_geometry.circle),
        geocodes=area.pairs("geocode"),
        altitude=area.text("altitude"),
        ceiling=area.text("ceiling"),
    )


def _shapes(area: Fields, name: str, read_shape: Callable[[str], Parsed]) -> tuple[Parsed, ...]:
    shapes = []
    for number, node in enumerate(area.nodes(name), 1):
        if not node.text:
            continue  # an empty element is common where a template has nothing to say
        try:
            shapes.append(read_shape(node.text))
        except ValueError as error:
            area.refuse(node, str(error), number=number)
    return tuple(shapes)
