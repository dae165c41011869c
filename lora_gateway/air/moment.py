"""How long ago something was, when the clock on the wall cannot be trusted. Pure.

A Pi has no clock of its own: it wakes up in the past and is set forward hours later. What is older than it seems may
be sent again too early; so every doubt makes an age smaller.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """`boot` names the run of the machine, `steady` is its clock that never goes back and begins about there."""

    boot: bytes
    steady: float
    utc: float


def age_s(then: Moment, now: Moment) -> float:
    """Seconds from then to now, or less, never more; never negative."""
    if then.boot == now.boot:
        return max(now.steady - then.steady, 0.0)
    since_boot = max(now.steady, 0.0)  # it was before this boot, so at least that long ago
    return min(now.utc - then.utc, since_boot) if then.utc <= now.utc else since_boot
