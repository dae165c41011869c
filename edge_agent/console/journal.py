"""The newest log lines: of the journal where there is one, else of the agent itself."""

import asyncio
from pathlib import Path

from edge_agent.cli.client import call
from edge_agent.console.machine import has_journal
from edge_agent.console.programs import follow
from edge_agent.console.reading import number, texts
from edge_agent.errors import EdgeError

UNITS = ("hearthnet*", "lora-gateway*")
FIRST = 60  # lines at the beginning
HELD = 400  # lines between two looks; older ones are dropped
ANSWER_S = 5.0


class Journal:
    def __init__(self, home: Path) -> None:
        self._home = home
        self._lines: list[str] = []
        self._after = 0
        self._following: asyncio.Task[int] | None = None

    async def news(self) -> list[str]:
        """What has been said since the last look; nothing when nobody tells."""
        if not has_journal():
            return await self._of_agent()
        if self._following is None or self._following.done():
            argv = ["journalctl", "--follow", "--no-pager", "--output=short", f"--lines={FIRST}"]
            units = [f"--unit={unit}" for unit in UNITS]
            self._following = asyncio.create_task(follow([*argv, *units], self._take))
        news, self._lines = self._lines, []
        return news

    def _take(self, line: str) -> None:
        self._lines = [*self._lines[-HELD:], line]

    async def _of_agent(self) -> list[str]:
        try:
            answer = await call(self._home, "node.log", {"after": self._after}, timeout_s=ANSWER_S)
        except EdgeError:
            self._after = 0
            return []
        self._after = number(answer, "next")
        return texts(answer, "lines")
