"""Whether the clock can be trusted: alerts begin and end by it. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, unknown, warning

NAME = "clock"
FIRST_RELEASE_S = 1_767_225_600  # 2026-01-01: no clock that is right shows an earlier time to this program
SET_IT = "connect it to the internet once, or sudo date -u -s 'YYYY-MM-DD HH:MM'"


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """`synchronised`: the kernel's word, None when it cannot be asked; `rtc`: a clock that survives a power cut."""

    now: float
    synchronised: bool | None
    rtc: bool


def judge(facts: ClockFacts) -> Finding:
    keeps = "" if facts.rtc else "; it has no battery-backed clock, so after a power cut it is wrong until it is set"
    if facts.now < FIRST_RELEASE_S:
        return broken(NAME, f"it shows a time before this program was made{keeps}", SET_IT)
    if facts.synchronised is None:
        return unknown(NAME, f"the kernel does not say whether something sets it{keeps}")
    if facts.synchronised and facts.rtc:
        return ok(NAME, "it is synchronised, and a battery keeps it over a power cut")
    if facts.synchronised:
        return note(NAME, f"it is synchronised{keeps}", "fit an RTC if power cuts are to be expected")
    if facts.rtc:
        return note(NAME, "nothing sets it; a battery keeps it", "compare `date` with a clock that you trust")
    return warning(NAME, f"nothing sets it{keeps}", SET_IT)
