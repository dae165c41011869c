"""Services are restarted for reasons we know; a bug or a wrong setting ends them all."""

import asyncio

import pytest

from edge_agent.errors import ConfigError, LinkLost, ungrouped
from edge_agent.supervisor import LONGEST_PAUSE_S, Supervisor, doubling


class Flaky:
    """Fails so many times, then works until cancelled."""

    name = "flaky"

    def __init__(self, failures, error):
        self.failures = failures
        self.error = error
        self.runs = 0
        self.works = asyncio.Event()

    async def run(self):
        self.runs += 1
        if self.runs <= self.failures:
            raise self.error
        self.works.set()
        await asyncio.Event().wait()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def sleep(pauses):
    async def take_note(pause):
        pauses.append(pause)

    return take_note


async def test_a_service_that_loses_its_link_is_started_again_after_longer_pauses(pauses, sleep):
    service = Flaky(8, LinkLost("the cable is out"))
    running = asyncio.create_task(Supervisor([service], sleep=sleep).run())

    async with asyncio.timeout(5):
        await service.works.wait()
    running.cancel()

    assert service.runs == 9
    assert pauses == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE_S, LONGEST_PAUSE_S]


async def test_a_service_that_worked_for_a_while_is_started_again_at_once(pauses, sleep):
    clock = iter(range(0, 10_000, 31))  # each run lasts 31 s
    service = Flaky(4, LinkLost("the cable is out"))
    running = asyncio.create_task(Supervisor([service], sleep=sleep, steady=lambda: next(clock)).run())

    async with asyncio.timeout(5):
        await service.works.wait()
    running.cancel()

    assert pauses == [1, 1, 1, 1]


async def test_a_service_that_fails_while_it_is_asked_to_end_is_not_started_again(pauses, sleep):
    class Racing(Flaky):
        async def run(self):
            self.runs += 1
            self.works.set()
            async with asyncio.TaskGroup() as group:
                group.create_task(self.lose())

        async def lose(self):
            try:
                await asyncio.Event().wait()
            finally:
                raise self.error

    class Unwrapping(Racing):
        async def run(self):
            with ungrouped():
                await super().run()

    service = Unwrapping(0, LinkLost("the gateway ended, too"))
    running = asyncio.create_task(Supervisor([service], sleep=sleep).run())
    async with asyncio.timeout(5):
        await service.works.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    assert (service.runs, pauses) == (1, [])


async def test_a_service_whose_group_of_tasks_failed_is_started_again(sleep):
    class Grouped(Flaky):
        async def run(self):
            with ungrouped():
                async with asyncio.TaskGroup() as group:
                    group.create_task(super().run())

    service = Grouped(3, LinkLost("the cable is out"))
    running = asyncio.create_task(Supervisor([service], sleep=sleep).run())
    async with asyncio.timeout(5):
        await service.works.wait()
    running.cancel()

    assert service.runs == 4


@pytest.mark.parametrize("error", [ConfigError("wrong"), ZeroDivisionError("a bug")])
async def test_what_starting_again_cannot_mend_ends_all(error, sleep):
    other = Flaky(0, error)

    with pytest.raises(ExceptionGroup) as raised:
        await Supervisor([Flaky(1, error), other], sleep=sleep).run()

    assert raised.value.exceptions == (error,)


def test_pauses_double_up_to_the_longest():
    pauses = doubling(1, 5)
    assert [next(pauses) for _ in range(5)] == [1, 2, 4, 5, 5]
