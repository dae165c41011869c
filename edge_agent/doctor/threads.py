"""Runs what may hang beside the event loop, in threads that nobody waits for at the end of the process."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")
MOST = 2  # threads of one name; a console looks again and again, and those that hang stay


async def in_thread(name: str, work: Callable[[], T]) -> T:
    """Like asyncio.to_thread, but a thread that hangs in a read of a dying card does not keep the command alive.

    TimeoutError when earlier threads of this name still hang.
    """
    if sum(thread.name == f"doctor: {name}" for thread in threading.enumerate()) >= MOST:
        raise TimeoutError
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            news = partial(_finish, done, work())
        except Exception as error:  # noqa: BLE001  # not taken, but handed to whoever waits, as a thread pool does
            news = partial(_fail, done, error)
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(news)

    threading.Thread(target=run, name=f"doctor: {name}", daemon=True).start()
    return await done


def _finish(done: "asyncio.Future[T]", result: T) -> None:
    if not done.done():
        done.set_result(result)


def _fail(done: "asyncio.Future[T]", error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
