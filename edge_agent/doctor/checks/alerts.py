"""Which alerts are in force, and whether the clock can tell when they end. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, note, ok, unknown, warning
from edge_agent.doctor.told import Told

NAME = "alerts"


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """`synchronised`: whether something sets the clock, None when that is not known."""

    told: Told
    synchronised: bool | None = None


def judge(facts: AlertFacts) -> Finding:
    alerts = facts.told.alerts
    if alerts is None:
        return unknown(NAME, f"{facts.told.untold('agent')}; boards show what they have", "see the finding of agent")
    if not alerts:
        return ok(NAME, "none is in force")
    ending = [one for one in alerts if one.get("expires")]
    count = f"{len(alerts)} in force"
    if ending and facts.synchronised is False:
        text = f"{count}, and nothing sets the clock that decides when {len(ending)} of them end"
        return warning(NAME, text, "see the finding of clock; compare `date` with a clock that you trust")
    return note(NAME, f"{count}; hearthnet alert list shows them")
