"""A root, an alert authority it certified, the frame of an alert, and what boards are provisioned with.

Every board checks the same signatures, so the board's own verifier, which is real, runs once for each and is then
remembered.
"""

from collections.abc import Callable
from functools import cache

from nacl.signing import SigningKey

from meshwire import alert, event, frame, registry, trust, vocabulary
from meshwire.area import Area
from node.keys import Verifiers
from node.settings import Settings

PRESET = "LongFast"
UTC = 1_795_000_000  # November 2026; boards have no clock, as most of them
LIFETIME_MIN = 360
HEADLINE = (
    "Overtopping of the Saint Anne dam is expected within the hour; leave the valley at once, on foot, uphill,"
    " by the east side"
)
NETWORK = 1

Verify = Callable[[bytes, bytes, bytes], bool]


class Signer:
    """Somebody with a key made of a word, who numbers what he signs."""

    def __init__(self, word: str) -> None:
        self._key = SigningKey(word.encode().ljust(32, b"."))
        self.public = bytes(self._key.verify_key)
        self._seq = 0

    def sign(self, topic: int, kind: int, body: dict[int, object]) -> event.Event:
        self._seq += 1
        part = event.encode_part(topic, self._seq, self._seq, UTC, kind, body)
        realm = event.realm_of(topic, event.community_id(self.public))
        return event.assemble(self.public, part, self._key.sign(event.digest(realm, self.public, part)).signature)


class Community:
    def __init__(self) -> None:
        self.root, self.office = Signer("root"), Signer("office")
        body = trust.encode_certificate(self.office.public, trust.AUTHORITY, 0, None, "district office")
        self.certificate = self.root.sign(event.ROSTER, event.CERTIFICATE, body)

    def warning(self) -> event.Event:
        """A dam failure: polygon, headline and instructions; there is no document to fetch."""
        valley = ((48.101, 9.203), (48.155, 9.251), (48.149, 9.318), (48.087, 9.297), (48.062, 9.224))
        polygon = tuple((round(lat * 1000), round(lon * 1000)) for lat, lon in valley)
        body = alert.Alert(
            message_type=registry.ALERT, status=registry.ACTUAL, category=2, urgency=4, severity=registry.EXTREME,
            certainty=3, responses=1, event_code=vocabulary.EVENTS.index("flood"), language=1,
            lifetime_min=LIFETIME_MIN, onset_min=0, instructions=(vocabulary.INSTRUCTIONS.index("leave-river"),),
            area=Area((), (polygon,), ()), headline=HEADLINE, headline_cut=False, area_widened=False,
            digest=None, replaces=[],
        )  # fmt: skip
        return self.office.sign(event.CIVDEF, event.ALERT, alert.encode(body))

    def settings(self, node: int) -> Settings:
        """A board without a place: alerts of every area concern it."""
        return Settings(
            f"board {node}", [self.root.public], [self.certificate], None, "en", NETWORK, PRESET,
            air="raw", frequency_hz=869525000, power_dbm=14, duty_per_mille=100, sensors=[], updaters=[],
            channel=None, role="board",
        )  # fmt: skip


def as_frame(signed: event.Event) -> bytes:
    return frame.encode_event(signed, 0)


def remembered_verify() -> Verify:
    """A board's verifier that does the work once for each signature."""
    return cache(Verifiers().verify)
