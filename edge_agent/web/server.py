"""The agent's doors: HTTP on the network, and a Unix socket for the operator."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import web

from edge_agent.bus.bus import Bus
from edge_agent.clock import Clock
from edge_agent.sockets import bind_network, bind_private
from edge_agent.web import assets
from edge_agent.web.fragments import Fragments
from edge_agent.web.limits import Limits
from edge_agent.web.live import Live
from edge_agent.web.routes import network_app, operator_app
from edge_agent.web.site import Bearers, Sessions, Site

DEFAULT = Limits()
HOW_TO_MOVE = "choose others with --listen and --port, or set http.listen and http.port"
LOCAL_NAMES = ("localhost", "ip6-localhost")


class WebServer:
    """Serves until cancelled. `names`: by which browsers may call the node, besides its addresses and NAME.local."""

    name = "page"

    def __init__(
        self,
        *,
        bus: Bus,
        sessions: Sessions,
        live: Live,
        not_ready: Callable[[], Sequence[str]],
        languages: Sequence[str],
        listen: str,
        port: int,
        names: Sequence[str],
        operator_socket: Path,
        clock: Clock,
        limits: Limits = DEFAULT,
        bearers: Bearers | None = None,
    ) -> None:
        fragments = Fragments(bus, live, clock)
        known = frozenset(name.lower() for name in (*LOCAL_NAMES, f"{socket.gethostname()}.local", *names))
        self._site = Site(
            bus, sessions, live, fragments, assets.load(), clock, limits, languages, known, not_ready, bearers
        )  # fmt: skip
        self._listen, self._port = listen, port
        self._operator_socket = operator_socket
        self._started = asyncio.Event()
        self._bound = 0

    async def started(self) -> int:
        """Wait until the doors are open; the TCP port."""
        await self._started.wait()
        return self._bound

    async def run(self) -> None:
        async with AsyncExitStack() as stack:
            door = bind_network(self._listen, self._port, HOW_TO_MOVE)
            await self._open(stack, network_app(self._site), door)
            await self._open(stack, operator_app(self._site), bind_private(self._operator_socket))
            stack.callback(self._operator_socket.unlink, missing_ok=True)
            self._bound = door.getsockname()[1]
            self._started.set()
            await asyncio.get_running_loop().create_future()  # until cancelled

    async def _open(self, stack: AsyncExitStack, app: web.Application, door: socket.socket) -> None:
        limits = self._site.limits
        runner = web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=limits.headers_s,
            lingering_time=limits.linger_s,
            shutdown_timeout=limits.shutdown_s,
        )
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        handler = runner.server
        assert handler is not None  # set up above

        def connection() -> asyncio.Protocol:
            return handler() if len(handler.connections) < limits.connections else _Full()

        server = await asyncio.get_running_loop().create_server(connection, sock=door)
        stack.callback(server.close)


class _Full(asyncio.Protocol):
    """Hangs up at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()
