"""`hearthnet relay`: be a hub over which the nodes of communities reach each other. Needs a public address, no node."""

import asyncio
import logging
import signal
import ssl
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TextIO

from edge_agent.clock import steady_s, utc_s
from edge_agent.errors import ConfigError, ungrouped
from edge_agent.identity.keys import parse_node_id, verify
from edge_agent.log import to_stderr
from edge_agent.relay.hub import Hub, serve
from edge_agent.relay.mailbox import Mailbox
from edge_agent.relay.visits import Admission
from meshwire.event import community_id

log = logging.getLogger(__name__)
PORT = 7090


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    relay = commands.add_parser("relay", help="be a hub over which nodes reach each other through the internet")
    relay.add_argument("--listen", default="0.0.0.0", help="address to listen on (default: %(default)s)")  # noqa: S104
    relay.add_argument("--port", type=int, default=PORT, help="port to listen on (default: %(default)s)")
    relay.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate chain of this host, for wss://")
    relay.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key")
    relay.add_argument(
        "--root", action="append", default=[], metavar="ID",
        help="serve only the community with this root key, as `hearthnet whoami` prints it; may be repeated",
    )  # fmt: skip
    relay.set_defaults(run=run_relay)


async def run_relay(args: Namespace, out: TextIO) -> None:
    to_stderr("relay")
    tls = _tls(args.tls_cert, args.tls_key)
    communities = [community_id(parse_node_id(text)) for text in args.root]
    args.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    mailbox = await Mailbox.open(args.home / "relay.db")
    try:
        hub = Hub(mailbox, Admission(communities, verify), now=utc_s, steady=steady_s)
        await _until_stopped(hub, args, tls, out)
    finally:
        await mailbox.close()


async def _until_stopped(hub: Hub, args: Namespace, tls: ssl.SSLContext | None, out: TextIO) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ready: asyncio.Future[int] = loop.create_future()
    with ungrouped():
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(serve(hub, args.listen, args.port, tls, ready))
            scheme = "wss" if tls else "ws"
            print(
                f'relay hub on {args.listen} port {await ready}; nodes set relay.hubs = ["{scheme}://THIS-HOST:{ready.result()}"]',
                file=out,
                flush=True,
            )
            await stop.wait()
            serving.cancel()


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise ConfigError("--tls-cert and --tls-key go together")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"the certificate cannot be read: {error}") from None
    return context
