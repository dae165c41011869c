"""How often somebody may ask: a bucket of tokens for each client, in a bounded table. Pure; the time is passed in."""

import ipaddress
from collections import OrderedDict

from edge_agent.errors import RateLimited

MAX_CLIENTS = 1024  # remembered by one limit; beyond that the one unseen for longest is forgotten


class RateLimit:
    """`burst` requests at once, then `per_s` of them each second."""

    def __init__(self, *, burst: int, per_s: float) -> None:
        self._burst = burst
        self._per_s = per_s
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client: tokens left, and when

    def check(self, client: str, now_s: float) -> None:
        """Take a token; RateLimited says when there will be one."""
        left = self._left(client, now_s)
        self._keep(client, left - 1 if left >= 1 else left, now_s)
        if left < 1:
            wait_s = (1 - left) / self._per_s
            raise RateLimited(f"too many requests from here; wait {wait_s:.0f} s and try again", retry_after_s=wait_s)

    def give_back(self, client: str, now_s: float) -> None:
        """The token that was taken last: the client has shown that it was not wasted on it."""
        self._keep(client, self._left(client, now_s) + 1, now_s)

    def _left(self, client: str, now_s: float) -> float:
        left, at_s = self._buckets.get(client, (float(self._burst), now_s))
        return min(float(self._burst), left + (now_s - at_s) * self._per_s)

    def _keep(self, client: str, left: float, now_s: float) -> None:
        self._buckets[client] = (min(float(self._burst), left), now_s)
        self._buckets.move_to_end(client)
        if len(self._buckets) > MAX_CLIENTS:
            self._buckets.popitem(last=False)


def client_name(address: str) -> str:
    """What a rate is counted by: an IPv4 address, or the /64 network that one IPv6 machine may choose from freely."""
    if ":" not in address:
        return address
    plain = ipaddress.IPv6Address(address.partition("%")[0])
    if plain.ipv4_mapped:
        return str(plain.ipv4_mapped)
    return str(ipaddress.IPv6Network((plain, 64), strict=False).network_address)
