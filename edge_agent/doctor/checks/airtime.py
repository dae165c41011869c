"""How much airtime the law leaves for this hour. Pure."""

from edge_agent.doctor.finding import Finding, note, ok, unknown, warning
from edge_agent.doctor.told import Told, number, part

NAME = "airtime"
LITTLE = 0.2  # share of what an hour allows; below the reserve for alerts (30 %) nothing but alerts goes out


def judge(told: Told) -> Finding:
    airtime, queue = part(told.radio, "airtime"), part(told.radio, "queue")
    allowed = number(airtime, "allowed_ms")
    if not allowed:
        return unknown(NAME, told.untold("gateway"), "see the finding of gateway")
    left, waiting = max(allowed - number(airtime, "used_ms"), 0), int(number(queue, "waiting"))
    text = f"{left / 1000:.0f} of {allowed / 1000:.0f} s are left in this hour, {waiting} frames wait"
    if left <= 0 and waiting:
        return warning(
            NAME, text, "wait: the hour that the law counts goes on; hearthnet radio status shows what it went to"
        )
    return note(NAME, text) if left < LITTLE * allowed else ok(NAME, text)
