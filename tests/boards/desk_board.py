"""A real board process (node and the real interpreter) and what it says on its console."""

import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path

from edge_agent.desk.board import board_command
from tests.node.fake_board import PROVISIONED

LIMIT_S = 30.0
State = dict[str, object]


class DeskBoard:
    def __init__(self, folder: Path, ether: Path, **provisioned: object) -> None:
        self.flash = folder / "flash"
        self.console = folder / "desk.sock"
        self._ether = ether
        self.flash.mkdir(exist_ok=True)
        (self.flash / "board.json").write_text(json.dumps({**PROVISIONED, **provisioned}))

    async def start(self) -> None:
        await self.launch()
        await self._connect()

    async def launch(self) -> None:
        """Start the process without waiting for its console."""
        self.process = await asyncio.create_subprocess_exec(*self.command(), stderr=asyncio.subprocess.PIPE)

    def command(self) -> list[str]:
        return board_command("desk", self.flash, self._ether, self.console)

    async def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process.returncode is None:
            self.process.send_signal(number)
        self.writer.close()
        async with asyncio.timeout(LIMIT_S):
            await self.process.wait()

    async def until(self, holds: Callable[[State], bool]) -> State:
        """The first state from now on, the present one included, for which this holds."""
        async with asyncio.timeout(LIMIT_S):
            while not holds(self.state):
                line = await self.reader.readline()
                assert line, (await self.complaint()) or "the board closed its console"
                assert len(line) <= 4096
                self.state = json.loads(line)
        return self.state

    async def complaint(self) -> str:
        assert self.process.stderr is not None
        return (await self.process.stderr.read()).decode()

    def is_running(self) -> bool:
        return self.process.returncode is None

    async def ask(self, line: bytes) -> None:
        self.writer.write(line + b"\n")
        await self.writer.drain()

    async def _connect(self) -> None:
        async with asyncio.timeout(LIMIT_S):
            while True:
                assert self.is_running(), await self.complaint()
                try:
                    self.reader, self.writer = await asyncio.open_unix_connection(str(self.console))
                    break
                except OSError:
                    await asyncio.sleep(0.02)  # until the process listens
        self.state: State = {}
        await self.until(lambda state: "screen" in state)
