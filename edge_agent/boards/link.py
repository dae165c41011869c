"""Reads the consoles of the boards that are plugged in: every socket in run/boards. docs/protocol/board-console.md."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from edge_agent.boards.state import MAX_LINE, BoardState, parse
from edge_agent.errors import LinkLost, NotFound, Unavailable
from edge_agent.supervisor import doubling
from edge_agent.text import printable

log = logging.getLogger(__name__)
MAX_BOARDS = 16  # more than a machine has USB ports
MAX_NAME = 32
LOOK_S = 1.0  # a board that was just plugged in shows within a second
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
ANSWER_S = 5.0
PRESS = b'{"press": "short"}\n'


class BoardLink:
    """One board: what it said last, or why it does not answer."""

    def __init__(self, path: Path, notify: Callable[[], None]) -> None:
        self.name = printable(path.stem, MAX_NAME)
        self._path = path
        self._notify = notify
        self._writer: asyncio.StreamWriter | None = None
        self.state: BoardState | None = None
        self.down = "it has not answered yet"

    async def keep(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Read until the socket file is gone, connecting again after every failure."""
        pauses = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
        while self._path.exists():
            try:
                await self._read()
            except LinkLost as lost:
                self.down = str(lost)
            log.info("board %s: %s", self.name, self.down)
            self._notify()
            if self.state is not None:  # it worked until now
                pauses, self.state = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S), None
            await sleep(next(pauses))

    async def press(self) -> None:
        """Press the button briefly; Unavailable when the board cannot be asked."""
        if self._writer is None:
            raise Unavailable(f"the board {self.name} does not answer: {self.down}")
        self._writer.write(PRESS)
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._writer.drain()
        except (TimeoutError, ConnectionError):
            raise Unavailable(f"the board {self.name} does not read what we send; try again") from None

    async def _read(self) -> None:
        async with self._connected() as reader:
            while True:
                self.state = parse(await _line(reader))
                self.down = ""
                self._notify()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncio.StreamReader]:
        try:
            async with asyncio.timeout(ANSWER_S):
                reader, writer = await asyncio.open_unix_connection(str(self._path), limit=MAX_LINE)
        except (OSError, TimeoutError):
            raise LinkLost("nothing answers at its console; is the board running?") from None
        self._writer = writer
        try:
            yield reader
        finally:
            self._writer = None
            writer.close()


class BoardLinks:
    name = "board links"

    def __init__(
        self, folder: Path, *, notify: Callable[[], None], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._folder = folder
        self._notify = notify
        self._sleep = sleep  # tests pass their own and never wait
        self._links: dict[Path, BoardLink] = {}

    @property
    def links(self) -> list[BoardLink]:
        return sorted(self._links.values(), key=lambda link: link.name)

    def find(self, name: str) -> BoardLink:
        for link in self._links.values():
            if link.name == name:
                return link
        raise NotFound(f"no board called {printable(name, MAX_NAME)} is plugged in; board.list names those that are")

    async def run(self) -> None:
        """Until cancelled: one task for every console there is."""
        async with asyncio.TaskGroup() as group:
            while True:
                for path in sorted(self._folder.glob("*.sock")):
                    if path not in self._links and len(self._links) < MAX_BOARDS:
                        self._links[path] = BoardLink(path, self._notify)
                        group.create_task(self._keep(path), name=f"board {path.stem}")
                await self._sleep(LOOK_S)

    async def _keep(self, path: Path) -> None:
        try:
            await self._links[path].keep(self._sleep)
        finally:
            del self._links[path]
            self._notify()


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        line = await reader.readline()
    except ValueError:  # longer than the limit
        raise LinkLost(f"it sent a line of more than {MAX_LINE} bytes; is that its console?") from None
    except ConnectionError:
        raise LinkLost("its console went away") from None
    if not line.endswith(b"\n"):
        raise LinkLost("its console was closed")
    return line
