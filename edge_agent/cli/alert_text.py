"""Alerts as lines of text. Pure but for the time zone of the machine."""

from collections.abc import Mapping
from datetime import datetime

from edge_agent.text import printable

Alert = Mapping[str, object]
LONG_FAST = "LongFast"


def summary(alert: Alert) -> str:
    """One line: id, severity, marks, event, headline, tab between them."""
    marks = [str(alert["status"]).upper()] if alert["status"] != "Actual" else []
    marks += [str(alert["message_type"]).upper()] if alert["message_type"] != "Alert" else []
    marks += ["not in force"] if not alert["in_force"] and alert["message_type"] != "Cancel" else []
    severity = " ".join([str(alert["severity"]), *marks])
    return "\t".join([str(alert["id"]), severity, str(alert["event_name"]), printable(str(alert["headline"]))])


def full(alert: Alert) -> str:
    """Everything that a person needs, one fact a line."""
    issuer, radio = alert["issuer"], alert["radio"]
    assert isinstance(issuer, dict)
    assert isinstance(radio, dict)
    why = alert["not_in_force_because"]
    assert isinstance(why, list)
    facts = [
        ("alert", f"{alert['id']} ({alert['message_type']})"),
        ("status", f"{alert['status']}, {'in force' if not why else 'not in force: ' + '; '.join(why)}"),
        ("event", f"{alert['event_name']}: {alert['severity']}, {alert['urgency']}, {alert['certainty']}"),
        ("headline", printable(str(alert["headline"])) + (" (cut to fit one frame)" if alert["headline_cut"] else "")),
        *[("do", text) for text in _texts(alert["instruction_texts"])],
        ("area", _area(alert["area"]) + (" (widened to fit one frame)" if alert["area_widened"] else "")),
        ("issued", f"{_time(alert['issued'])} by {printable(str(issuer['name'])) or 'unknown'} {issuer['short']}"),
        ("until", _time(alert["expires"])),
        ("radio", f"{radio['state']}, {radio['tries']} transmissions" if radio["tries"] else str(radio["state"])),
        *[("answer", f"{one['answer']}: {one['count']}") for one in _records(alert["acknowledged"])],
    ]
    return "\n".join(f"{name:9} {text}" for name, text in facts)


def issued(answer: Alert) -> str:
    """What happened, or would happen, in a few lines."""
    if answer.get("duplicate"):
        return f"already issued as {answer['id']}; nothing was sent again (a CAP identifier names one message)"
    airtime = answer["airtime_ms"]
    assert isinstance(airtime, dict)
    sent = f"one frame of {answer['payload_bytes']} bytes, {airtime[LONG_FAST] / 1000:.2f} s each time on {LONG_FAST}"
    head = f"issued {answer['id']}" if "id" in answer else "preview, nothing was sent"
    where = sent if answer["frames"] else f"kept on this node only: its scope is {answer['scope']}"
    lines = [f"{head}: {where}", f"  on the air: {printable(str(answer['headline']))}"]
    return "\n".join(lines + [f"  not on the air: {printable(text)}" for text in _texts(answer["left_out"])])


def _area(area: object) -> str:
    assert isinstance(area, dict)
    words = [f"{scheme} {value}" for scheme, value in area["geocodes"]]
    words += [f"polygon of {len(ring)} corners" for ring in area["polygons"]]
    words += [f"{radius:g} km around {lat:g}, {lon:g}" for lat, lon, radius in area["circles"]]
    return ", ".join(words)


def _time(seconds: object) -> str:
    assert isinstance(seconds, int)
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M %Z")


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _records(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
