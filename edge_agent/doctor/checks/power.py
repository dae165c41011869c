"""Whether the power supply is strong enough. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, note, ok, unknown, warning

NAME = "power"
UNDER_NOW, UNDER_EVER = 1 << 0, 1 << 16  # `vcgencmd get_throttled`
SUPPLY = "use the official supply, or a shorter and thicker cable; take USB devices away. Cards die of low voltage"


@dataclass(frozen=True, slots=True)
class PowerFacts:
    """`throttled`: the bits of the Raspberry Pi's firmware; `alarm`: its voltage sensor's; None where there is none."""

    throttled: int | None
    alarm: bool | None = None


def judge(facts: PowerFacts) -> Finding:
    bits = facts.throttled or 0
    if facts.throttled is None and facts.alarm is None:
        return unknown(NAME, "this machine does not tell its supply voltage")
    if bits & UNDER_NOW or facts.alarm:
        return warning(NAME, "the supply voltage is too low now", SUPPLY)
    if bits & UNDER_EVER:
        return note(NAME, "the supply voltage was too low at some time since the start", SUPPLY)
    return ok(NAME, "the supply voltage is right")
