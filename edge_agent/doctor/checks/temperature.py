"""Whether the machine is too hot. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, note, ok, summed, unknown, warning

NAME = "temperature"
# A Raspberry Pi slows down at 80 degrees Celsius and more so at 85; the Pi 3B+ begins at 60 (its "soft limit").
HOT_C, WARM_C = 80.0, 70.0
THROTTLED_NOW, SOFT_LIMIT_NOW = 1 << 2, 1 << 3  # `vcgencmd get_throttled`
THROTTLED_EVER, SOFT_LIMIT_EVER = 1 << 18, 1 << 19
COOL = "give it air, shade or a heat sink"


@dataclass(frozen=True, slots=True)
class TemperatureFacts:
    """`throttled`: the bits of the Raspberry Pi's firmware, None on other machines."""

    hottest_c: float | None
    throttled: int | None = None


def judge(facts: TemperatureFacts) -> Finding:
    hottest = facts.hottest_c
    if hottest is None and facts.throttled is None:
        return unknown(NAME, "this machine tells neither a temperature nor whether it slows itself down")
    fine = ok(NAME, "not too hot" if hottest is None else f"{hottest:.0f} degrees")
    return summed((_heat(hottest), _throttled(facts.throttled or 0)), otherwise=fine)


def _heat(hottest: float | None) -> Finding | None:
    if hottest is None or hottest < WARM_C:
        return None
    text = f"{hottest:.0f} degrees"
    return warning(NAME, f"{text}: too hot", COOL) if hottest >= HOT_C else note(NAME, f"{text}: warm", COOL)


def _throttled(bits: int) -> Finding | None:
    if bits & (THROTTLED_NOW | SOFT_LIMIT_NOW):
        return warning(NAME, "it runs slower now because of its temperature", COOL)
    if bits & (THROTTLED_EVER | SOFT_LIMIT_EVER):
        return note(NAME, "it was too hot at some time since its start and ran slower then", COOL)
    return None
