"""The addresses under which other machines of this network can reach this one."""

from dataclasses import dataclass
from ipaddress import ip_address


@dataclass(frozen=True, slots=True, order=True)
class Interface:
    """One address of one interface; a link-local IPv6 address means nothing without the interface's number."""

    host: str
    index: int

    @property
    def is_ipv6(self) -> bool:
        return ":" in self.host


def network_interfaces() -> list[Interface]:
    """Every address but the loopback ones, sorted. Link-local ones stay: machines on a bare switch have no others."""
    import ifaddr

    found = set()
    for adapter in ifaddr.get_adapters():
        for address in adapter.ips:
            host = address.ip if isinstance(address.ip, str) else address.ip[0]
            if adapter.index is not None and not ip_address(host).is_loopback:
                found.add(Interface(host, adapter.index))
    return sorted(found)


def can_be_reached(listen: str) -> bool:
    """Whether a door on this address is open to other machines."""
    try:
        return not ip_address(listen).is_loopback
    except ValueError:
        return listen != "localhost"
