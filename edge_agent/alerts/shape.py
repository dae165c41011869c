"""An alert as the page, the command line and programs get it: words for codes, degrees for numbers. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from edge_agent.alerts.force import Standing
from edge_agent.alerts.model import RESTRICTED, Stored
from meshwire import registry, vocabulary
from meshwire.alert import Alert
from meshwire.area import Area
from meshwire.phrasebook import Phrasebook

THOUSANDTHS, RADIUS_PER_KM = 1000, 10  # docs/protocol/alert.md


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signed; `name` from the certificate, empty without one."""

    key: str
    short: str
    name: str


def shape(
    alert: Stored,
    standing: Standing,
    issuer: Issuer,
    phrases: Phrasebook,
    *,
    answers: Mapping[str, int],
    document: bool,
    radio: Mapping[str, object],
) -> dict[str, object]:
    return {
        "id": alert.id,
        "scope": "Restricted" if alert.event.topic == RESTRICTED else "Public",
        **_codes(alert.alert, phrases),
        "headline": alert.alert.headline,
        "headline_cut": alert.alert.headline_cut,
        "area": area_shape(alert.alert.area),
        "area_widened": alert.alert.area_widened,
        "issued": alert.event.time,
        "onset": alert.event.time + 60 * alert.alert.onset_min,
        "expires": alert.expires,
        "issuer": {"key": issuer.key, "short": issuer.short, "name": issuer.name},
        "in_force": not standing.reasons,
        "not_in_force_because": list(standing.reasons),
        "replaced_by": list(standing.replaced_by),
        "acknowledged": [{"answer": answer, "count": count} for answer, count in answers.items()],
        "radio": radio,
        "document": document,
    }


def _codes(body: Alert, phrases: Phrasebook) -> dict[str, object]:
    """Codes of the registry as words; a code of a later registry as "other"."""
    return {
        "message_type": registry.MESSAGE_TYPES[body.message_type],
        "status": registry.STATUSES[body.status],
        "event": vocabulary.EVENTS[body.event_code] if body.event_code < len(vocabulary.EVENTS) else "other",
        "event_name": phrases.event(body.event_code),
        "category": registry.CATEGORIES[body.category],
        "urgency": registry.URGENCIES[body.urgency],
        "severity": registry.SEVERITIES[body.severity],
        "certainty": registry.CERTAINTIES[body.certainty],
        "responses": [word for bit, word in enumerate(registry.RESPONSES) if body.responses >> bit & 1],
        "language": registry.LANGUAGES[body.language],
        "instructions": list(body.instructions),
        "instruction_texts": [phrases.instruction(code) for code in body.instructions],
    }


def area_shape(area: Area) -> dict[str, object]:
    names = {code: name for code, name, _ in registry.GEOCODE_SCHEMES}
    return {
        "geocodes": [[names.get(scheme, f"scheme {scheme}"), value] for scheme, value in area.geocodes],
        "polygons": [[[lat / THOUSANDTHS, lon / THOUSANDTHS] for lat, lon in ring] for ring in area.polygons],
        "circles": [
            [lat / THOUSANDTHS, lon / THOUSANDTHS, radius / RADIUS_PER_KM] for lat, lon, radius in area.circles
        ],
    }
