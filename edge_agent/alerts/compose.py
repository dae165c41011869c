"""From a CAP document to the alert that a frame carries, and what of the document is not in it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.alerts import cap_area, hazards, instructions
from edge_agent.alerts.cap import CapAlert, CapInfo
from edge_agent.alerts.fit import BODY_ROOM, fit
from edge_agent.alerts.headline import clean, limited
from edge_agent.errors import BadRequest
from meshwire import alert as alert_codec
from meshwire import area as area_codec
from meshwire import registry
from meshwire.alert import MAX_LIFETIME_MIN, MAX_REPLACED, Alert
from meshwire.area import Area

DEFAULT_LIFETIME_MIN = 24 * 60  # of a document without expires: a day, then somebody has to say it again
MAX_SHOWN = 60  # characters of what is left out
_OWN_PARAMETERS = ("hearthnet:", "awareness_type")

Replaced = Sequence[tuple[bytes | None, int]]  # author id, None for our own; seq


@dataclass(frozen=True, slots=True)
class Composed:
    """`alert` as every reader will decode it; `left_out` in words for the person who issues it."""

    alert: Alert
    left_out: tuple[str, ...]


def from_cap(
    cap: CapAlert,
    *,
    prefer_language: str = "en",
    now: int,
    replaces: Replaced = (),
    original: Alert | None = None,
    digest: bytes | None = None,
    area: Area | None = None,
    room: int = BODY_ROOM,
) -> Composed:
    """What is signed at `now` (UTC s) and stays within `room` bytes.

    `original` is what an Update or Cancel without info (or without area) falls back on, `area` what any other document
    does that names its area only in words (EMPTY: leave it out), `digest` the 12 bytes that name the stored document.
    BadRequest for a draft, an acknowledgement, an expired alert, and one without area.
    """
    _refuse_what_is_no_alert(cap)
    info = _chosen(cap, prefer_language)
    replaced = list(replaces)[-MAX_REPLACED:]
    if info is None:
        return Composed(_as_read(fit(_like(original, cap, replaced, digest), room=room)), ())
    parts = cap_area.area_of(info)
    codes, unknown = instructions.codes_of(info)
    where = _where(parts.area, original, area)
    wanted = _described(cap, info, now)._replace(area=where, instructions=codes, digest=digest, replaces=replaced)
    wanted = wanted._replace(area_widened=parts.is_widened)
    fitted = fit(wanted, parts.optional, room=room)
    return Composed(_as_read(fitted), (*_left_out(cap, info, unknown), *parts.left_out, *_lost(wanted, fitted)))


def _where(own: Area, original: Alert | None, given: Area | None) -> Area:
    if not area_codec.is_empty(own):
        return own
    if given is not None:
        return given
    if original is None:
        raise BadRequest(
            "the document names its area only in words: give a geocode, a polygon or a circle with it "
            "(--area, --polygon, --circle)"
        )
    fallback: Area = original.area
    return fallback


def _refuse_what_is_no_alert(cap: CapAlert) -> None:
    if cap.status == "Draft":
        raise BadRequest("CAP: status Draft is not for the public: set it to Actual, Exercise or Test")
    if cap.message_type not in registry.MESSAGE_TYPES:
        raise BadRequest(f"CAP: msgType {cap.message_type} answers another message and warns of nothing")


def _chosen(cap: CapAlert, prefer_language: str) -> CapInfo | None:
    """The most severe info in the preferred language, else in the language of the first info."""
    if not cap.infos:
        return None
    wanted = registry.language_index(prefer_language)
    for language in (wanted, registry.language_index(cap.infos[0].language)):
        infos = [info for info in cap.infos if registry.language_index(info.language) == language]
        if infos:
            return max(infos, key=lambda info: registry.SEVERITIES.index(info.severity))  # the first of equals
    return cap.infos[0]


def _described(cap: CapAlert, info: CapInfo, now: int) -> Alert:
    """Codes, times and headline of an info; no area, no instructions yet."""
    lifetime_min = _lifetime_min(info, now)
    text = _headline(info)
    return Alert(
        message_type=registry.MESSAGE_TYPES.index(cap.message_type),
        status=registry.STATUSES.index(cap.status),
        category=registry.CATEGORIES.index(info.categories[0]),
        urgency=registry.URGENCIES.index(info.urgency),
        severity=registry.SEVERITIES.index(info.severity),
        certainty=registry.CERTAINTIES.index(info.certainty),
        responses=sum(1 << registry.RESPONSES.index(word) for word in set(info.responses)),
        event_code=hazards.event_code(info),
        language=registry.language_index(info.language),
        lifetime_min=lifetime_min,
        onset_min=_onset_min(info, now, lifetime_min),
        instructions=(),
        area=area_codec.EMPTY,
        headline=limited(text),
        headline_cut=limited(text) != text,
        area_widened=False,
        digest=None,
        replaces=[],
    )


def _like(original: Alert | None, cap: CapAlert, replaced: Replaced, digest: bytes | None) -> Alert:
    """A Cancel usually says no more than what it cancels."""
    if original is None or cap.message_type == "Alert":
        raise BadRequest("CAP: the document has no info, and the alert that it refers to is not known here")
    return original._replace(
        message_type=registry.MESSAGE_TYPES.index(cap.message_type),
        status=registry.STATUSES.index(cap.status),
        onset_min=0,
        instructions=(),
        responses=0,
        digest=digest,
        replaces=list(replaced),
    )


def _lifetime_min(info: CapInfo, now: int) -> int:
    if info.expires is None:
        return DEFAULT_LIFETIME_MIN
    left_s = int(info.expires.timestamp()) - now
    if left_s <= 0:
        raise BadRequest(
            f"the alert expired at {info.expires.isoformat()}: nothing was signed. "
            "To use it for a drill, move its times to now with --retime"
        )
    return min(-(-left_s // 60), MAX_LIFETIME_MIN)


def _onset_min(info: CapInfo, now: int, lifetime_min: int) -> int:
    """Minutes until it begins; 0 for one that has begun, whatever it took to get here."""
    begins = info.onset or info.effective
    wait_min = (int(begins.timestamp()) - now) // 60 if begins else 0
    return min(max(wait_min, 0), lifetime_min)


def _headline(info: CapInfo) -> str:
    if headline := clean(info.headline):
        return headline
    return clean(f"{info.event}: {', '.join(area.description for area in info.areas)}".removesuffix(": "))


def _as_read(alert: Alert) -> Alert:
    return alert_codec.decode(alert_codec.encode(alert))


def _left_out(cap: CapAlert, info: CapInfo, unknown: Sequence[str]) -> list[str]:
    others = [other for other in cap.infos if other is not info]
    found = [f"info in {other.language}: {_short(other.headline or other.event)}" for other in others]
    found += [f"category {word}" for word in info.categories[1:]]
    if info.expires is None:
        found.append("expires is missing: the alert ends 24 hours after it is issued")
    found += [f"{name}: {_short(text)}" for name, text in (("description", info.description),) if text]
    found += [f"instruction: {_short(sentence)}" for sentence in unknown]
    found += [f"areaDesc: {_short(area.description)}" for area in info.areas if info.headline]
    found += [f"{name}: {_short(value)}" for name, value in (*info.others, *cap.others)]
    found += [f"parameter {name}" for name, _ in info.parameters if not name.startswith(_OWN_PARAMETERS)]
    found += [f"resource: {_short(name)}" for name in info.resources]
    return found


def _lost(wanted: Alert, fitted: Alert) -> list[str]:
    """What making it fit cost."""
    lost = set(wanted.area.geocodes) - set(fitted.area.geocodes)
    schemes = sorted({registry.GEOCODE_SCHEMES[scheme][1] for scheme, _ in lost})
    found = [f"{sum(registry.GEOCODE_SCHEMES[s][1] == name for s, _ in lost)} geocodes of {name}" for name in schemes]
    if fitted.area_widened:
        found.append("the exact area: the frame carries a simpler one that contains it")
    if fitted.headline_cut:
        found.append("the end of the headline")
    return found


def _short(text: str) -> str:
    """Enough of a text to know which one is meant."""
    shown = clean(text)
    return shown if len(shown) <= MAX_SHOWN else f"{shown[: MAX_SHOWN - 1]}…"
