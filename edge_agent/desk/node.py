"""`hearthnet run`: agent, gateway, simulated air and a board on one machine, started and ended together."""

import asyncio
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from edge_agent.cli.client import call, is_running
from edge_agent.desk.banner import banner
from edge_agent.desk.board import board_child, console_path, provision, show_screen
from edge_agent.desk.children import Child, keep, until
from edge_agent.errors import ungrouped


@dataclass(frozen=True, slots=True)
class Desk:
    """What `hearthnet run` was asked for. `radio` is the port of a real radio; None stands for the simulated air."""

    home: Path
    agent_options: Sequence[str]
    preset: str
    loss: float
    seed: int
    language: str
    radio: str | None
    board: bool


def ether_path(home: Path) -> Path:
    return home / "run" / "ether.sock"


def children(desk: Desk) -> list[Child]:
    """Every process but the board, in the order in which they start."""
    gateway = [sys.executable, "-m", "lora_gateway", "run", "--home", str(desk.home)]
    agent = [sys.executable, "-m", "edge_agent", "--home", str(desk.home), "agent", *desk.agent_options]
    found, needs = [], None
    if desk.radio is None:
        needs = ether_path(desk.home)
        ether = str(needs)
        gateway += ["--port", f"sim://{ether}?station=gateway", "--preset", desk.preset]
        options = ["--socket", ether, "--loss", str(desk.loss), "--seed", str(desk.seed), "--preset", desk.preset]
        found.append(Child("simulated air", [sys.executable, "-m", "lora_gateway", "ether", *options]))
    return [*found, Child("gateway", gateway, needs), Child("agent", agent)]


async def run_desk(desk: Desk, out: TextIO) -> None:
    """Until Ctrl-C or SIGTERM; ConfigError when a part cannot start."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with ungrouped():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(keep(child), name=child.name) for child in children(desk)]
            tasks.append(group.create_task(_greet_and_show(desk, out), name="desk"))
            await stop.wait()
            print("\nStopping.", file=out, flush=True)
            for task in tasks:
                task.cancel()


async def _greet_and_show(desk: Desk, out: TextIO) -> None:
    await until(lambda: is_running(desk.home), "the agent")
    async with asyncio.TaskGroup() as group:
        if desk.board:
            await provision(desk.home, language=desk.language, preset=desk.preset)
            group.create_task(keep(board_child(desk.home, ether_path(desk.home))))
            await until(console_path(desk.home).exists, "the board")
        status = await call(desk.home, "node.status", {})
        code = await call(desk.home, "identity.pair.code", {})
        print(banner(desk, status, str(code["code"])), file=out, flush=True)
        if desk.board:
            await show_screen(console_path(desk.home), out)
