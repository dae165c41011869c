"""What a CAP document costs on the radio: the true, signed frame, made with a key that is thrown away."""

from collections.abc import Mapping

from nacl.signing import SigningKey

from edge_agent.alerts import cap as cap_document
from edge_agent.alerts.compose import Composed, from_cap
from edge_agent.errors import BadRequest
from meshwire import airtime, alert, event, frame, registry, vocabulary
from meshwire.area import EMPTY, is_empty
from meshwire.phrasebook import Phrasebook

_SEQ, _LAMPORT = 1_000, 1_000_000  # of a node that has been in use for years: 3 and 5 bytes
NO_AREA = "the area: it is named only in words; issuing needs --area, --polygon or --circle"
_EXAMPLE_DIGEST = bytes(range(alert.DIGEST_SIZE))  # as long as the real one; its value has no effect on the size


def encode_report(data: bytes, *, prefer_language: str = "en") -> Mapping[str, object]:
    """Sizes, airtimes and what is not in the frame, as if signed at the time it was sent; BadRequest when it cannot."""
    document = cap_document.parse(data)
    replaces = [(None, number) for number in range(1, len(document.references) + 1)]
    sent = int(document.sent.timestamp())
    composed = from_cap(
        document, prefer_language=prefer_language, now=sent, replaces=replaces, digest=_EXAMPLE_DIGEST, area=EMPTY
    )
    return _report(composed, len(signed_frame(composed.alert, sent)))


def signed_frame(body: alert.Alert, time: int) -> bytes:
    """The EVENT frame of an alert, signed with a key made for it."""
    key = SigningKey.generate()
    author = bytes(key.verify_key)
    part = event.encode_part(event.CIVDEF, _SEQ, _LAMPORT, time, event.ALERT, alert.encode(body))
    signature = key.sign(event.digest(event.CIVDEF_REALM, author, part)).signature
    return frame.encode_event(event.assemble(author, part, signature), 0)


def lines(report: Mapping[str, object]) -> list[str]:
    """The report for people; every value of it."""
    airtimes = report["airtime_ms"]
    if not isinstance(airtimes, dict):
        raise TypeError("airtime_ms is a table")
    rows = [f"{name}\t{value}" for name, value in report.items() if not isinstance(value, dict | list)]
    rows += [f"airtime_ms {preset}\t{value}" for preset, value in airtimes.items()]
    left_out = report["left_out"]
    return rows + [f"left out\t{item}" for item in (left_out if isinstance(left_out, list) else [])]


def _report(composed: Composed, size: int) -> Mapping[str, object]:
    if size > frame.MAX_FRAME:
        raise BadRequest(f"the alert needs {size} bytes, a frame has room for {frame.MAX_FRAME}")
    carried = composed.alert
    phy_bytes = airtime.meshtastic_phy_bytes(size)
    book = Phrasebook("en")
    return {
        "payload_bytes": size,
        "frames": 1,
        "airtime_ms": {preset: airtime.time_on_air_ms(phy_bytes, preset) for preset in airtime.PRESETS},
        "event": vocabulary.EVENTS[carried.event_code],
        "language": registry.LANGUAGES[carried.language],
        "severity": registry.SEVERITIES[carried.severity],
        "headline": carried.headline,
        "headline_cut": carried.headline_cut,
        "area_widened": carried.area_widened,
        "instructions": [book.instruction(code) for code in carried.instructions],
        "left_out": [*composed.left_out, *([NO_AREA] if is_empty(carried.area) else [])],
    }
