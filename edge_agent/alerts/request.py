"""What somebody asks to issue: a CAP document or fields, parsed at the door. Pure."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from edge_agent import areas
from edge_agent.alerts import cap as cap_document
from edge_agent.alerts.cap import CapAlert
from edge_agent.alerts.fit import fit
from edge_agent.alerts.headline import clean, limited
from edge_agent.alerts.retime import retime
from edge_agent.bus.capability import Json
from edge_agent.errors import BadRequest
from meshwire import registry, vocabulary
from meshwire.alert import MAX_INSTRUCTIONS, MAX_LIFETIME_MIN, Alert
from meshwire.area import Area, is_empty

STATUSES = ("Exercise", "Test")  # a request may make an alert harmless, never the other way round
AREA_TEXTS = ("area", "polygon", "circle")
TEXTS = ("event", "severity", "urgency", "certainty", "status", "headline", "language", "area", "polygon", "circle")
DEFAULTS = {"severity": "Unknown", "urgency": "Unknown", "certainty": "Unknown", "status": "Actual", "language": "en"}


@dataclass(frozen=True, slots=True)
class FromCap:
    """`identifier` is the document's, or a new one when its times were moved to now; `language` "" when none is named.

    `area` is for a document that names its own only in words.
    """

    cap: CapAlert
    identifier: str
    language: str
    area: Area | None


def from_cap(body: Json, *, now: int) -> FromCap | None:
    """The document in a request, None when it has fields instead. BadRequest for anything unreadable."""
    data = _document(body)
    if data is None:
        return None
    cap = cap_document.parse(data)
    identifier = cap.identifier
    if body.get("retime") is True:
        cap = retime(cap, now)
        identifier = f"{identifier}@{now}"
    status = body.get("status_override")
    if status is not None:
        if status not in STATUSES:
            raise BadRequest(f"status_override is one of {', '.join(STATUSES)}")
        cap = replace(cap, status=str(status))
    language = body.get("language", "")
    if not isinstance(language, str):
        raise BadRequest("language must be a text, for example de")
    area = _area({name: _text(body, name) for name in AREA_TEXTS})
    return FromCap(cap, identifier, language, None if is_empty(area) else area)


def from_fields(body: Json) -> Alert:
    """The alert that the fields describe, fitted to one frame; BadRequest names the field that is wrong."""
    match body.get("fields"):
        case dict() as fields:
            return fit(_alert(fields))
    raise BadRequest("an alert needs `cap` (a CAP document) or `fields`")


def _document(body: Json) -> bytes | None:
    match body:
        case {"cap": str(text)}:
            return text.encode("utf-8", "surrogateescape")
        case {"cap_base64": str(text)}:
            try:
                return base64.b64decode(text, validate=True)
            except binascii.Error:
                raise BadRequest("cap_base64 is not base64") from None
    return None


def _alert(fields: Mapping[str, object]) -> Alert:
    unknown = fields.keys() - {*TEXTS, "instructions", "lifetime_min", "category", "responses"}
    if unknown:
        raise BadRequest(
            f"there is no field {min(unknown)}; the fields are {', '.join(TEXTS)}, instructions, lifetime_min"
        )
    texts = {name: _text(fields, name) for name in TEXTS}
    headline = clean(texts["headline"])
    if not headline:
        raise BadRequest("an alert needs a headline")
    language = registry.language_index(texts["language"])
    return Alert(
        message_type=registry.ALERT,
        status=_code(texts, "status", registry.STATUSES),
        category=_code({"category": _text(fields, "category") or "Other"}, "category", registry.CATEGORIES),
        urgency=_code(texts, "urgency", registry.URGENCIES),
        severity=_code(texts, "severity", registry.SEVERITIES),
        certainty=_code(texts, "certainty", registry.CERTAINTIES),
        responses=sum(1 << registry.RESPONSES.index(word) for word in _responses(fields.get("responses", []))),
        event_code=_code(texts, "event", vocabulary.EVENTS),
        language=language,
        lifetime_min=_lifetime(fields.get("lifetime_min", 24 * 60)),
        onset_min=0,
        instructions=_instructions(fields.get("instructions", [])),
        area=_needed_area(texts),
        headline=limited(headline),
        headline_cut=limited(headline) != headline,
        area_widened=False,
        digest=None,
        replaces=[],
    )


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name, DEFAULTS.get(name, ""))
    if not isinstance(value, str):
        raise BadRequest(f"{name} must be a text")
    return value.strip() or DEFAULTS.get(name, "")


def _code(texts: Mapping[str, str], name: str, table: Sequence[str]) -> int:
    if texts[name] not in table:
        choices = ", ".join(table) if len(table) < 20 else "`hearthnet alert words` lists them"
        raise BadRequest(f"{name} {texts[name][:40]!r} is not known; choose one of: {choices}")
    return table.index(texts[name])


def _needed_area(texts: Mapping[str, str]) -> Area:
    area = _area(texts)
    if is_empty(area):
        raise BadRequest("an alert needs an area: give geocodes, a polygon or a circle")
    return area


def _area(texts: Mapping[str, str]) -> Area:
    return areas.parse(
        geocodes=[texts["area"].replace(" ", ",")] if texts["area"] else (),
        polygons=[texts["polygon"]] if texts["polygon"] else (),
        circles=[texts["circle"]] if texts["circle"] else (),
    )


def _lifetime(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_LIFETIME_MIN:
        return value
    raise BadRequest(f"lifetime_min must be a whole number of minutes from 1 to {MAX_LIFETIME_MIN}")


def _instructions(value: object) -> tuple[int, ...]:
    codes: list[int] = []
    for item in value if isinstance(value, list) else [None]:
        code = vocabulary.INSTRUCTIONS.index(item) if item in vocabulary.INSTRUCTIONS else item
        if not isinstance(code, int) or isinstance(code, bool) or not 0 < code < len(vocabulary.INSTRUCTIONS):
            raise BadRequest(f"instructions must be codes or words of the registry; {str(item)[:40]!r} is neither")
        codes.append(code)
    if len(codes) > MAX_INSTRUCTIONS:
        raise BadRequest(f"at most {MAX_INSTRUCTIONS} instructions fit on a screen")
    return tuple(dict.fromkeys(codes))


def _responses(value: object) -> set[str]:
    words = value if isinstance(value, list) else [None]
    unknown = [word for word in words if word not in registry.RESPONSES]
    if unknown:
        raise BadRequest(f"responses must be words of {', '.join(registry.RESPONSES)}")
    return set(words)
