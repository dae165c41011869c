"""Logs that become equal over one connection: events a second, bytes, memory, and how soon an alert is at a peer.

Each node is a process of its own, with its log on the disk of the project; a socket pair joins them. Time runs from the
first message to the commit of the last event. Writes the area `mesh`.
"""

import asyncio
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypedDict

from bench.report import Figure, figure, write
from edge_agent.events.model import Draft
from edge_agent.events.rows import holds, tail
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key, verify
from edge_agent.mesh.syncing import Syncing
from meshwire.event import CIVDEF, PEOPLE, ROSTER, Event, assemble, community_id, encode, is_authentic
from meshwire.trust import MEMBER, encode_certificate
from tests.mesh.links import SocketLink

ROOT, ANNA, BEN = (Key(bytes([number]) * 32) for number in (1, 2, 3))
COMMUNITY = community_id(ROOT.public)
MESSAGE = "x" * 100
EVENTS = 10_000  # that each node wrote before they met
BATCH = 500
ALERTS = 50
ALERTS_MEANWHILE = 10  # while a peer fetches a long history


class Told(TypedDict):
    """What a node process says at its end."""

    took_s: float
    sent: int  # bytes
    grown_mb: float


async def opened(path: Path) -> EventStore:
    return await EventStore.open(path, community=COMMUNITY, verify=verify, views=[], now=time.time)


async def written(path: Path, roster: Sequence[Event], key: Key, count: int) -> list[Event]:
    """A log that knows the roster, and the events that its owner wrote."""
    store = await opened(path)
    await store.append(roster)
    events: list[Event] = []
    while len(events) < count:
        events += await store.write(key, [Draft(PEOPLE, 1, {0: MESSAGE})] * BATCH)
    await store.close()
    return events


async def certificates(folder: Path) -> list[Event]:
    store = await opened(folder / "root.db")
    bodies = [encode_certificate(key.public, MEMBER, 0, None, "") for key in (ANNA, BEN)]
    events = await store.write(ROOT, [Draft(ROSTER, 1, body) for body in bodies])
    await store.close()
    return events


class TimedLink(SocketLink):
    """Notes when the first message came, and counts bytes instead of keeping messages."""

    began: float | None = None
    count = 0

    async def send(self, data: bytes) -> None:
        await super().send(data)
        self.count += len(data)
        self.sent.clear()

    async def receive(self) -> bytes | None:
        data = await super().receive()
        self.began = self.began or time.perf_counter()
        return data


def memory_mb(field: str) -> float:
    """Of this process: VmRSS is what it holds now, VmHWM the most it held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def forgotten_peak_mb() -> float:
    """What the process holds; VmHWM begins anew, without the peak of its parent and of its start."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return memory_mb("VmRSS")


async def node(path: Path, descriptor: int, starts: bool, rows: int) -> None:
    """A node process: exchange until the log has so many rows, then tell how it went; end when the parent says so."""
    store = await opened(path)
    syncing = Syncing(store, ROOT.public)
    link = TimedLink(*await asyncio.open_connection(sock=socket.socket(fileno=descriptor)))
    arrivals = store.changes()
    before = forgotten_peak_mb()
    tasks = [asyncio.create_task(syncing.run()), asyncio.create_task(syncing.exchange(link, "peer", starts=starts))]
    row = (await store.read(tail)).row
    while row < rows:
        row = (await anext(arrivals)).row
    took_s = time.perf_counter() - (link.began or 0)
    grown = memory_mb("VmHWM") - before
    print(json.dumps(Told(took_s=took_s, sent=link.count, grown_mb=grown)), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await store.close()


def met(paths: Sequence[Path], rows: int) -> list[Told]:
    """Two node processes, until both logs have so many rows."""
    ends = socket.socketpair()
    children = []
    for path, end, starts in zip(paths, ends, ("yes", "no"), strict=True):
        arguments = ["-m", "bench.mesh_sync", str(path), str(end.fileno()), starts, str(rows)]
        command = [sys.executable, *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        children.append(subprocess.Popen(command, pass_fds=[end.fileno()], text=True, **pipes))  # type: ignore[call-overload]
        end.close()
    told = [json.loads(child.stdout.readline()) for child in children]
    for child in children:
        child.communicate()
    return told


def per_s(events: Sequence[Event], work: Callable[[Event], object]) -> float:
    start = time.perf_counter()
    for event in events:
        work(event)
    return len(events) / (time.perf_counter() - start)


async def appended_per_s(path: Path, events: Sequence[Event]) -> float:
    """The log alone, in batches as large as those of a peer, no signature looked at."""
    store = await EventStore.open(path, community=COMMUNITY, verify=lambda *_: True, views=[], now=time.time)
    start = time.perf_counter()
    for at in range(0, len(events), BATCH):
        await store.append(events[at : at + BATCH])
    took_s = time.perf_counter() - start
    await store.close()
    return len(events) / took_s


async def alerts_ms(source: Path, target: Path, *, count: int) -> list[float]:
    """From the signing of an alert to its commit at a connected peer, one after the other."""
    stores = [await opened(path) for path in (source, target)]
    nodes = [Syncing(store, ROOT.public) for store in stores]
    links = [SocketLink(*await asyncio.open_connection(sock=one)) for one in socket.socketpair()]
    tasks = [asyncio.create_task(one.run()) for one in nodes]
    for one, link, starts in zip(nodes, links, (True, False), strict=True):
        tasks.append(asyncio.create_task(one.exchange(link, "peer", starts=starts)))
    arrivals = stores[1].changes()
    took = []
    for _ in range(count):
        await asyncio.sleep(0.05)
        start = time.perf_counter()
        (alert,) = await stores[0].write(ANNA, [Draft(CIVDEF, 1, {0: MESSAGE})])
        while not await stores[1].read(partial(holds, event=alert)):
            await anext(arrivals)
        took.append(1000 * (time.perf_counter() - start))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for link, store in zip(links, stores, strict=True):
        link.close()
        await store.close()
    return took


async def main() -> None:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as made:  # on the disk of the project, not in memory
        folder = Path(made)
        roster = await certificates(folder)
        events = await written(folder / "anna.db", roster, ANNA, EVENTS)
        await written(folder / "empty.db", roster, BEN, 0)
        one_way = met([folder / "empty.db", folder / "anna.db"], 2 + EVENTS)
        await written(folder / "ben.db", roster, BEN, EVENTS)
        both_ways = met([folder / "anna.db", folder / "ben.db"], 2 + 2 * EVENTS)
        verified = per_s(events, lambda event: is_authentic(event, COMMUNITY, verify))
        parsed = per_s(events, lambda event: assemble(event.author, event.part, event.signature))
        appended = await appended_per_s(folder / "raw.db", events)
        for name in ("one.db", "two.db", "three.db"):
            await written(folder / name, roster, BEN, 0)
        quiet = await alerts_ms(folder / "one.db", folder / "two.db", count=ALERTS)
        busy = await alerts_ms(folder / "anna.db", folder / "three.db", count=ALERTS_MEANWHILE)
    latency = statistics.median(quiet), max(busy)
    write("mesh", figures(one_way[0], both_ways, events, verified, parsed, appended, latency))


def figures(
    one_way: Told, both_ways: list[Told], events: Sequence[Event], verified: float, parsed: float, appended: float,
    latency: tuple[float, float],
) -> list[Figure]:  # fmt: skip
    own = 2 * sum(len(encode(event)) for event in events)
    meeting_s = max(told["took_s"] for told in both_ways)
    return [
        figure("mesh.sync_received", EVENTS / one_way["took_s"], "events/s", "higher", goal=8000,
               against=("Ed25519 alone", verified)),
        figure("mesh.sync_received_both_ways", 2 * EVENTS / meeting_s, "events/s", "higher",
               against=("SQLite alone", appended)),
        figure("mesh.sync_10000_and_10000", meeting_s, "s", "lower"),
        figure("mesh.sync_bytes_to_events", sum(told["sent"] for told in both_ways) / own, "times", "lower", goal=1.2),
        figure("mesh.sync_memory", max(told["grown_mb"] for told in [one_way, *both_ways]), "MB", "lower", goal=32),
        figure("mesh.sync_parse_alone", parsed, "events/s", "higher"),
        figure("mesh.sync_alert_at_peer", latency[0], "ms", "lower", goal=300),
        figure("mesh.sync_slowest_alert_beside_20000_events", latency[1], "ms", "lower", goal=300),
    ]  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        path, descriptor, starts, rows = sys.argv[1:]
        asyncio.run(node(Path(path), int(descriptor), starts == "yes", int(rows)))
    else:
        asyncio.run(main())
