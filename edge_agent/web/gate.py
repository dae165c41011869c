"""Who may knock: host names, origins and rates. Pure; the time is passed in."""

import ipaddress
from collections import OrderedDict
from collections.abc import Collection, Mapping

from edge_agent.errors import NotTrusted, Unavailable

MAX_CLIENTS = 1024  # addresses remembered by a rate limit; beyond that the one unseen for longest is forgotten


class TooManyRequests(Unavailable):
    code = "too_many_requests"
    status = 429


def check_host(host: str, names: Collection[str]) -> None:
    """Refuse names that are not ours: a stranger's name that resolves to this node (DNS rebinding) would otherwise
    read the page with the visitor's rights. An address cannot be rebound, so every address is accepted."""
    name = host_name(host)
    if name in names or is_address(name):
        return
    raise NotTrusted("this node is not known by that name; use its address, or add the name to http.names")


def host_name(host: str) -> str:
    """The name or address in a Host header, without port, brackets and final dot."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".").lower()


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def check_origin(headers: Mapping[str, str]) -> None:
    """Refuse a change that another site's page asked for. Browsers state where a POST comes from in Sec-Fetch-Site
    (secure pages) or Origin; a request with neither is refused too."""
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    own = origin is None or origin.partition("://")[2].lower() == headers.get("Host", "").lower()
    if not own or site not in (None, "same-origin") or (site is None and origin is None):
        raise NotTrusted("this request did not come from this node's own page; open the page and try again there")


class RateLimit:
    """A token bucket per client: `burst` requests at once, then `per_s` of them each second."""

    def __init__(self, *, burst: int, per_s: float) -> None:
        self._burst = burst
        self._per_s = per_s
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client: tokens left, and when

    def check(self, client: str, now_s: float) -> None:
        left, at_s = self._buckets.pop(client, (float(self._burst), now_s))
        left = min(float(self._burst), left + (now_s - at_s) * self._per_s)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now_s)
        if len(self._buckets) > MAX_CLIENTS:
            self._buckets.popitem(last=False)
        if not allowed:
            raise TooManyRequests(f"too many requests from here; wait {(1 - left) / self._per_s:.0f} s and try again")


def client_name(address: str) -> str:
    """What a rate is counted by: an IPv4 address, or the /64 network that one IPv6 machine may choose from freely."""
    if ":" not in address:
        return address
    plain = ipaddress.IPv6Address(address.partition("%")[0])
    if plain.ipv4_mapped:
        return str(plain.ipv4_mapped)
    return str(ipaddress.IPv6Network((plain, 64), strict=False).network_address)
