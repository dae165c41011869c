"""A board in modem mode: the real interpreter on a pseudo-terminal, and the cable from it to a gateway."""

import asyncio
import json
import os
import tty
from pathlib import Path

from edge_agent.desk.board import board_command

LIMIT_S = 30.0
PIECE = 4096


class Pty:
    """Both ends of a pseudo-terminal stay open here: who uses it may come and go."""

    def __init__(self) -> None:
        self.ours, self.theirs = os.openpty()
        tty.setraw(self.theirs)
        self.device = Path(os.ttyname(self.theirs))

    def close(self) -> None:
        os.close(self.ours)
        os.close(self.theirs)


class ModemBoard:
    """`device` is what the gateway opens; the cable to the board carries what is written, and `noise` beside it."""

    def __init__(self, folder: Path, ether: Path) -> None:
        self._folder, self._ether = folder, ether
        self._flash = folder / "flash"
        self._flash.mkdir()
        (self._flash / "board.json").write_text(json.dumps({"name": "roof", "role": "modem"}))
        self._gateway, self._board = Pty(), Pty()
        self.device = self._gateway.device
        self.carried, self.told = b"", b""  # to the board, and from it
        self._news = asyncio.Event()

    async def start(self) -> None:
        command = [*board_command("roof", self._flash, self._ether, self._folder / "roof.sock"), "--terminal"]
        line = self._board.theirs
        self.process = await asyncio.create_subprocess_exec(
            *command, stdin=line, stdout=line, stderr=asyncio.subprocess.PIPE
        )
        loop = asyncio.get_running_loop()
        loop.add_reader(self._gateway.ours, self._carry_in)
        loop.add_reader(self._board.ours, self._carry_out)

    async def kill(self) -> None:
        """As when its power is cut."""
        self.process.kill()
        async with asyncio.timeout(LIMIT_S):
            await self.process.wait()

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
            async with asyncio.timeout(LIMIT_S):
                await self.process.wait()
        loop = asyncio.get_running_loop()
        for pty in (self._gateway, self._board):
            loop.remove_reader(pty.ours)
            pty.close()

    def noise(self, *, to_board: bytes = b"", to_gateway: bytes = b"") -> None:
        os.write(self._board.ours, to_board)
        os.write(self._gateway.ours, to_gateway)

    async def says(self, text: bytes) -> None:
        """Wait until the board has."""
        async with asyncio.timeout(LIMIT_S):
            while text not in self.told:
                self._news.clear()
                await self._news.wait()

    def _carry_in(self) -> None:
        data = os.read(self._gateway.ours, PIECE)
        self.carried += data
        os.write(self._board.ours, data)

    def _carry_out(self) -> None:
        data = os.read(self._board.ours, PIECE)
        self.told += data
        self._news.set()
        os.write(self._gateway.ours, data)
