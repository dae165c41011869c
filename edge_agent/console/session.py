"""One console: state, terminal, jobs and the looks at the node, held together."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from edge_agent.cli.client import call
from edge_agent.clock import steady_s, utc_s
from edge_agent.console.frame import frame
from edge_agent.console.jobs import Jobs
from edge_agent.console.journal import Journal
from edge_agent.console.machine import look
from edge_agent.console.model import Do, Facts, State, Step
from edge_agent.console.reading import Json, records
from edge_agent.console.step import heard, logged, press, told
from edge_agent.console.terminal import Terminal
from edge_agent.errors import EdgeError, Unavailable
from edge_agent.text import printable

log = logging.getLogger(__name__)
LOOK_S, IDLE_LOOK_S, IDLE_AFTER_S = 2.0, 10.0, 300.0  # between two looks at the agent, also when nobody presses a key
DOCTOR_S = 300.0  # between two visits of the doctor while nobody asks
LOG_S = 1.0
ANSWER_S = 8.0  # of the agent, to one question of a look
MAX_JOBS = 8  # at once; more are refused


@dataclass(frozen=True, slots=True)
class Options:
    home: Path
    may: frozenset[str]
    login: bool
    ascii_only: bool


class Session:
    def __init__(self, options: Options) -> None:
        self._home = options.home
        self._state = State(may=options.may, login=options.login, ascii_only=options.ascii_only, now_s=int(utc_s()))
        self._terminal = Terminal(self._paint, self._press)
        self._jobs = Jobs(options.home, self._progress)
        self._journal = Journal(options.home)
        self._running: set[asyncio.Task[None]] = set()
        self._look_now = asyncio.Event()
        self._pressed_s = steady_s()

    async def run(self) -> None:
        looks = [asyncio.create_task(one) for one in (self._looks(), self._visits(), self._logs())]
        try:
            ending = asyncio.create_task(self._terminal.run())
            await asyncio.wait([ending, *looks], return_when=asyncio.FIRST_COMPLETED)
            for one in looks:  # a bug in one of them must be seen, not leave a screen that stands still
                if one.done():
                    self._terminal.end()
                    one.result()
            await ending
        finally:
            self._terminal.end()
            await _ended([*looks, *self._running])

    def _paint(self, columns: int, rows: int) -> list[str]:
        self._state = replace(self._state, width=columns, height=rows)
        return frame(self._state)

    def _press(self, key: str) -> None:
        self._pressed_s = steady_s()
        self._take(press(self._state, key))

    def _take(self, step: Step) -> None:
        self._state, effects = step
        for do in effects:
            self._start(do)
        self._terminal.refresh()

    def _start(self, do: Do) -> None:
        if do.job == "quit":
            self._terminal.end()
        elif do.job == "look":
            self._look_now.set()
        elif len(self._running) < MAX_JOBS:
            task = asyncio.create_task(self._work(do))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        else:
            self._state = self._state.saying("too much is under way; wait a moment")

    async def _work(self, do: Do) -> None:
        news = await self._jobs.run(do)  # meanwhile the state goes on
        self._take(told(self._state, news))

    def _progress(self, job: str, how: str) -> None:
        self._state = replace(self._state, busy={**self._state.busy, job: how})
        self._terminal.refresh()

    async def _looks(self) -> None:
        while True:
            self._look_now.clear()
            facts, host = await self._facts(), await asyncio.to_thread(look, self._home)
            lost = bool(facts.down) and (not self._state.facts.down or not self._state.facts.heard_s)
            facts = replace(facts, findings=self._state.facts.findings)
            self._state = heard(self._state, facts, host, int(utc_s()))
            self._terminal.refresh()
            if lost and not any(one.get_name() == "doctor" for one in self._running):
                self._start(Do("doctor"))
            idle = steady_s() - self._pressed_s > IDLE_AFTER_S
            with suppress(TimeoutError):
                async with asyncio.timeout(IDLE_LOOK_S if idle else LOOK_S):
                    await self._look_now.wait()

    async def _visits(self) -> None:
        while True:
            self._start(Do("doctor"))
            await asyncio.sleep(DOCTOR_S)

    async def _logs(self) -> None:
        while True:
            lines = await self._journal.news()
            if lines:
                self._state = logged(self._state, tuple(printable(line) for line in lines))
                self._terminal.refresh()
            await asyncio.sleep(LOG_S)

    async def _facts(self) -> Facts:
        """What the agent says; when it does not answer, the last that it said and why."""
        try:
            node = await self._asked("node.status")
            radio = await self._asked("radio.status")
            boards = await self._asked("board.list")
            alerts = await self._asked("civdef.alert.list")
            people = await self._asked("people.list")
        except EdgeError as error:
            return replace(self._state.facts, down=str(error))
        return Facts(
            down="", node=node, radio=radio, boards=tuple(records(boards, "boards")),
            alerts=tuple(records(alerts, "alerts")), sos=tuple(records(people, "sos")),
            safe=tuple(records(people, "check_ins")), heard_s=int(utc_s()),
        )  # fmt: skip

    async def _asked(self, name: str) -> Json:
        try:
            async with asyncio.timeout(ANSWER_S):
                return await call(self._home, name, {}, timeout_s=ANSWER_S)
        except TimeoutError:
            raise Unavailable(f"it did not answer within {ANSWER_S:g} s; see its log") from None


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Stop what still runs; a reset that has begun is not left half done."""
    waiting = [task for task in tasks if not task.done()]
    for task in waiting:
        task.cancel()
    if waiting:
        await asyncio.wait(waiting)
