"""TLS of nodes on loopback without anything above it, and visitors with certificates of their own making."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from edge_agent.identity.keys import Key
from edge_agent.mesh import certify
from edge_agent.mesh.certify import ALWAYS, Period
from edge_agent.mesh.tls import Tls, load_chain, peer_key
from tests.mesh.doors import LIMIT_S, new_key

NOW = 1_790_000_000.0
HOUR = 3600.0


class Clock:
    """Of one node: what it shows, whether it is believed, and the seconds since the start."""

    def __init__(self, utc: float = NOW, *, known: bool = True) -> None:
        self.utc, self.known, self.steady = utc, known, 0.0

    def tls(self, key: Key) -> Tls:
        return Tls(key, now=lambda: self.utc, steady=lambda: self.steady, known=lambda: self.known)


@asynccontextmanager
async def listening(tls: Tls) -> AsyncIterator[int]:
    """A door that says who came in, and gives back what it is sent; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(peer_key(writer.get_extra_info("ssl_object")))
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls.server)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def enter(port: int, context: ssl.SSLContext, name: str | None) -> bytes:
    """What the door says first; empty for those who do not come in. An error says that we do not want to."""
    try:
        async with asyncio.timeout(LIMIT_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
            said = await reader.read(32)
            writer.close()
            return said
    except ssl.SSLCertVerificationError:
        raise
    except (ConnectionError, ssl.SSLError):
        return b""


def presenting(chain: str) -> ssl.SSLContext:
    """A client of somebody who has a certificate of his own making, and believes any door."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if chain:
        load_chain(context, chain)
    return context


def chain_of(node: Key, period: Period = ALWAYS) -> str:
    """A leaf as a node makes them."""
    tls = new_key()
    leaf = certify.leaf(node.sign, node.node_id, tls.public, period, serial=1)
    return pem(leaf) + certify.private_key_pem(tls.seed)


def pem(*certificates: bytes) -> str:
    return "".join(map(certify.certificate_pem, certificates))
