"""Where a key stands in the community, by what the root has signed. Pure."""

from edge_agent.bus.capability import Trust
from meshwire.trust import ANCHOR, MEMBER, MODERATOR, TRUSTED, Certificate, Revocation, Roster

# From the highest; the right to issue alerts is no place on this ladder.
LEVELS = ((ANCHOR, Trust.ANCHOR), (MODERATOR, Trust.MODERATOR), (TRUSTED, Trust.TRUSTED), (MEMBER, Trust.MEMBER))


def trust_of(roster: Roster, key: bytes, now: float) -> Trust:
    """What a node with this key may do at this time (UTC s, 0: no clock, nothing expires); OPERATOR is nobody's."""
    return max((_level(statement, now) for statement in roster.statements(key)), default=Trust.STRANGER)


def is_revoked(roster: Roster, key: bytes) -> bool:
    """Whether a root has ended what it once said of this key, and no other root vouches for it."""
    statements = roster.statements(key)
    return bool(statements) and all(isinstance(statement, Revocation) for statement in statements)


def name_of(roster: Roster, key: bytes) -> str:
    """The name in the key's certificate, empty for none."""
    certificate = roster.certificate(key)
    return "" if certificate is None else str(certificate.name)


def _level(statement: Certificate | Revocation, now: float) -> Trust:
    if isinstance(statement, Revocation) or 0 < statement.expires <= now:
        return Trust.STRANGER
    return next((level for role, level in LEVELS if statement.roles & role), Trust.STRANGER)
