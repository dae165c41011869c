"""Runs a handler within its time. A handler that never waits, and most do not, costs no timer.

`asyncio.timeout` takes 3 µs of every call; here it begins when the handler waits for the first time.
"""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import TypeVar

from edge_agent.clock import Clock
from edge_agent.errors import TimedOut

T = TypeVar("T")


@coroutine
def within(work: Coroutine[object, None, T], deadline: float, clock: Clock, name: str) -> Generator[object, None, T]:
    """What the work gives; TimedOut, and the work cancelled, when `clock` has passed the deadline before its end."""
    try:
        waits_for = work.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # it carries what the coroutine returned
    return (yield from _timed(work, waits_for, deadline - clock(), name).__await__())


async def _timed(work: Coroutine[object, None, T], waits_for: object, left_s: float, name: str) -> T:
    limit = asyncio.timeout(left_s)
    try:
        async with limit:
            return await _resumed(work, waits_for)
    except TimeoutError:
        if not limit.expired():
            raise  # one of the work's own
        raise TimedOut(f"{name} did not finish in the {max(left_s, 0):.3g} s that were left; try again") from None


@coroutine
def _resumed(work: Coroutine[object, None, T], waits_for: object) -> Generator[object, None, T]:
    """Wait in place of work that was begun already. `await` refuses such work, so what ends it is passed on by hand."""
    while True:
        try:
            yield waits_for
        except (asyncio.CancelledError, GeneratorExit) as ended:
            try:
                waits_for = work.throw(ended)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
        else:
            return (yield from work)  # type: ignore[no-any-return]  # `types.coroutine` allows a coroutine here
