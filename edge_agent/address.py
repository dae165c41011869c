"""What to type into a browser to reach this node."""

import socket

from edge_agent.interfaces import network_interfaces

SOMEWHERE = ("192.0.2.1", 9)  # RFC 5737: never assigned; connecting a datagram socket sends nothing


def page_address(listen: str, port: int) -> str:
    """The page's URL for a listening address; for all addresses the one that neighbours would use."""
    host = own_address() if listen in ("0.0.0.0", "::") else listen
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def own_address() -> str:
    """This machine's address towards its network, with or without a router; the loopback address when it has none."""
    hosts = [one.host for one in network_interfaces() if not one.is_ipv6]
    if len(hosts) < 2:
        return hosts[0] if hosts else "127.0.0.1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
        except OSError:
            return hosts[0]
        return str(probe.getsockname()[0])
