"""Whether serial devices, radios and boards on USB, may be opened. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, summed, warning

NAME = "serial"


@dataclass(frozen=True, slots=True)
class Device:
    path: str
    usable: bool
    group: str = "dialout"


@dataclass(frozen=True, slots=True)
class SerialFacts:
    """`wanted`: the device that gateway.port names, empty when it names none; `there`: it is plugged in."""

    user: str
    devices: tuple[Device, ...] = ()
    wanted: str = ""
    there: bool = True


def judge(facts: SerialFacts) -> Finding:
    fine = (
        ok(NAME, ", ".join(one.path for one in facts.devices))
        if facts.devices
        else note(NAME, "no device is plugged in")
    )
    missing = None
    if facts.wanted and not facts.there:
        missing = broken(NAME, f"{facts.wanted} of gateway.port is not plugged in", "plug it in, or try another cable")
    return summed((missing, *(_locked(facts.user, one) for one in facts.devices)), otherwise=fine)


def _locked(user: str, device: Device) -> Finding | None:
    if device.usable:
        return None
    step = f"sudo usermod -aG {device.group} {user}, then log in again"
    return warning(NAME, f"{user} may not open {device.path}", step)
