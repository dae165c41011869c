"""Turns: nobody's place is lost, whenever its caller goes away."""

import asyncio

import pytest

from edge_agent.bus.slots import Slots
from edge_agent.errors import TooBusy


@pytest.fixture
def slots():
    """One slot, which is taken, and places for two."""
    slots = Slots("weather.model", 1, 2)
    slots.taken = 1
    return slots


async def waiting(slots):
    task = asyncio.create_task(slots.wait(10))
    await asyncio.sleep(0)
    return task


async def test_who_waits_longest_is_next(slots):
    first, second = await waiting(slots), await waiting(slots)
    slots.leave()
    await first
    assert not second.done()
    slots.leave()
    await second
    assert (slots.taken, slots.waiting) == (1, 0)


async def test_a_turn_that_comes_as_its_caller_goes_is_given_on(slots):
    first, second = await waiting(slots), await waiting(slots)
    slots.leave()
    first.cancel()
    await asyncio.wait([first])

    await second
    slots.leave()
    assert slots.taken == 0


async def test_who_gives_up_leaves_the_queue(slots):
    first = await waiting(slots)
    first.cancel()
    await asyncio.wait([first])
    with pytest.raises(TooBusy, match="no free place in time"):
        await slots.wait(0)

    assert slots.waiting == 0
    slots.leave()
    assert slots.taken == 0


async def test_load_and_queue_are_shares(slots):
    assert (slots.load, slots.queue) == (1.0, 0.0)
    task = await waiting(slots)
    assert slots.queue == 0.5
    task.cancel()
    assert Slots("x", 4, 0).queue == 0.0
