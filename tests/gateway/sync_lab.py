"""A community with real keys, and gateways of it in virtual time."""

import hashlib

from nacl.signing import SigningKey

from meshwire import alert, registry, trust
from meshwire.area import Area
from meshwire.event import (
    ALERT,
    CERTIFICATE,
    CIVDEF,
    PEOPLE,
    REVOCATION,
    ROSTER,
    assemble,
    community_id,
    digest,
    encode_part,
    realm_of,
)
from meshwire.frame import encode_event

UTC = 1_900_000_000
TOWN = Area(((5, "05154036"),), (), ())


class Writer:
    """One key; the same name always makes the same one."""

    def __init__(self, name, root=None):
        self.name = name
        self._key = SigningKey(hashlib.sha256(name.encode()).digest())
        self.key = bytes(self._key.verify_key)
        self._community = community_id(root.key if root else self.key)
        self._numbers = {}

    def write(self, topic, kind, body, *, seq=None, time=UTC):
        if seq is None:
            seq = self._numbers[topic] = self._numbers.get(topic, 0) + 1
        part = encode_part(topic, seq, seq, time, kind, body)
        signature = self._key.sign(digest(realm_of(topic, self._community), self.key, part)).signature
        return assemble(self.key, part, signature)

    def say(self, text="hello", **when):
        return self.write(PEOPLE, 9, {0: text}, **when)

    def warn(self, headline="Flood", *, replaces=(), cancel=False, lifetime_min=720, **when):
        kind = registry.CANCEL if cancel else 0
        body = alert.Alert(
            kind, registry.ACTUAL, 1, 1, 1, 1, 0, 1, 0, lifetime_min, 0, (), TOWN, headline, False, False, None,
            list(replaces),
        )  # fmt: skip
        return self.write(CIVDEF, ALERT, alert.encode(body), **when)

    def certify(self, other, *, roles=trust.MEMBER, **when):
        return self.write(ROSTER, CERTIFICATE, trust.encode_certificate(other.key, roles, 0, None, other.name), **when)

    def revoke(self, other, **when):
        return self.write(ROSTER, REVOCATION, trust.encode_revocation(other.key, "lost"), **when)


def framed(event, age_min=0):
    return encode_event(event, age_min)
