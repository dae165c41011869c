"""The desk board's process with its USB line on a real pty, and a person at it."""

import asyncio
import contextlib
import re

import pexpect

from tests.boards.desk_board import LIMIT_S, DeskBoard

PROMPT = "kitchen> "
SEQUENCES = re.compile(r"\x1b\[[0-9]*[A-Za-z]")


class AtTerminal(DeskBoard):
    async def start(self) -> None:
        """On a new pty, up to the first prompt."""
        command = [*self.command(), "--terminal"]
        self.child = pexpect.spawn(command[0], command[1:], timeout=LIMIT_S, echo=False, dimensions=(24, 80))
        self.child.delaybeforesend = None
        await self._connect()
        await self.type("\r")
        await self.shows(PROMPT)

    async def stop(self, number: int = 0) -> None:
        self.writer.close()
        with contextlib.suppress(OSError, pexpect.ExceptionPexpect):
            await asyncio.to_thread(self.child.close, True)

    def is_running(self) -> bool:
        return bool(self.child.isalive())

    async def complaint(self) -> str:
        return (await asyncio.to_thread(self.child.read)).decode(errors="replace")

    async def type(self, text: str | bytes) -> None:
        """As fast as the board takes it."""
        await asyncio.to_thread(self.child.send, text)

    async def shows(self, text: str) -> str:
        """Wait for this; what was shown before, as it can be read."""
        await asyncio.to_thread(self.child.expect_exact, text.encode())
        return SEQUENCES.sub("", self.child.before.decode(errors="replace")).replace("\r", "")

    async def run(self, command: str) -> list[str]:
        """The rows of its answer."""
        await self.type(command + "\r")
        await self.shows(command)
        return (await self.shows(PROMPT)).split("\n")[1:-1]

    async def ended(self) -> int | None:
        """The exit code, once it has ended."""
        await asyncio.to_thread(self.child.expect, pexpect.EOF)
        await asyncio.to_thread(self.child.close)
        return self.child.exitstatus
