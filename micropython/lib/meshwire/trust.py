"""Who may do what: certificates, revocations and the answer about an alert. docs/trust.md. No I/O, no clock."""

from collections import namedtuple

from meshwire import area as areas
from meshwire.errors import WireError
from meshwire.event import CERTIFICATE, KEY_SIZE, MAX_TIME, REVOCATION, ROSTER, author_id

MEMBER, TRUSTED, MODERATOR, ANCHOR, AUTHORITY = 1, 2, 4, 8, 16
MAX_ROLES = 1 << 16  # bits that later versions may give a meaning
MAX_NAME = 32  # bytes: a board shows it on one line
MAX_REASON = 64
MAX_MEMBERS = 64  # 300 bytes each in a board's heap of 128 kB; the agent sets its own limit

Certificate = namedtuple("Certificate", ("subject", "roles", "expires", "area", "name", "issuer", "seq"))
Revocation = namedtuple("Revocation", ("subject", "reason", "issuer", "seq"))

_SUBJECT, _ROLES, _EXPIRES, _AREA, _NAME = 0, 1, 2, 3, 4
_REASON = 1


def encode_certificate(
    subject: bytes, roles: int, expires: int, area: areas.Area | None, name: str
) -> dict[int, object]:
    """An event body: `expires` in UTC seconds, 0 for never; area None for everywhere. WireError when out of bounds."""
    body: dict[int, object] = {_SUBJECT: subject, _ROLES: roles, _EXPIRES: expires, _NAME: name}
    if area is not None:
        body[_AREA] = areas.encode(area)
    _check_certificate(body)
    return body


def encode_revocation(subject: bytes, reason: str) -> dict[int, object]:
    body: dict[int, object] = {_SUBJECT: subject, _REASON: reason}
    _check_revocation(body)
    return body


def decode_certificate(event) -> Certificate:  # type: ignore[no-untyped-def]
    """The certificate in a roster event; WireError for anything else."""
    body = event.body
    if event.topic != ROSTER or event.kind != CERTIFICATE:
        raise WireError("certificate: the event is of another kind")
    _check_certificate(body)
    area = areas.decode(body[_AREA]) if _AREA in body else None
    return Certificate(body[_SUBJECT], body[_ROLES], body[_EXPIRES], area, body[_NAME], event.author, event.seq)


def decode_revocation(event) -> Revocation:  # type: ignore[no-untyped-def]
    """The revocation in a roster event; WireError for anything else."""
    if event.topic != ROSTER or event.kind != REVOCATION:
        raise WireError("revocation: the event is of another kind")
    _check_revocation(event.body)
    return Revocation(event.body[_SUBJECT], event.body[_REASON], event.author, event.seq)


class Roster:
    """The newest statement of every root about every subject."""

    def __init__(self, roots: list[bytes], limit: int = MAX_MEMBERS) -> None:
        self.roots = tuple(roots)
        self._limit = limit
        self._statements: dict[tuple[bytes, bytes], Certificate | Revocation] = {}  # of (root, subject)

    def add(self, event) -> str | None:  # type: ignore[no-untyped-def]
        """Take a roster event, authentic in its author's own community; the reason why it did not count, or None."""
        if event.author not in self.roots:
            return "not signed by a root"
        try:
            statement = decode_revocation(event) if event.kind == REVOCATION else decode_certificate(event)
        except WireError as error:
            return str(error)
        name = (event.author, statement.subject)
        known = self._statements.get(name)
        if known is None and len(self._statements) >= self._limit:
            return "the roster is full"  # nothing is dropped for it: a forgotten revocation would come back to life
        if known is not None and known.seq >= statement.seq:
            return "not newer than what is known"
        self._statements[name] = statement
        return None

    def statements(self, key: bytes) -> list[Certificate | Revocation]:
        """What the roots say about a key, one statement of each."""
        return [statement for name, statement in self._statements.items() if name[1] == key]

    def certificate(self, key: bytes) -> Certificate | None:
        """A certificate of this key that is not revoked; whether it has expired is not looked at."""
        for statement in self.statements(key):
            if isinstance(statement, Certificate):
                return statement
        return None

    def find(self, name: bytes) -> list[bytes]:
        """The keys, roots and subjects, that an author id can stand for."""
        keys = set(self.roots)
        keys.update(subject for _, subject in self._statements)
        return sorted(key for key in keys if author_id(key) == name)


def reasons_against(roster: Roster, key: bytes, area: areas.Area | None, now: int) -> list[str]:
    """Why this key may not issue an alert for this area at this time (UTC s; 0: no clock, nothing expires).

    Empty: it may. One certificate that allows it is enough, whatever other roots say. Area None asks whether it may
    for any area at all, which takes no geometry.
    """
    if area is not None and areas.is_empty(area):
        return ["no area"]
    reasons = ["no alert authority" if key in roster.roots else "unknown key"]
    for statement in roster.statements(key):
        reasons = _reasons_in(statement, area, now)
        if not reasons:
            break
    return reasons


def _reasons_in(statement, area: areas.Area | None, now: int) -> list[str]:  # type: ignore[no-untyped-def]
    if isinstance(statement, Revocation):
        return ["revoked"]
    reasons = []
    if 0 < statement.expires <= now:
        reasons.append("certificate expired")
    if not statement.roles & AUTHORITY:
        reasons.append("no alert authority")
    elif area is not None and statement.area is not None and not areas.covers(statement.area, area):
        reasons.append("outside the authority's area")
    return reasons


def _check_certificate(body: dict) -> None:  # type: ignore[type-arg]
    """An unknown field may be a limit that we would overlook, so it is refused."""
    if set(body) - {_AREA} != {_SUBJECT, _ROLES, _EXPIRES, _NAME}:
        raise WireError("certificate: fields are missing or unknown")
    _check_subject(body[_SUBJECT])
    for key, low, high in ((_ROLES, 1, MAX_ROLES), (_EXPIRES, 0, MAX_TIME)):
        if not isinstance(body[key], int) or isinstance(body[key], bool) or not low <= body[key] < high:
            raise WireError("certificate: roles or expiry out of range")
    _check_text(body[_NAME], MAX_NAME)
    area = body.get(_AREA, {})
    if not isinstance(area, dict) or set(area) - set(areas.KEYS):
        raise WireError("certificate: the area has unknown fields")


def _check_revocation(body: dict) -> None:  # type: ignore[type-arg]
    if set(body) != {_SUBJECT, _REASON}:
        raise WireError("revocation: fields are missing or unknown")
    _check_subject(body[_SUBJECT])
    _check_text(body[_REASON], MAX_REASON)


def _check_subject(subject: object) -> None:
    if not isinstance(subject, bytes) or len(subject) != KEY_SIZE:
        raise WireError("roster: the subject is not a public key")


def _check_text(text: object, limit: int) -> None:
    if not isinstance(text, str) or len(text.encode()) > limit:
        raise WireError(f"roster: a text is longer than {limit} bytes")
