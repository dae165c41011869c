"""Who may knock: host names and origins. Pure."""

import ipaddress
from collections.abc import Collection, Mapping

from edge_agent.errors import NotTrusted


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
