"""Which alerts are in force, and why the others are not. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from edge_agent.alerts.model import Stored
from meshwire.registry import CANCEL
from meshwire.trust import Roster, reasons_against


@dataclass(frozen=True, slots=True)
class Standing:
    """Empty `reasons`: in force. `replaced_by`: ids of the updates and cancellations that count."""

    reasons: tuple[str, ...]
    replaced_by: tuple[str, ...]


def standing(alert: Stored, successors: Iterable[Stored], roster: Roster, *, now: int) -> Standing:
    """Judge one alert at `now`, UTC seconds; whether it was seen to expire before is the caller's to know."""
    reasons = list(reasons_against(roster, alert.event.author, alert.alert.area, now))
    replaced_by = tuple(later.id for later in successors if may_replace(later, alert, roster, now=now))
    if alert.alert.message_type == CANCEL:
        reasons.append("it is a cancellation")
    if alert.expires <= now:
        reasons.append("expired")
    if replaced_by:
        reasons.append(f"replaced by {', '.join(replaced_by)}")
    return Standing(tuple(reasons), replaced_by)


def may_replace(later: Stored, alert: Stored, roster: Roster, *, now: int) -> bool:
    """Its own author may, and any authority for the area of the alert; an exercise never ends an actual alert."""
    if later.alert.status != alert.alert.status:
        return False
    if later.event.author == alert.event.author:
        return True
    return not reasons_against(roster, later.event.author, alert.alert.area, now)
