"""Announces this node on the local network and hears the others (multicast DNS).

zeroconf takes 3 MB, so it is loaded only to run.
What is heard here is a rumour: anybody on the network can send it. It only says where to dial; the handshake there
proves who answers.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from socket import AF_INET, AF_INET6, inet_pton
from typing import TYPE_CHECKING

from edge_agent.errors import BadRequest, Unavailable
from edge_agent.identity.keys import node_id, parse_node_id
from edge_agent.interfaces import Interface, network_interfaces
from edge_agent.text import printable

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

log = logging.getLogger(__name__)
SERVICE = "_hearthnet._tcp.local."
LOOK_S = 15.0  # between looks at the interfaces: a cable, a Wi-Fi or a lease may have come or gone
RESOLVE_MS = 3000
MAX_NAMES = 256  # announcements that wait to be asked for their address; a dropped one is announced again
MAX_ADDRESSES = 8
OnFound = Callable[[bytes, list[tuple[str, int]]], None]
OnLeft = Callable[[bytes], None]


class Mdns:
    """A service: announces `node` at `port`, and tells of the other nodes of the same community."""

    name = "mdns"

    def __init__(
        self, node: bytes, community: bytes, port: Callable[[], int], *, found: OnFound, left: OnLeft,
        interfaces: Callable[[], list[Interface]] = network_interfaces,
    ) -> None:  # fmt: skip
        self._node = node
        self._community = community.hex()
        self._port = port
        self._found = found
        self._left = left
        self._interfaces = interfaces
        self._names: asyncio.Queue[str] = asyncio.Queue(MAX_NAMES)
        self._nodes: dict[str, bytes] = {}  # by the name they announced

    async def run(self) -> None:
        """Until cancelled; without any interface it waits for one and sends nothing."""
        while True:
            interfaces = self._interfaces()
            if interfaces:
                try:
                    await self._on(interfaces)
                except OSError as error:
                    raise Unavailable(f"this node cannot be announced on the network: {error}") from None
            else:
                await asyncio.sleep(LOOK_S)

    async def _on(self, interfaces: Sequence[Interface]) -> None:
        """Announce and listen until the interfaces are others."""
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

        zeroconf = AsyncZeroconf(interfaces=[one.index if one.is_ipv6 else one.host for one in interfaces])
        try:
            info = self._info(interfaces)
            await zeroconf.async_register_service(info, allow_name_change=True)
            browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE, handlers=[self._heard])
            log.info("announced on %s", ", ".join(one.host for one in interfaces))
            try:
                async with asyncio.TaskGroup() as group:
                    resolving = group.create_task(self._resolve(zeroconf))
                    await self._change(interfaces)
                    resolving.cancel()
            finally:
                await browser.async_cancel()
                await zeroconf.async_unregister_all_services()  # the goodbye
        finally:
            await zeroconf.async_close()

    async def _change(self, interfaces: Sequence[Interface]) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            if self._interfaces() != interfaces:
                return

    def _info(self, interfaces: Sequence[Interface]) -> "AsyncServiceInfo":
        from zeroconf.asyncio import AsyncServiceInfo

        name = node_id(self._node)
        packed = [inet_pton(AF_INET6 if one.is_ipv6 else AF_INET, one.host) for one in interfaces]
        return AsyncServiceInfo(
            SERVICE, f"{name[:24]}.{SERVICE}", port=self._port(), addresses=packed[:MAX_ADDRESSES],
            properties={"id": name, "community": self._community}, server=f"{name[:24]}.local.",
        )  # fmt: skip

    def _heard(self, zeroconf: "Zeroconf", service_type: str, name: str, state_change: "ServiceStateChange") -> None:
        if state_change.name == "Removed":
            if node := self._nodes.pop(name, None):
                self._left(node)
        elif not self._names.full():
            self._names.put_nowait(name)

    async def _resolve(self, zeroconf: "AsyncZeroconf") -> None:
        from zeroconf.asyncio import AsyncServiceInfo

        while True:
            name = await self._names.get()
            info = AsyncServiceInfo(SERVICE, name)
            if await info.async_request(zeroconf.zeroconf, RESOLVE_MS):
                self._take(name, info)

    def _take(self, name: str, info: "AsyncServiceInfo") -> None:
        said = info.decoded_properties
        if said.get("community") != self._community:
            return
        try:
            node = parse_node_id(said.get("id") or "")
        except BadRequest:
            log.warning("an announcement under the name %s has no node id", printable(name))
            return
        # fe80 leads nowhere without its %interface
        hosts = [host for host in info.parsed_scoped_addresses() if not host.startswith("fe80") or "%" in host]
        addresses = [(host, info.port or 0) for host in hosts[:MAX_ADDRESSES]]
        if node == self._node or not info.port or not addresses:
            return
        if len(self._nodes) < MAX_NAMES:
            self._nodes[name] = node
        self._found(node, addresses)
