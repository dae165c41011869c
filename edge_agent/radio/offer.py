"""Which events go on the radio, and how urgently. Pure."""

from dataclasses import dataclass

from meshwire import alert, cbor, frame
from meshwire.errors import WireError
from meshwire.event import ALERT, CIVDEF, ROSTER, Event

URGENT, KEY = 0, 1  # priorities of docs/protocol/agent-link.md


@dataclass(frozen=True, slots=True)
class Offer:
    """A frame for the gateway's outbox; `ends` names the offers that it makes pointless."""

    id: bytes
    frame: bytes
    priority: int
    expires: int
    ends: tuple[bytes, ...]


def offer_id(author: bytes, topic: int, seq: int) -> bytes:
    """The event's name as the gateway's key: 41 to 46 bytes."""
    return cbor.dumps([author, topic, seq])


def offer(event: Event, *, now: int) -> Offer | str:
    """The offer for an event, or the reason why it does not go on the radio. `now` is UTC seconds."""
    if event.topic == CIVDEF and event.kind == ALERT:
        return _alert_offer(event, now)
    if event.topic == ROSTER:
        return _framed(event, now, KEY, 0, ())
    return "not a radio event"


def _alert_offer(event: Event, now: int) -> Offer | str:
    try:
        body = alert.decode(event.body)
    except WireError as error:
        return f"not an alert: {error}"
    expires = event.time + 60 * body.lifetime_min
    if expires <= now:
        return "expired"
    own = [(event.author, seq) for author_id, seq in body.replaces if author_id is None]
    ends = tuple(offer_id(author, CIVDEF, seq) for author, seq in own)
    return _framed(event, now, URGENT, expires, ends)


def _framed(event: Event, now: int, priority: int, expires: int, ends: tuple[bytes, ...]) -> Offer | str:
    age_min = max(0, now - event.time) // 60 if event.time else None
    data = frame.encode_event(event, age_min)
    if len(data) > frame.MAX_FRAME:
        return f"too long for one frame: {len(data)} bytes"
    return Offer(offer_id(event.author, event.topic, event.seq), data, priority, expires, ends)
