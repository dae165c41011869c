"""Under which addresses the neighbourhood finds this machine. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, note, ok, unknown

NAME = "network"


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """`addresses` without loopback, None when the kernel does not tell; `mdns`: HOSTNAME.local is answered for."""

    hostname: str
    addresses: tuple[str, ...] | None
    mdns: bool = False


def judge(facts: NetworkFacts) -> Finding:
    if facts.addresses is None:
        return unknown(NAME, "the kernel does not tell the addresses")
    if not facts.addresses:
        step = "plug in a cable, or join a Wi-Fi: sudo nmcli --ask device wifi connect NAME"
        return note(NAME, "no address: only this machine and the radio reach the node", step)
    text = ", ".join(facts.addresses)
    if not facts.mdns:
        step = f"sudo apt install avahi-daemon, so that {facts.hostname}.local is found"
        return note(NAME, f"{text}; {facts.hostname}.local is not announced", step)
    return ok(NAME, f"{facts.hostname}.local, {text}")
