"""Roots and authorities that sign with pynacl, and the radio payloads that carry what they signed."""

from nacl.signing import SigningKey

from meshwire import alert as alerts
from meshwire import envelope, event, frame, registry, trust, vocabulary
from meshwire.area import Area

NOW = 1_790_000_000  # UTC seconds, September 2026
TUEBINGEN = Area(((5, "08416041"),), (), ())
HAMBURG = Area(((5, "02000000"),), (), ())


class Signer:
    """Somebody with a key, who numbers what he signs."""

    def __init__(self, name: str) -> None:
        self._key = SigningKey(name.encode().ljust(32, b"."))
        self.public = self._key.verify_key.encode()
        self.id = event.author_id(self.public)
        self._seq = 0

    def sign(
        self, topic: int, kind: int, body: dict[int, object], *, time: int = NOW, seq: int | None = None
    ) -> event.Event:
        self._seq = self._seq + 1 if seq is None else seq
        part = event.encode_part(topic, self._seq, self._seq, time, kind, body)
        realm = event.realm_of(topic, event.community_id(self.public))
        return event.assemble(self.public, part, self._key.sign(event.digest(realm, self.public, part)).signature)

    def certify(
        self, subject: "Signer", *, roles: int = trust.AUTHORITY, area: Area | None = None, expires: int = 0
    ) -> event.Event:
        body = trust.encode_certificate(subject.public, roles, expires, area, "somebody")
        return self.sign(event.ROSTER, event.CERTIFICATE, body)

    def revoke(self, subject: "Signer") -> event.Event:
        return self.sign(event.ROSTER, event.REVOCATION, trust.encode_revocation(subject.public, "key lost"))

    def warn(self, *, time: int = NOW, seq: int | None = None, **fields: object) -> event.Event:
        return self.sign(event.CIVDEF, event.ALERT, alerts.encode(alert(**fields)), time=time, seq=seq)


def alert(**fields: object) -> alerts.Alert:
    """A severe flood warning for Tuebingen, or what `fields` make of it."""
    values: dict[str, object] = {
        "message_type": registry.ALERT, "status": registry.ACTUAL, "category": 2, "urgency": 4,
        "severity": registry.SEVERE, "certainty": 4, "responses": 1,
        "event_code": vocabulary.EVENTS.index("flood"), "language": 1, "lifetime_min": 60,
        "onset_min": 0, "instructions": (vocabulary.INSTRUCTIONS.index("leave-river"),), "area": TUEBINGEN,
        "headline": "Flood: leave the river side", "headline_cut": False, "area_widened": False, "digest": None,
        "replaces": [],
    }  # fmt: skip
    return alerts.Alert(**{**values, **fields})


def payload(signed: event.Event, *, age_min: int | None = 0, network: int = 0, hops: int = 3, packet: int = 7) -> bytes:
    """The radio payload in which an event arrives."""
    return envelope.encode(network, 0x1234, packet, hops, hops, frame.encode_event(signed, age_min))


def forged(signed: event.Event) -> event.Event:
    """The same event with one bit of the signature turned."""
    return signed._replace(signature=signed.signature[:-1] + bytes((signed.signature[-1] ^ 1,)))
