"""Whether the community still vouches for this node. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, ok, unknown, warning

NAME = "certificate"
SOON_S = 30 * 86400  # time to find who holds the root key, and for the new certificate to get around by radio
GRANT = "ask who holds the root key for a new one: hearthnet cert grant"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """`expires` in UTC seconds, 0 for never; `revoked`: the reason, empty for none; `error`: why nobody can say."""

    now: float
    certified: bool = False
    expires: int = 0
    until: str = "never"
    revoked: str = ""
    error: str = ""


def judge(facts: CertificateFacts) -> Finding:
    if facts.error:
        return unknown(NAME, facts.error)
    if facts.revoked:
        return broken(NAME, f"this node was revoked: {facts.revoked}", GRANT)
    if not facts.certified:
        return warning(NAME, "the community has not certified this node: nobody believes what it sends", GRANT)
    if not facts.expires:
        return ok(NAME, "valid, without an end")
    left = facts.expires - facts.now
    if left <= 0:
        return broken(NAME, f"it has expired on {facts.until}: nobody believes what this node sends", GRANT)
    days = f"valid until {facts.until}, {left // 86400:.0f} days"
    return warning(NAME, days, GRANT) if left < SOON_S else ok(NAME, days)
