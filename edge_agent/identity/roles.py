"""Roles and certificates in words. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from edge_agent.areas import describe
from edge_agent.errors import BadRequest
from edge_agent.identity.keys import node_id, short_id
from edge_agent.text import printable
from meshwire.area import Area
from meshwire.errors import WireError
from meshwire.trust import (
    ANCHOR,
    AUTHORITY,
    MEMBER,
    MODERATOR,
    TRUSTED,
    Certificate,
    Revocation,
    encode_certificate,
    encode_revocation,
)

WORDS = {"member": MEMBER, "trusted": TRUSTED, "moderator": MODERATOR, "anchor": ANCHOR, "authority": AUTHORITY}
MAX_DAYS = 36500


def role_words(roles: int) -> list[str]:
    return [word for word, role in WORDS.items() if roles & role]


def parse_roles(text: str) -> int:
    """`member,authority` as a bit set."""
    roles = 0
    for word in text.split(","):
        role = WORDS.get(word.strip().lower())
        if role is None:
            raise BadRequest(f"{word.strip()[:40]!r} is not a role; the roles are {', '.join(WORDS)}")
        roles |= role
    return roles


def parse_expiry(text: str, now: float) -> int:
    """`never`, days from now as in `730d`, or a date as in `2027-12-31`; UTC seconds, 0 for never."""
    if text == "never":
        return 0
    try:
        if text.endswith("d"):
            end = datetime.fromtimestamp(now, UTC) + timedelta(days=min(int(text[:-1]), MAX_DAYS))
        else:
            end = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise BadRequest(f"{text[:40]!r} is not an expiry; write 730d, 2027-12-31 or never") from None
    if end.timestamp() <= now:
        raise BadRequest(f"{text[:40]!r} is in the past; a certificate that has expired says nothing")
    return int(end.timestamp())


def expiry_words(expires: int) -> str:
    return datetime.fromtimestamp(expires, UTC).strftime("%Y-%m-%d") if expires else "never"


def certificate_body(subject: bytes, *, roles: int, expires: int, area: Area | None, name: str) -> dict[int, object]:
    """The body of a certificate; BadRequest says which part is out of bounds."""
    try:
        return encode_certificate(subject, roles, expires, area, name)
    except WireError as error:
        raise BadRequest(str(error)) from None


def revocation_body(subject: bytes, reason: str) -> dict[int, object]:
    try:
        return encode_revocation(subject, reason)
    except WireError as error:
        raise BadRequest(str(error)) from None


def member_record(key: bytes, statements: Iterable[Certificate | Revocation]) -> dict[str, object]:
    """What the roots say about a key, for answers and lists; the newest certificate, if any, gives the details."""
    record: dict[str, object] = {"node_id": node_id(key), "short": short_id(key), "revoked": ""}
    record |= {"name": "", "roles": [], "expires": 0, "area": ""}
    for statement in statements:
        if isinstance(statement, Revocation):
            record["revoked"] = statement.reason or "no reason given"
        else:
            record |= {
                "name": statement.name,
                "roles": role_words(statement.roles),
                "expires": statement.expires,
                "area": describe(statement.area),
            }
    return record


def certificate_words(record: Mapping[str, object]) -> str:
    """A member record in one line."""
    if record["revoked"]:
        return f"revoked: {printable(str(record['revoked']))}"
    roles, expires = record["roles"], record["expires"]
    assert isinstance(roles, list)
    assert isinstance(expires, int)
    return f"{', '.join(roles)} until {expiry_words(expires)}, {record['area']}" if roles else "none"
