"""Calls from node to node on loopback, TLS included, on a connection that is open already. Writes the area `mesh`.

Beside it, in the same run: the same bytes over plain HTTP by aiohttp, and over the same TLS without HTTP.
The node that is asked runs in a process of its own, so that its processor time can be told from the caller's.
"""

import asyncio
import os
import resource
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import aiohttp
import cbor2
from aiohttp import web

from bench.report import figure, write
from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.envelope import request_map
from edge_agent.bus.peer import Request
from edge_agent.clock import steady_s, utc_s
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key, verify
from edge_agent.identity.members import Members
from edge_agent.mesh.client import Link
from edge_agent.mesh.client_dial import NetworkPlace
from edge_agent.mesh.door import Door
from edge_agent.mesh.door_rooms import Rooms
from edge_agent.mesh.limits import Limits
from edge_agent.mesh.links import Connections, SocketLink
from edge_agent.mesh.tls import Tls
from meshwire.event import CERTIFICATE, ROSTER, community_id
from meshwire.trust import MEMBER, encode_certificate

CALLS = 2000
WARM = 200
HANDSHAKES = 100
CHUNKS = 20_000
GOAL_MS = 3.0
LIMITS = Limits(calls_burst=1 << 30)
BODY = {"text": "x" * 100}
ROOT, HERE, THERE = (Key(bytes(31) + bytes([number])) for number in (1, 2, 3))  # nobody else's


class Echo:
    @capability("echo", trust=Trust.MEMBER)
    async def echo(self, call: Call) -> Json:
        return call.body

    @capability("count", trust=Trust.MEMBER, streaming=True)
    async def count(self, call: Call) -> Json:
        for number in range(CHUNKS):
            await call.send({"number": number})
        return {}


class Cost(NamedTuple):
    median_ms: float
    worst_ms: float  # of 99 in 100
    caller_us: float
    asked_us: float


async def certified(folder: Path) -> Members:
    """The roster as a node has it, read from a log."""
    store = await EventStore.open(
        folder / "agent.db", community=community_id(ROOT.public), verify=verify, views=(), now=utc_s
    )
    bodies = [encode_certificate(key.public, MEMBER, 0, None, "node") for key in (HERE, THERE)]
    await store.write(ROOT, [Draft(ROSTER, CERTIFICATE, body) for body in bodies])
    return Members(store, ROOT.public)


async def contexts(key: Key) -> Tls:
    tls = Tls(key, now=utc_s, steady=steady_s, known=lambda: True)
    await tls.admit([HERE.public, THERE.public])
    return tls


async def far_node(folder: Path) -> None:
    """The process that is asked: prints the ports of its door, of plain HTTP, and of bare TLS."""
    tls, bus, members = await contexts(THERE), Bus(THERE.node_id), await certified(folder)
    bus.register(Echo())

    async def no_sync(key: bytes, link: SocketLink) -> None:
        pass

    rooms = Rooms(bus, members.roster, lambda: b"\xa0", no_sync)
    door = Door(tls, rooms, Connections(), listen="127.0.0.1", port=0, now=utc_s, steady=steady_s, limits=LIMITS)
    runner = web.AppRunner(app := web.Application(), access_log=None)
    app.router.add_post("/call", plain_echo)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    bare = await asyncio.start_server(bare_echo, "127.0.0.1", 0, ssl=tls.server)
    async with asyncio.TaskGroup() as group:
        group.create_task(door.run())
        port = await door.started()
        print(port, runner.addresses[0][1], bare.sockets[0].getsockname()[1], flush=True)


async def plain_echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


async def bare_echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


def processor_s(pid: int) -> float:
    """What a process has taken so far, from /proc/PID/stat."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measured(pid: int, call: Callable[[], Awaitable[object]]) -> Cost:
    for _ in range(WARM):
        await call()
    asked, mine, times = processor_s(pid), resource.getrusage(resource.RUSAGE_SELF), []
    for _ in range(CALLS):
        begun = time.perf_counter()
        await call()
        times.append((time.perf_counter() - begun) * 1000)
    after = resource.getrusage(resource.RUSAGE_SELF)
    own_s = after.ru_utime + after.ru_stime - mine.ru_utime - mine.ru_stime
    worst = statistics.quantiles(times, n=100)[98]
    return Cost(
        statistics.median(times), worst, own_s / CALLS * 1e6, (processor_s(pid) - asked) / CALLS * 1e6
    )  # fmt: skip


def question(name: str = "echo", *, stream: bool = False) -> Request:
    return Request(name, input=BODY, id=secrets.token_hex(8), trust=Trust.MEMBER, stream=stream)


async def by_node(pid: int, link: Link) -> Cost:
    return await measured(pid, lambda: link.call(question(), None))


async def by_plain_http(pid: int, port: int) -> Cost:
    body = cbor2.dumps(request_map(question()))
    async with aiohttp.ClientSession() as session:

        async def call() -> None:
            async with session.post(f"http://127.0.0.1:{port}/call", data=body) as response:
                await response.read()

        return await measured(pid, call)


async def by_bare_tls(pid: int, port: int, tls: Tls) -> Cost:
    body = cbor2.dumps(request_map(question()))
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=tls.client, server_hostname=THERE.node_id
    )  # fmt: skip

    async def call() -> None:
        writer.write(body)
        await reader.readexactly(len(body))

    cost = await measured(pid, call)
    writer.close()
    return cost


async def handshake_ms(port: int, tls: Tls) -> float:
    """From nothing to the first answer."""
    times = []
    for _ in range(HANDSHAKES):
        begun = time.perf_counter()
        async with Link(THERE.public, NetworkPlace("127.0.0.1", port), tls, Connections(), limits=LIMITS) as link:
            await link.call(question(), None)
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


async def chunks_per_s(link: Link) -> float:
    async def take(chunk: Json) -> None:
        pass

    begun = time.perf_counter()
    await link.call(question("count", stream=True), take)
    return CHUNKS / (time.perf_counter() - begun)


async def main() -> None:
    folder = tempfile.TemporaryDirectory(dir=Path(__file__).parent)
    far = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.mesh_calls", folder.name, stdout=asyncio.subprocess.PIPE
    )
    assert far.stdout is not None
    try:
        door, plain_port, bare_port = map(int, (await far.stdout.readline()).split())
        tls = await contexts(HERE)
        async with Link(THERE.public, NetworkPlace("127.0.0.1", door), tls, Connections(), limits=LIMITS) as link:
            node = await by_node(far.pid, link)
            chunks = await chunks_per_s(link)
        plain, bare = await by_plain_http(far.pid, plain_port), await by_bare_tls(far.pid, bare_port, tls)
        first = await handshake_ms(door, tls)
    finally:
        far.kill()
        await far.wait()
        folder.cleanup()
    http, tls_only = "plain HTTP of aiohttp, an echo", "the same TLS without HTTP, an echo"
    write(
        "mesh",
        [
            figure("mesh.call", node.median_ms, "ms", "lower", goal=GOAL_MS, against=(http, plain.median_ms)),
            figure("mesh.call_beside_tls", node.median_ms, "ms", "lower", against=(tls_only, bare.median_ms)),
            figure("mesh.call_99_of_100", node.worst_ms, "ms", "lower", against=(http, plain.worst_ms)),
            figure("mesh.call_processor_caller", node.caller_us, "µs", "lower", against=(http, plain.caller_us)),
            figure("mesh.call_processor_asked", node.asked_us, "µs", "lower", against=(http, plain.asked_us)),
            figure("mesh.call_first", first, "ms", "lower"),
            figure("mesh.stream_chunks", chunks, "/s", "higher"),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    asyncio.run(far_node(Path(sys.argv[1])) if sys.argv[1:] else main())
