"""The desk board: provisioned with the community's root, run in the real MicroPython interpreter, shown here."""

import asyncio
import json
import os
from pathlib import Path
from typing import TextIO

from edge_agent.cli.client import call
from edge_agent.desk.children import Child
from edge_agent.desk.node_runtime import node_command
from edge_agent.desk.panel import Pages
from edge_agent.errors import ConfigError
from edge_agent.firmware.image import image_path
from edge_agent.identity.community import load_identity

NAME = "desk"
PROGRAM = Path(__file__).resolve().parents[2] / "micropython" / "wasm" / "board.mjs"
REBOOT = 3  # exit code of board.mjs: start me again
MAX_LINE = 4096  # docs/protocol/board-console.md
AGAIN_S = 1.0


def flash_path(home: Path) -> Path:
    return home / "boards" / NAME


def console_path(home: Path) -> Path:
    return home / "run" / "boards" / f"{NAME}.sock"


def board_child(home: Path, ether: Path) -> Child:
    if not PROGRAM.exists():
        raise ConfigError("the desk board needs a clone of the repository; use --no-board")
    return Child("board", board_command(NAME, flash_path(home), ether, console_path(home)), again=REBOOT)


def board_command(name: str, flash: Path, ether: Path, console: Path) -> list[str]:
    """The command that runs a board of the modules as they are now; ConfigError when something is missing for it."""
    options = {"rom": image_path(), "name": name, "flash": flash, "ether": ether, "console": console}
    return [*node_command(), str(PROGRAM), *(word for key in options for word in (f"--{key}", str(options[key])))]


async def provision(home: Path, *, language: str, preset: str) -> None:
    """Write what a person would write over USB: whom the board trusts, where it stands, what it speaks."""
    roster = await call(home, "identity.roster", {})
    settings = {
        "name": NAME, "roots": roster["roots"], "certificates": roster["certificates"],
        "place": None, "language": language, "network": 0, "preset": preset,
        "updaters": [load_identity(home).key.public.hex()],
    }  # fmt: skip
    flash, run = flash_path(home), console_path(home).parent
    for folder in (flash, run):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = flash / "board.json.part"
    part.write_text(json.dumps(settings), encoding="utf-8")
    os.replace(part, flash / "board.json")


async def show_screen(console: Path, out: TextIO) -> None:
    """Print the board's screen whenever something happens, until cancelled; pages that turn are printed once."""
    known = Pages()
    while True:
        try:
            reader, writer = await asyncio.open_unix_connection(str(console), limit=MAX_LINE)
        except OSError:
            await asyncio.sleep(AGAIN_S)  # the board is being started again
            continue
        try:
            while line := await reader.readline():
                if box := known.news(json.loads(line)):
                    print(box, file=out, flush=True)
        except (ValueError, ConnectionError):
            print("the board sent something unreadable", file=out, flush=True)
        finally:
            writer.close()
