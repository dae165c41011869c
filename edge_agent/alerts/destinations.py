"""Where a feed may send this node: to the public internet and to the feed's own host, not to our neighbours.

The operator named the feed, but everybody whom it quotes writes its links and redirects. Checked at the socket, after
names are resolved, so that no name and no redirect leads around it.
"""

import asyncio
import socket
from ipaddress import ip_address

import aiohttp

from edge_agent.errors import Unavailable


class Destinations:
    def __init__(self, host: str) -> None:
        self._host = host
        self._own: frozenset[str] = frozenset()

    async def look_up(self) -> None:
        """Learn the addresses of the feed's own host; they may be private, a feed may come from this machine."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(self._host, None, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            raise Unavailable(f"{self._host} is not found: {error}; is the internet there?") from None
        self._own = frozenset(str(address[0]) for *_, address in found)

    def may_reach(self, address: str) -> bool:
        """Whether a connection to this IP address is allowed."""
        return address in self._own or ip_address(address.partition("%")[0]).is_global

    def open_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for aiohttp; OSError when it must not be connected."""
        family, kind, protocol, _, address = info
        if not self.may_reach(str(address[0])):
            raise OSError(f"{address[0]} is neither public nor the feed's own address")
        return socket.socket(family, kind, protocol)
