"""`hearthnet run` as a person starts it: real processes, a real board, on a port of its own."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

START_S, ARRIVAL_S, END_S = 60.0, 60.0, 20.0
LOOK_S = 0.05


class Desk:
    def __init__(self, home: Path, process: asyncio.subprocess.Process) -> None:
        self.home = home
        self.process = process
        self.output = ""

    async def read_output(self) -> None:
        assert self.process.stdout
        while data := await self.process.stdout.read(4096):
            self.output += data.decode()

    async def says(self, text: str) -> None:
        await until(lambda: text in self.output, START_S, lambda: f"{text!r} in:\n{self.output}")

    def command(self, *words: str) -> str:
        """Run `hearthnet WORDS`; its output. Fails with what it said when it fails."""
        done = run_command(self.home, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def board(self) -> dict[str, object]:
        """What the board says on its console."""
        with socket.socket(socket.AF_UNIX) as console:
            console.settimeout(10)
            console.connect(str(self.home / "run" / "boards" / "desk.sock"))
            return json.loads(console.makefile().readline())

    async def board_shows(self, text: str) -> None:
        await until(lambda: text in " ".join(self.board()["screen"]), ARRIVAL_S, lambda: json.dumps(self.board()))  # type: ignore[arg-type]

    def children(self) -> dict[str, int]:
        """The processes of this desk, by the word of their command line that tells them apart."""
        running = processes_of(self.home)
        return {name: number for name, word in PARTS.items() for number, line in running if word in line}

    async def kill(self, name: str) -> None:
        """kill -9, and wait until it was started again."""
        before = self.children()[name]
        os.kill(before, signal.SIGKILL)
        await until(lambda: self.children().get(name, before) != before, START_S, lambda: f"{name} is not back")


@asynccontextmanager
async def desk(home: Path, *options: str, preset: str = "ShortTurbo") -> AsyncIterator[Desk]:
    """Started and greeted; ended with Ctrl-C at the end unless it has ended before."""
    home.mkdir(exist_ok=True)
    tables = f'[http]\nport = {free_port()}\n[desk]\npreset = "{preset}"\n[gateway]\nregion = "US"\n'
    (home / "hearthnet.toml").write_text(tables)  # Europe has no room for ShortTurbo
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge_agent", "--home", str(home), "run", *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    running = Desk(home, process)
    reading = asyncio.create_task(running.read_output())
    try:
        await running.says("Ctrl-C ends everything")
        yield running
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(END_S):
            await process.wait()
        await reading


PARTS = {"agent": " agent", "gateway": "lora_gateway run", "ether": "lora_gateway ether", "board": "board.mjs"}


def run_command(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "edge_agent", "--home", str(home), *words], capture_output=True, text=True, timeout=60
    )


def processes_of(home: Path) -> list[tuple[int, str]]:
    """Number and command line of every process that names this home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it has just ended
        if str(home) in line and int(folder.name) != os.getpid():
            found.append((int(folder.name), line))
    return found


async def until(condition: Callable[[], bool], limit_s: float, what: Callable[[], str]) -> None:
    """Look until it is so; fails saying `what` after the limit."""
    loop = asyncio.get_running_loop()
    end = loop.time() + limit_s
    while not condition():
        assert loop.time() < end, f"not within {limit_s:g} s: {what()}"
        await asyncio.sleep(LOOK_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
