"""Which events go on the radio, and how urgently. Pure."""

from dataclasses import dataclass

from meshwire import alert, cbor, frame
from meshwire.errors import WireError
from meshwire.event import (
    ACKNOWLEDGEMENT,
    ALERT,
    CHECK_IN,
    CIVDEF,
    MESSAGE,
    NOTICE,
    PEOPLE,
    POST,
    READING,
    ROSTER,
    SENSE,
    SOS,
    Event,
)

URGENT, KEY, WORDS = 0, 1, 2  # priorities of docs/protocol/agent-link.md
HOUR_S = 3600
TERMS = {  # priority, and for how long others may still want it
    (PEOPLE, ACKNOWLEDGEMENT): (KEY, 24 * HOUR_S),
    (PEOPLE, CHECK_IN): (KEY, 24 * HOUR_S),
    (PEOPLE, SOS): (KEY, 48 * HOUR_S),
    (PEOPLE, POST): (WORDS, 24 * HOUR_S),
    (PEOPLE, MESSAGE): (WORDS, 72 * HOUR_S),
    (PEOPLE, NOTICE): (KEY, 30 * 24 * HOUR_S),
    (SENSE, READING): (WORDS, 24 * HOUR_S),
}
TOO_LONG = "too long for one frame"


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
    if (event.topic, event.kind) in TERMS:
        priority, lifetime_s = TERMS[event.topic, event.kind]
        expires = (event.time or now) + lifetime_s
        return _framed(event, now, priority, expires, ()) if expires > now else "expired"
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
        return TOO_LONG
    return Offer(offer_id(event.author, event.topic, event.seq), data, priority, expires, ends)
