"""When the certificate of a TLS key begins, ends, is renewed and is refused, whatever the clocks say. Pure.

A node that does not know the time makes a certificate without an end, and refuses none for its dates: after a power cut
two nodes may have clocks that are years apart, and must find each other all the same.
"""

from dataclasses import dataclass

from edge_agent.mesh.certify import ALWAYS, Period

LIFETIME_S = 24 * 3600
BACKDATED_S = 12 * 3600  # clocks that are taken for right may differ by this much
RENEW_S = LIFETIME_S // 2
RETURN_S = 3600  # a clock that went back further than this was wrong when the certificate was made


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clocks say: `utc` counts only when `known`."""

    utc: float
    known: bool
    steady: float


def period(clock: Reading) -> Period:
    """Of a certificate made now."""
    return Period(int(clock.utc) - BACKDATED_S, int(clock.utc) + LIFETIME_S) if clock.known else ALWAYS


def is_due(made: Reading, clock: Reading) -> bool:
    """Whether a certificate made at `made` needs a successor."""
    if clock.steady - made.steady >= RENEW_S:
        return True
    if not clock.known:
        return False
    return not made.known or not -RETURN_S <= clock.utc - made.utc < RENEW_S


def refusal(period: Period, clock: Reading) -> str:
    """Why a certificate of this period is refused now; empty when it is not."""
    if not clock.known or period == ALWAYS:
        return ""
    if clock.utc < period.begin:
        return "its certificate begins in the future; is the time right here and there?"
    if clock.utc >= period.end:
        return "its certificate has expired; is the time right here and there?"
    return ""
