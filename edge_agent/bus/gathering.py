"""Scatter-gather: one question to every node that can answer it, until enough have."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from edge_agent.bus.peer import Answer
from edge_agent.bus.router import Question, Router
from edge_agent.bus.targets import Target
from edge_agent.errors import EdgeError

MOST = 32  # nodes asked at once


@dataclass(frozen=True, slots=True)
class Failure:
    node: str
    error: EdgeError | None  # None: it had not answered when enough others had


@dataclass(frozen=True, slots=True)
class Gathered:
    """In the order in which they came. `complete`: as many answers as were asked for."""

    answers: tuple[Answer, ...]
    failures: tuple[Failure, ...]
    complete: bool


async def gather(router: Router, question: Question, *, quorum: int, timeout_s: float) -> Gathered:
    """Ends when `quorum` nodes have answered (0: all), or all have ended, or the time is over."""
    able = router.able(question)[:MOST]
    needed = quorum or len(able)
    asked = {asyncio.create_task(router.attempt(one, question, timeout_s, 1)): one for one in able}
    answers: list[Answer] = []
    failed: list[Failure] = []
    waiting = set(asked)
    try:
        while waiting and len(answers) < needed:  # each attempt ends when its time is over
            ended, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                _sort(task, asked[task], answers, failed)
    finally:
        await _end(waiting)
    late = (Failure(target.candidate.node, None) for task, target in asked.items() if task in waiting)
    return Gathered(tuple(answers), (*failed, *late), len(answers) >= needed)


def _sort(task: asyncio.Task[Answer], target: Target, answers: list[Answer], failed: list[Failure]) -> None:
    try:
        answers.append(task.result())
    except EdgeError as error:
        failed.append(Failure(target.candidate.node, error))


async def _end(tasks: Collection[asyncio.Task[Answer]]) -> None:
    """What they would have said is not waited for, only that they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
