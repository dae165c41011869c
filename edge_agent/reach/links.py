"""What the kernel says about cables, radios and routes. It is only read; nothing is sent."""

from collections.abc import Callable, Iterable
from pathlib import Path

from edge_agent.interfaces import Interface, network_interfaces

INTERFACES = Path("/sys/class/net")
ROUTES = Path("/proc/net/route"), Path("/proc/net/ipv6_route")
ANY_IPV4, ANY_IPV6 = "00000000", "0" * 32


def has_link(folder: Path = INTERFACES, interfaces: Callable[[], Iterable[Interface]] = network_interfaces) -> bool:
    """Whether an interface has both a carrier and an address of its own."""
    addressed = {one.index for one in interfaces()}
    return any(_number(one / "ifindex") in addressed and _number(one / "carrier") == 1 for one in folder.iterdir())


def has_way_out(ipv4: Path = ROUTES[0], ipv6: Path = ROUTES[1]) -> bool:
    """Whether there is a default route: without one nothing beyond the network can be asked."""
    v4 = (line.split() for line in _lines(ipv4)[1:])
    if any(fields[1] == ANY_IPV4 and fields[7] == ANY_IPV4 for fields in v4 if len(fields) > 7):
        return True
    v6 = (line.split() for line in _lines(ipv6))
    return any(fields[0] == ANY_IPV6 and fields[1] == "00" and fields[9] != "lo" for fields in v6 if len(fields) > 9)


def _number(path: Path) -> int | None:
    """The number in a file of the kernel, None where an interface has none (it is down, or gone just now)."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
