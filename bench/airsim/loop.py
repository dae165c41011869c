"""An asyncio event loop on virtual time, so that the gateway's own tasks run as they are.

It does what tasks, locks, queues and timeouts ask of a loop, in the order of the agenda; there are no sockets, threads
or child processes on it.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import Context
from typing import Any, cast
from unittest.mock import patch

from bench.airsim.agenda import Agenda
from bench.airsim.community import UTC


class VirtualLoop:
    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._tasks: list[asyncio.Task[Any]] = []
        self._loop = cast(asyncio.AbstractEventLoop, self)  # the part of it that is needed here

    def time(self) -> float:
        return self._agenda.now_ms / 1000

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self._loop, context)
        self._agenda.plan(0, lambda: None if handle.cancelled() else handle._run())
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(self.time() + delay, callback, args, self._loop, context)
        self._agenda.plan(delay * 1000, lambda: None if handle.cancelled() else handle._run())
        return handle

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_later(when - self.time(), callback, *args, context=context)

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self._loop)

    def create_task(
        self, coro: Coroutine[Any, Any, Any], *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[Any]:
        task = asyncio.Task(coro, loop=self._loop, name=name, context=context)
        self._tasks.append(task)
        return task

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        raise RuntimeError(context["message"]) from context.get("exception")

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """The agenda finds out when its time comes."""

    def end(self) -> None:
        """Cancel what still runs; an error that ended a task is raised here."""
        for task in self._tasks:
            task.cancel()
        self._agenda.run(self._agenda.now_ms)
        for task in self._tasks:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error


class _Clock:
    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    def monotonic(self) -> float:
        return self._agenda.now_ms / 1000

    def time(self) -> float:
        return UTC + self._agenda.now_ms / 1000


@contextmanager
def virtual_time(agenda: Agenda) -> Iterator[VirtualLoop]:
    """The loop is the running one and the gateway's modules read the agenda's clock."""
    loop, clock = VirtualLoop(agenda), _Clock(agenda)
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("lora_gateway.") and getattr(module, "time", None) is time:
                stack.enter_context(patch.object(module, "time", clock))
        asyncio._set_running_loop(cast(asyncio.AbstractEventLoop, loop))
        stack.callback(asyncio._set_running_loop, None)
        yield loop
        loop.end()
