"""The capability bus within a process: what a call costs beyond its handler, and whether anything grows. Area `mesh`.

The handler does nothing, so what is measured is the bus. Beside it, in the same run: the bare await of the handler, and
the shortest dispatcher that ends a hanging handler by what Python brings, a dict and `asyncio.timeout`.
"""

import asyncio
import gc
import statistics
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bench.report import figure, write
from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Call, Caller, Json, Trust, capability
from edge_agent.bus.schema import FLAG, gives, takes, text

CALLER = Caller("bench", Trust.MEMBER)
BODY: Json = {"id": "4f2a91c0-7", "all": True}
TAKES = takes(("id",), id=text(40), all=FLAG)
ROUNDS, CALLS = 200, 500
SIZES = (10, 100, 1000)
MILLION, WARM = 1_000_000, 5000

Once = Callable[[], Awaitable[object]]


class Provider(Protocol):
    async def nothing(self, call: Call) -> Json: ...

    async def later(self, call: Call) -> Json: ...


def provider(name: str) -> Provider:
    class Named:
        @capability(name, trust=Trust.MEMBER, input=TAKES, output=gives())
        async def nothing(self, call: Call) -> Json:
            return BODY

        @capability(f"{name}.later", trust=Trust.MEMBER, input=TAKES, output=gives())
        async def later(self, call: Call) -> Json:
            await asyncio.sleep(0)
            return BODY

    return Named()


def bus_of(size: int) -> Bus:
    bus = Bus()
    for number in range(size):
        bus.register(provider(f"bench.c{number}"))
    return bus


class Shortest:
    """What one would write without a bus: no trust, no schema, no limit, no health, no trace."""

    def __init__(self, handlers: Mapping[str, Callable[[Call], Awaitable[Json]]]) -> None:
        self._handlers = handlers

    async def call(self, name: str, body: Json, caller: Caller) -> Json:
        async with asyncio.timeout(30):
            return await self._handlers[name](Call(body, caller))


async def median_us(once: Once) -> float:
    """Of a call, in microseconds: the median of rounds, so that what disturbs some of them does not count."""
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(CALLS):
            await once()
        took.append((time.perf_counter() - start) / CALLS * 1e6)
    return statistics.median(took)


async def held_bytes(bus: Bus) -> int:
    """What is held after a million calls and was not before, by tracemalloc."""
    for _ in range(WARM):
        await bus.call("bench.c0", BODY, CALLER)
    gc.collect()
    tracemalloc.start()
    for _ in range(WARM):  # the ring of traces fills itself once with what tracemalloc has seen
        await bus.call("bench.c0", BODY, CALLER)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(MILLION):
        await bus.call("bench.c0", BODY, CALLER)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return max(0, held)


async def main() -> None:
    alone, call = provider("bench.c0"), Call(BODY, CALLER)
    shortest = Shortest({"bench.c0": alone.nothing})
    bare = await median_us(lambda: alone.nothing(call))
    later = await median_us(lambda: alone.later(call))
    rival = ("a dict and asyncio.timeout", await median_us(lambda: shortest.call("bench.c0", BODY, CALLER)) - bare)
    figures = [figure("mesh.bus_bare_await", bare, "µs", "lower")]
    for size in SIZES:
        bus = bus_of(size)
        us = await median_us(lambda bus=bus: bus.call("bench.c0", BODY, CALLER)) - bare  # type: ignore[misc]
        figures.append(figure(f"mesh.bus_call_of_{size}", us, "µs", "lower", goal=6, against=rival))
    waiting = await median_us(lambda: bus.call("bench.c0.later", BODY, CALLER)) - later
    figures.append(figure("mesh.bus_call_that_waits", waiting, "µs", "lower"))
    asked = await median_us(lambda: bus.ask("bench.c0", BODY, CALLER)) - bare
    figures.append(figure("mesh.bus_ask_with_meta", asked, "µs", "lower"))
    figures.append(figure("mesh.bus_held_after_million_calls", await held_bytes(bus_of(1)), "B", "lower", goal=1024))
    write("mesh", figures)


if __name__ == "__main__":
    asyncio.run(main())
